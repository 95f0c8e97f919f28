"""Self-registration in the account recovery portal: user name, details, result.

The portal of the real server is a web application of its own that calls the server's REST API; here it calls
`SignUp`, the object behind that API, and the checks that the real pages make in the browser are made there too.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import SignUpRefused
from harness.identity_server.simulator.pages.assets import page, server_of
from harness.identity_server.simulator.pages.fields import DetailsForm, details_form
from harness.identity_server.simulator.signup import Registration

_USERNAME_PATTERN = re.compile(r"[^/].*[^@]")
_USERNAME_FREE = 60000
_PASSWORD_POLICY = "20035"  # noqa: S105 - an error code
_LOCAL_CLAIM = "http://wso2.org/claims/local"
_FALLBACK_LANGUAGE = "en_US"


def _text(form: Mapping[str, Any], name: str) -> str:
    """Return a field's text; an absent field and a file are empty."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _callback(request: Request, form: Mapping[str, Any]) -> str | None:
    """Return where the pages lead at the end, or None when it is not an address of this server.

    Assumed: the server's ``callback_url`` setting allows its own origin only. The value may come encoded once more.
    """
    public_url = server_of(request).public_url
    value = _text(form, "callback") or f"{public_url}/myaccount"
    value = unquote(value) if "://" not in value else value
    return value if value == public_url or value.startswith((f"{public_url}/", f"{public_url}?")) else None


def _bad_callback() -> Response:
    return page(
        "error.html",
        status=400,
        title="Invalid callback",
        text="The callback is not an address of this server. Start again from its sign-in page.",
    )


def _username_page(query: ImmutableMultiDict[str, Any], error: str = "") -> Response:
    """Show the first step; every parameter comes back as a hidden field whose id is its name, as on the real page."""
    hidden = [(name, value) for name, value in query.multi_items() if name != "username" and isinstance(value, str)]
    return page("username.html", hidden=hidden, error=error)


async def register(request: Request) -> Response:
    """Ask for the user name (``register.do``)."""
    if _callback(request, request.query_params) is None:
        return _bad_callback()
    return _username_page(request.query_params)


async def signup(request: Request) -> Response:
    """Ask for the details (``signup.do``), or for another user name when this one cannot be had."""
    form: FormData | ImmutableMultiDict[str, str] = request.query_params
    if request.method == "POST":
        form = await request.form()
    if _callback(request, form) is None:
        return _bad_callback()
    username = _text(form, "username").strip()
    if not _USERNAME_PATTERN.fullmatch(username):
        return _username_page(form, "Username pattern policy violated")
    status = server_of(request).sign_up.username_status(username)
    if status.code != _USERNAME_FREE:
        return _username_page(form, status.message)
    return _details_page(request, form, username)


def _details_page(request: Request, form: Mapping[str, Any], username: str, server_error: str = "") -> Response:
    shown: DetailsForm = details_form(server_of(request).sign_up.claims())
    return page(
        "details.html",
        username=username,
        callback=_text(form, "callback"),
        form=shown,
        server_error=server_error,
    )


def _language(request: Request) -> str:
    """Return the first language the browser accepts as Java writes a locale: ``en_US``."""
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return first.replace("-", "_") if first and first != "*" else _FALLBACK_LANGUAGE


def _claims_of(request: Request, form: Mapping[str, Any]) -> dict[str, str]:
    """Return the values typed, in the order of the server's claims, empty ones left out."""
    known = [claim.uri for claim in server_of(request).sign_up.claims()]
    typed = {uri: _text(form, uri) for uri in known}
    if _LOCAL_CLAIM in typed:
        typed[_LOCAL_CLAIM] = _language(request)
    return {uri: value for uri, value in typed.items() if value}


async def process(request: Request) -> Response:
    """Register the person and show the result (``processregistration.do``)."""
    form = await request.form()
    callback = _callback(request, form)
    if callback is None:
        return _bad_callback()
    username = _text(form, "username").strip()
    registration = Registration(username=username, password=_text(form, "password"), claims=_claims_of(request, form))
    try:
        await server_of(request).sign_up.register(registration)
    except SignUpRefused as refused:
        return _refusal_page(request, form, username, refused)
    return page("result.html", callback=callback, text="Confirmation link has been sent to your email")


def _refusal_page(request: Request, form: FormData, username: str, refused: SignUpRefused) -> Response:
    """Show the form again for a password that breaks the policy; for any other refusal a blank page, as observed."""
    if refused.code == _PASSWORD_POLICY:
        return _details_page(request, form, username, refused.description)
    return HTMLResponse("")


async def confirm(request: Request) -> Response:
    """Unlock the account whose confirmation code the mailed link carries (``confirmregistration.do``)."""
    callback = _callback(request, request.query_params)
    if callback is None:
        return _bad_callback()
    if not await server_of(request).sign_up.confirm(request.query_params.get("confirmation", "")):
        return page(
            "error.html",
            status=400,
            title="Invalid confirmation link",
            text="Its code is unknown or was used before. Sign in, and if that fails, ask for another e-mail.",
        )
    return page("result.html", callback=callback, text="Successfully confirmed")


routes: list[BaseRoute] = [
    Route("/accountrecoveryendpoint/register.do", register),
    Route("/accountrecoveryendpoint/signup.do", signup, methods=["GET", "POST"]),
    Route("/accountrecoveryendpoint/processregistration.do", process, methods=["POST"]),
    Route("/accountrecoveryendpoint/confirmregistration.do", confirm),
]
