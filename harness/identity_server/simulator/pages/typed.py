"""What the pages of self-registration share: what was typed, where they lead back to, and how they say no."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from harness.identity_server.simulator.pages.assets import page, server_of

PASSWORD_POLICY = "20035"  # noqa: S105 - an error code
USERNAME_FREE = 60000
_LOCAL_CLAIM = "http://wso2.org/claims/local"
_FALLBACK_LANGUAGE = "en_US"


def text_of(form: Mapping[str, Any], name: str) -> str:
    """Return a field's text; an absent field and a file are empty."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def callback_of(request: Request, form: Mapping[str, Any]) -> str | None:
    """Return where the pages lead at the end, or None when it is not an address of this server.

    Assumed: the server's ``callback_url`` setting allows its own origin only. The value may come encoded once more.
    """
    public_url = server_of(request).public_url
    value = text_of(form, "callback") or f"{public_url}/myaccount"
    value = unquote(value) if "://" not in value else value
    return value if value == public_url or value.startswith((f"{public_url}/", f"{public_url}?")) else None


def bad_callback() -> Response:
    """Say that a callback leads elsewhere."""
    return page(
        "error.html",
        status=400,
        title="Invalid callback",
        text="The callback is not an address of this server. Start again from its sign-in page.",
    )


def _language(request: Request) -> str:
    """Return the first language the browser accepts as Java writes a locale: ``en_US``."""
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return first.replace("-", "_") if first and first != "*" else _FALLBACK_LANGUAGE


def claims_of(request: Request, form: Mapping[str, Any]) -> dict[str, str]:
    """Return the values typed, in the order of the server's claims, empty ones left out."""
    known = [claim.uri for claim in server_of(request).sign_up.claims()]
    typed = {uri: text_of(form, uri) for uri in known}
    if _LOCAL_CLAIM in typed:
        typed[_LOCAL_CLAIM] = _language(request)
    return {uri: value for uri, value in typed.items() if value}
