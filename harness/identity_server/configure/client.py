"""The REST admin API of an Identity Server: one kept connection, Basic credentials, and errors that say what to do."""

import ssl
from collections.abc import Mapping
from typing import Any, Final, Self

import httpx2

from harness.identity_server.configure.errors import (
    BadWish,
    NoAnswer,
    NotIdentityServer,
    NotTrusted,
    Refused,
    WrongCredentials,
)

_API: Final = "/api/server/v1"
_SECONDS: Final = 30.0
"""A server that has just started answers its first calls slowly."""
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_ABSENT: Final = (404, 501)
"""What says that a path is not there: 501 is a simulator's word for it."""


class AdminClient:
    """An administrator of one server.

    Args:
        url: the server's real socket, e.g. `https://127.0.0.1:32771`.
        username: the administrator's name.
        password: the administrator's password.
        verify: which certificates to trust: a context, True for the machine's own store, False for all.
        public_url: the origin by which the server knows itself, where that is not `url`; it is sent as `Host`.
        transport: replaces the network, for tests.

    Raises:
        BadWish: the URL is none.
    """

    def __init__(
        self,
        url: str,
        *,
        username: str = "admin",
        password: str = "admin",  # noqa: S107 - the administrator of a fresh server
        verify: ssl.SSLContext | bool = True,
        public_url: str | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        _demand_url(self.url)
        headers = {"Accept": "application/json"}
        if public_url is not None:
            headers["Host"] = httpx2.URL(public_url).netloc.decode()
        self._http = httpx2.Client(
            base_url=self.url,
            auth=(username, password),
            headers=headers,
            verify=_context(verify),
            timeout=_SECONDS,
            transport=transport,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Return the JSON at a path below `/api/server/v1`; None where the answer has no body.

        Raises:
            Unusable: any answer but a good one.
        """
        return self.call("GET", _API + path, params=params)

    def find(self, path: str) -> Any:
        """Return the JSON at a path below `/api/server/v1`, or None if there is nothing."""
        try:
            return self.get(path)
        except Refused as error:
            if error.status not in _ABSENT:
                raise
            return None

    def has(self, path: str) -> bool:
        """Tell whether the server knows a path below `/api/server/v1`, whatever it answers there."""
        return self._at_home(self._send("GET", _API + path)).status_code not in _ABSENT

    def put(self, path: str, body: Any) -> Any:
        """Replace what is at a path below `/api/server/v1`."""
        return self.call("PUT", _API + path, json=body)

    def post(self, path: str, body: Any) -> Any:
        """Create something at a path below `/api/server/v1`."""
        return self.call("POST", _API + path, json=body)

    def patch(self, path: str, body: Any) -> Any:
        """Change a part of what is at a path below `/api/server/v1`."""
        return self.call("PATCH", _API + path, json=body)

    def peek(self, path: str) -> Any:
        """Return the JSON at any path of the server, or None if there is none to be had."""
        response = self._send("GET", path)
        try:
            return response.json() if response.is_success else None
        except ValueError:
            return None

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Send a request and return the answer's JSON, None without a body.

        Raises:
            Unusable: nobody answered, or with something else than success and JSON.
        """
        response = self._at_home(self._send(method, path, **options))
        if not response.is_success:
            if self._is_plain and "TLS" in response.text:
                raise NotIdentityServer(f"{self.url} speaks TLS: write https:// instead of http://.")
            raise Refused(_refusal(method, path, response), response.status_code)
        try:
            return response.json() if response.content.strip() else None
        except ValueError:
            raise NotIdentityServer(
                f"{self.url}{path} was answered with something else than JSON: is that the address of an "
                "Identity Server? Give its origin alone, like https://localhost:9443."
            ) from None

    def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            response = self._http.request(method, path, **options)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise self._unreachable(error) from error
        if response.status_code == _UNAUTHORIZED:
            raise WrongCredentials(
                f"{self.url} does not take the administrator's name and password (401): "
                "set IS_ADMIN_USERNAME and IS_ADMIN_PASSWORD to those of an administrator."
            )
        return response

    def _at_home(self, response: httpx2.Response) -> httpx2.Response:
        """Return an answer that leads nowhere else: no API of the server redirects, but what stands before it may."""
        if response.is_redirect:
            raise NotIdentityServer(
                f"{response.url} leads to {response.headers.get('location', 'elsewhere')}: "
                "give the address to which it leads."
            )
        return response

    def _unreachable(self, error: Exception) -> Exception:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            reason = str(error).partition("CERTIFICATE_VERIFY_FAILED] ")[2].partition(" (_ssl")[0]
            advice = (
                "use a name that stands in it"
                if "mismatch" in reason
                else "give the certificate that signed it with --ca FILE"
            )
            return NotTrusted(f"The certificate of {self.url} is not trusted ({reason or error}): {advice}.")
        plain = " An Identity Server speaks TLS: write https:// instead of http://." if self._is_plain else ""
        return NoAnswer(
            f"{self.url} does not answer ({error or type(error).__name__}): is the server running, and is the address "
            f"right? A server needs a minute or more from its start.{plain}"
        )

    @property
    def _is_plain(self) -> bool:
        return self.url.lower().startswith("http://")


def _refusal(method: str, path: str, response: httpx2.Response) -> str:
    said = _said(response)
    advice = (
        "give an administrator's credentials in IS_ADMIN_USERNAME and IS_ADMIN_PASSWORD"
        if response.status_code == _FORBIDDEN
        else "the server's log (repository/logs/wso2carbon.log) says more; what was done before is kept, and running "
        "the same again goes on from there"
    )
    return f"The server answered {method} {path} with {response.status_code}{said}: {advice}."


def _said(response: httpx2.Response) -> str:
    """Return the reason in a server's error body, e.g. ` (IDP-60002: Resource not found.)`."""
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, Mapping):
        return ""
    parts = [str(body[key]).rstrip(".") for key in ("code", "message", "description") if body.get(key)]
    return f" ({': '.join(parts)})" if parts else ""


def _context(verify: ssl.SSLContext | bool) -> ssl.SSLContext:
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reads no store, which takes its time
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _demand_url(url: str) -> None:
    try:
        parsed = httpx2.URL(url)
        usable = (
            parsed.scheme in {"http", "https"}
            and bool(parsed.host)
            and parsed.path in {"", "/"}
            and not parsed.userinfo
        )
    except httpx2.InvalidURL:
        usable = False
    if not usable:
        raise BadWish(f"{url!r} is not the address of a server: give its origin alone, like https://localhost:9443.")
