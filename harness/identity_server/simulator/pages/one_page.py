"""Self-registration of 7.x: one page, and a result that leaves by itself (``register.do``, ``processregistration.do``).

Where the real page is built from the server's input validation rules, this one has those of a fresh server.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from harness.identity_server.simulator import governance
from harness.identity_server.simulator.applications import MY_ACCOUNT
from harness.identity_server.simulator.errors import SignUpRefused
from harness.identity_server.simulator.pages.assets import page, server_of
from harness.identity_server.simulator.pages.fields import Field, details_form
from harness.identity_server.simulator.pages.typed import PASSWORD_POLICY, USERNAME_FREE, text_of
from harness.identity_server.simulator.signup import Registration

_NOT_SHOWN = {"http://wso2.org/claims/url"}
_OWN_IDS = {
    "http://wso2.org/claims/mobile": "mobileNumber",
    "http://wso2.org/claims/country": "country",
    "http://wso2.org/claims/dob": "birthOfDate",
}
_TYPED = {"username", "password", "alphanumericUsernameUserInput", "passwordUserInput"}
_SECONDS, _SECONDS_WITH_MAIL = 3, 5


@dataclass(frozen=True, slots=True)
class Further:
    """A field without a place of its own; ``part`` names its elements, ``id`` is empty where the real one has none."""

    field: Field
    part: str
    id: str


def start(request: Request, query: Mapping[str, Any], error: str = "") -> Response:
    """Show the page; every parameter comes back as a hidden field whose id is its name, as on the real page."""
    form = details_form(server_of(request).sign_up.claims())
    claims = {claim.uri for claim in server_of(request).sign_up.claims()}
    hidden = [(name, value) for name, value in query.items() if name not in _TYPED | claims and isinstance(value, str)]
    return page("seven/register.html", form=form, further=_further(form.further), hidden=hidden, server_error=error)


def _further(fields: Iterable[Field]) -> list[Further]:
    return [
        Further(each, each.name.rpartition("/")[2], _OWN_IDS.get(each.name, ""))
        for each in fields
        if each.name not in _NOT_SHOWN
    ]


async def register(request: Request, form: FormData, registration: Registration, callback: str) -> Response:
    """Register the person; whoever asks for a name that cannot be had sees the page again."""
    sign_up = server_of(request).sign_up
    status = sign_up.username_status(registration.username)
    if status.code != USERNAME_FREE:
        return start(request, form, status.message)
    try:
        await sign_up.register(registration)
    except SignUpRefused as refused:
        if refused.code == PASSWORD_POLICY:
            return start(request, form, refused.description)
        return page("error.html", title="Something went wrong", text=refused.description)
    return _done(request, form, callback)


def _done(request: Request, form: FormData, callback: str) -> Response:
    """Say that somebody is registered: the way on is the mail, or My Account after some seconds."""
    server = server_of(request)
    asked = server.configuration.governance.on(governance.CONFIRM)
    locked = server.configuration.lock_on_creation
    email = text_of(form, "http://wso2.org/claims/emailaddress")
    return page(
        "seven/complete.html",
        title="You're almost there!" if locked else "Account created successfully",
        masked=_masked(email) if locked or asked else "",
        locked=locked,
        seconds=0 if locked else _SECONDS_WITH_MAIL if asked else _SECONDS,
        **_way_on(request, form, callback),
    )


def confirmed(request: Request, callback: str) -> Response:
    """Say that an account is confirmed."""
    way_on = _way_on(request, request.query_params, callback)
    title = "Account verified successfully"
    return page("seven/complete.html", title=title, masked="", locked=False, seconds=_SECONDS, **way_on)


def _way_on(request: Request, form: Mapping[str, Any], callback: str) -> dict[str, Any]:
    """Return where the result leads: My Account itself if that is where registration began."""
    if text_of(form, "sp") == MY_ACCOUNT:
        return {"target": f"{server_of(request).public_url}/myaccount", "application": MY_ACCOUNT}
    return {"target": callback, "application": "the application"}


def _masked(email: str) -> str:
    """Return an address as the real page shows it: of what is before the @, the first and the last character."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}{'*' * (len(name) - 2)}{name[-1:] if len(name) > 1 else ''}{at}{domain}"
