"""The running bridge's `/admin`, as the commands call it that need the bridge itself and not its database."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

import httpx2

from bridge import certificates
from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.sending.door import checked_url, trusting
from bridge.settings import Settings
from bridge.storage import database_file

URL: Final = "https://localhost:8253"

_ADMIN: Final = "BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD"
_PATIENCE: Final = httpx2.Timeout(10.0, read=600.0)
"""Seconds: looking at a million users takes minutes, and the answer comes at the end."""


class Office:
    """A bridge behind its URL. Use it as a context manager."""

    def __init__(self, url: str, credentials: tuple[str, str], context: ssl.SSLContext) -> None:
        """Take the bridge's URL (any path of it), the credentials of `/admin`, and whom to trust."""
        parts = checked_url(url)
        self.url = f"{parts.scheme}://{parts.netloc}"
        # The bridge is called directly, whatever proxies the environment names.
        self._client = httpx2.Client(
            base_url=self.url, auth=credentials, verify=context, timeout=_PATIENCE, trust_env=False
        )

    @classmethod
    def of(cls, settings: Settings, url: str, ca: Path | None) -> Self:
        """Return the office for a command's settings.

        Args:
            settings: have the credentials, and the database beside which the bridge's authority stands.
            url: where the bridge is.
            ca: its authority, if another is meant.

        Raises:
            WrongUse: the URL or the certificate is none, or the credentials are not set.
        """
        admin = settings.admin_credentials()
        if admin is None:
            raise WrongUse(f"{_ADMIN} not set: set them to those of the running bridge.")
        database = database_file(settings.database_url)
        own = certificates.own_files(Path() if database is None else database.parent).authority
        return cls(url, (admin.username, admin.password), trusting(ca or (own if own.is_file() else None)))

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(self, *_how: object) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, method: str, path: str) -> dict[str, Any]:
        """Return the JSON object that the bridge answers.

        Raises:
            EnvironmentUnusable: it is not there, is no bridge, has no /admin, or refuses the credentials.
            WrongUse: it refuses the request; the text is its own.
        """
        with self._troubles():
            response = self._client.request(method, path)
        self._check(response)
        try:
            body = response.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise self._no_bridge(f"{path} answered no JSON object")
        return body

    def lines(self, path: str) -> Iterator[str]:
        """Yield the lines of a long answer as they come; an answer that is cut off raises.

        Raises:
            EnvironmentUnusable: as for ``ask``.
        """
        with self._troubles(), self._client.stream("GET", path) as response:
            if response.status_code != HTTPStatus.OK:
                response.read()
            self._check(response)
            # Not by str.splitlines: a line separator of Unicode may stand in somebody's name.
            rest = ""
            for text in response.iter_text():
                *whole, rest = (rest + text).split("\n")
                yield from whole
            if rest:
                yield rest

    def _check(self, response: httpx2.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        if status == HTTPStatus.UNAUTHORIZED:
            raise EnvironmentUnusable(f"{self.url} refuses the credentials of {_ADMIN}: set them to the bridge's.")
        message = _message(response)
        if status == HTTPStatus.CONFLICT and message:
            raise WrongUse(message)
        if status == HTTPStatus.NOT_FOUND and "bridge does not serve" in message:
            raise EnvironmentUnusable(
                f"The bridge at {self.url} has no /admin, or is an older one: start it with {_ADMIN} set."
            )
        raise self._no_bridge(f"it answered {status}{': ' + message if message else ''}")

    def _no_bridge(self, why: str) -> EnvironmentUnusable:
        return EnvironmentUnusable(
            f"{self.url} is no bridge that answers ({why}): give the URL that `bridge serve` printed by --url."
        )

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except httpx2.RequestError as error:
            if "CERTIFICATE" in str(error).upper():
                raise EnvironmentUnusable(
                    f"The certificate of {self.url} is not trusted ({error}): give the bridge's authority by --ca "
                    "bridge-ca.pem, which stands beside its database."
                ) from error
            raise EnvironmentUnusable(
                f"{self.url} cannot be reached, or broke off ({str(error) or type(error).__name__}): start `bridge "
                "serve`, or give its URL by --url."
            ) from error


def _message(response: httpx2.Response) -> str:
    try:
        said = response.json()["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return ""
    return str(said)
