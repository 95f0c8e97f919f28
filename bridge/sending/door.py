"""The running bridge as `bridge send` calls it: its SCIM paths, its trail and its records."""

import json
import ssl
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import SplitResult, quote, urlsplit

import httpx2

from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.sending.dialects import Request

_PATIENCE: Final = 30.0
"""Seconds for one answer."""

_CORRELATION: Final = "X-Correlation-ID"
_ADMIN: Final = "BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD"


@dataclass(frozen=True, slots=True)
class Keys:
    """The credentials of the two doors."""

    scim: tuple[str, str]
    admin: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a SCIM request was answered with; `body` is None where there is none, or no JSON."""

    status: int
    body: Any


class Door:
    """A bridge behind its URL. Use it as an asynchronous context manager."""

    def __init__(self, url: str, ca: Path | None, keys: Keys) -> None:
        """Take the URL of the users, the authority's certificate (None: the system's), and the credentials.

        Raises:
            WrongUse: the URL or the certificate is none.
        """
        parts = checked_url(url)
        self.base_path = parts.path.rstrip("/") or "/hubspot/contacts"
        self._url = f"{parts.scheme}://{parts.netloc}"
        self._keys = keys
        # The bridge is called directly, whatever proxies the environment names.
        self._client = httpx2.AsyncClient(
            base_url=self._url, verify=trusting(ca), timeout=_PATIENCE, trust_env=False, follow_redirects=False
        )

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(self, request: Request, correlation_id: str) -> Answer:
        """Send a SCIM request.

        Raises:
            EnvironmentUnusable: the bridge is not there, is no bridge, or refuses the credentials.
        """
        headers = {**request.headers, _CORRELATION: correlation_id}
        response = await self._call(request, headers)
        if response.status_code == 401:  # noqa: PLR2004 - HTTP's own number
            raise EnvironmentUnusable(
                f"{self._url} refuses the credentials: set BRIDGE_USERNAME and BRIDGE_PASSWORD to those of the bridge, "
                "or give the URL that `bridge serve` printed by --url, if this is no bridge."
            )
        if response.headers.get(_CORRELATION) != correlation_id:
            raise self._no_bridge(f"{request.target} answered {response.status_code} without our correlation id")
        return Answer(response.status_code, _json(response))

    async def place(self) -> int:
        """Return the id of the trail's newest event.

        Raises:
            EnvironmentUnusable: there is no trail, with what to do about it.
        """
        response = await self._get("/admin/events", {"limit": "1"})
        body = _json(response)
        last = body.get("last") if isinstance(body, Mapping) else None
        if not isinstance(last, int):
            raise self._no_bridge("/admin/events is not the bridge's")
        return last

    async def told(self, correlation_id: str) -> list[Mapping[str, Any]]:
        """Return what the trail has of one request."""
        body = _json(await self._get("/admin/events", {"correlationId": correlation_id}))
        found = body.get("events") if isinstance(body, Mapping) else None
        return found if isinstance(found, list) else []

    async def record(self, user_name: str) -> Mapping[str, Any]:
        """Return the bridge's record of a user; empty when it has none."""
        response = await self._get(f"/admin/users/{quote(user_name)}", {}, missing=True)
        body = _json(response)
        return body if response.status_code == 200 and isinstance(body, Mapping) else {}  # noqa: PLR2004 - HTTP's own

    async def mapping(self) -> Mapping[str, Any]:
        """Return what the bridge says of its mapping: file, hash, problem; empty when it says nothing."""
        response = await self._get("/admin/mapping", {}, missing=True)
        body = _json(response)
        return body if response.status_code == 200 and isinstance(body, Mapping) else {}  # noqa: PLR2004 - HTTP's own

    async def events(self, after: int) -> AsyncGenerator[Mapping[str, Any]]:
        """Yield the trail's events behind an id, as they happen."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        try:
            async with self._client.stream(
                "GET", "/admin/events", headers=headers, auth=self._keys.admin, timeout=None
            ) as response:
                async for line in response.aiter_lines():
                    if line.startswith("data: ") and '"step"' in line:
                        yield json.loads(line.removeprefix("data: "))
        except httpx2.RequestError as error:
            raise self._unreachable(error) from error

    async def _get(self, path: str, query: Mapping[str, str], *, missing: bool = False) -> httpx2.Response:
        try:
            response = await self._client.get(path, params=query, auth=self._keys.admin)
        except httpx2.RequestError as error:
            raise self._unreachable(error) from error
        if response.status_code == 401:  # noqa: PLR2004 - HTTP's own number
            raise EnvironmentUnusable(
                f"{self._url} refuses the credentials of {_ADMIN}: set them to the bridge's, "
                "or give the URL that `bridge serve` printed by --url, if this is no bridge."
            )
        if response.status_code == 404 and not missing:  # noqa: PLR2004 - HTTP's own number
            raise self._no_trail(response)
        return response

    async def _call(self, request: Request, headers: Mapping[str, str]) -> httpx2.Response:
        try:
            return await self._client.request(
                request.method, request.target, headers=headers, content=request.body.encode(), auth=self._keys.scim
            )
        except httpx2.RequestError as error:
            raise self._unreachable(error) from error
        except (httpx2.InvalidURL, ValueError) as error:
            raise WrongUse(f"{request.method} {request.target} cannot be sent ({error}): mend the request.") from error

    def _no_trail(self, response: httpx2.Response) -> EnvironmentUnusable:
        body = _json(response)
        said = body.get("error") if isinstance(body, Mapping) else None
        message = str(said.get("message", "")) if isinstance(said, Mapping) else ""
        if "--trail" in message:
            return EnvironmentUnusable(message)
        if "bridge does not serve" in message:
            return EnvironmentUnusable(
                f"The bridge at {self._url} has no /admin, which shows what happened: start it with {_ADMIN} set."
            )
        return self._no_bridge("/admin/events is not there")

    def _no_bridge(self, why: str) -> EnvironmentUnusable:
        return EnvironmentUnusable(
            f"{self._url} is no bridge ({why}): give the URL that `bridge serve` printed by --url."
        )

    def _unreachable(self, error: Exception) -> EnvironmentUnusable:
        if "CERTIFICATE" in str(error).upper():
            return EnvironmentUnusable(
                f"The certificate of {self._url} is not trusted ({error}): give the bridge's authority by --ca "
                "bridge-ca.pem, which stands beside its database."
            )
        reason = str(error) or type(error).__name__
        return EnvironmentUnusable(
            f"{self._url} cannot be reached ({reason}): start `bridge serve`, or give its URL by --url."
        )


def checked_url(url: str) -> SplitResult:
    """Return the parts of a bridge's URL.

    Raises:
        WrongUse: it is none, or has credentials in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or port == 0:
        raise WrongUse(
            f"--url {url!r} is no URL of a bridge: give one such as https://localhost:8253/hubspot/contacts."
        )
    if parts.username or parts.password:
        raise WrongUse("--url has credentials in it: set BRIDGE_USERNAME and BRIDGE_PASSWORD instead.")
    return parts


def trusting(ca: Path | None) -> ssl.SSLContext:
    """Return what verifies a bridge: by this authority too, and always.

    Raises:
        WrongUse: the file has no certificate.
    """
    context = ssl.create_default_context()
    if ca is not None:
        try:
            context.load_verify_locations(cafile=str(ca))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise WrongUse(f"--ca {ca} cannot be used ({reason}): name a PEM file, such as bridge-ca.pem.") from error
    return context


def _json(response: httpx2.Response) -> Any:
    try:
        return response.json() if response.content else None
    except (ValueError, RecursionError):
        return None
