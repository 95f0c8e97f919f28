"""The sign-in page, ``/authenticationendpoint/login.do``.

Texts and locators: the authentication portals of 6.1 and 7.x as read in their sources (docs, provenance table).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.pages.assets import page, server_of

_LOCKED = (
    "Your account is temporarily locked due to excessive failed sign-in attempts. "
    "Please check your email for more details."
)
_LOCKED_BY_ADMIN = "Your account is locked. Please contact your system administrator."
_UNCONFIRMED = (
    "Account is unverified. An account activation link has been sent to your registered email address, "
    "please check your inbox."
)
_UNCONFIRMED_SEVEN = (
    "Your account is not activated. An activation link has already been sent to your registered email address. "
    "Click the link in the email to confirm your account."
)
_BY_KEY = {
    "login.fail.message": "Login failed! Please check your username and password and try again.",
    "account.pending.approval": (
        "Account approval is pending. Please wait until your account has been approved to login."
    ),
}
_UNKNOWN_KEY = "Authentication Failed! Please Retry"
_LOCKED_CODE, _UNCONFIRMED_CODE = "17003", "17005"


@dataclass(frozen=True, slots=True)
class Portal:
    """In what the sign-in pages of the releases differ.

    Attributes:
        template: the page.
        unconfirmed: what it says to somebody whose address is not confirmed.
        callback_is_access_url: whether "Create Account" of My Account leads back there, and not to the sign-in.
    """

    template: str
    unconfirmed: str
    callback_is_access_url: bool


PORTALS = {
    "6": Portal("login.html", _UNCONFIRMED, callback_is_access_url=True),
    "7": Portal("seven/login.html", _UNCONFIRMED_SEVEN, callback_is_access_url=False),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt failed, as the page words it.

    ``locked`` messages stand in an element without an id, a slip of the real page that tests have to live with.
    """

    text: str
    locked: bool = False
    unconfirmed: bool = False


def failure_of(query: Mapping[str, str], unconfirmed: str = _UNCONFIRMED) -> Failure | None:
    """Return what the query of ``login.do`` says went wrong, or None for a first visit.

    Args:
        query: the parameters.
        unconfirmed: the release's words for an account whose address is not confirmed.
    """
    key, code = query.get("authFailureMsg", ""), query.get("errorCode", "")
    if code == _UNCONFIRMED_CODE or key == "account.confirmation.pending":
        return Failure(unconfirmed, unconfirmed=True)
    if query.get("authFailure") != "true":
        return None
    if code == _LOCKED_CODE and query.get("remainingAttempts") == "0":
        admin = query.get("lockedReason") == "AdminInitiated"
        return Failure(_LOCKED_BY_ADMIN if admin else _LOCKED, locked=True)
    return Failure(_BY_KEY.get(key, _UNKNOWN_KEY))


def create_account_url(request: Request, portal: Portal) -> str:
    """Return where "Create Account" leads: register.do with the whole query and the callback once more."""
    public_url = server_of(request).public_url
    query = request.url.query
    if portal.callback_is_access_url and request.query_params.get("relyingParty") == "MY_ACCOUNT":
        callback = f"{public_url}/myaccount"
    else:
        callback = f"{public_url}{request.url.path}?{query}"
    return f"/accountrecoveryendpoint/register.do?{query}{'&' if query else ''}callback={quote(callback, safe='')}"


def login_context_url(query: Mapping[str, str]) -> str:
    """Return the address the page asks on load and on submit; the script adds the time in milliseconds."""
    asked = {
        "sessionDataKey": query.get("sessionDataKey", ""),
        "application": query.get("relyingParty", ""),
        "authenticators": query.get("authenticators", ""),
    }
    asked |= {name: query[name] for name in ("tenantDomain", "t", "ut") if query.get(name)}
    return f"../logincontext?{urlencode(asked)}"


async def login(request: Request) -> Response:
    """Show the sign-in form; a POST asks for the confirmation e-mail once more."""
    query = request.query_params
    server = server_of(request)
    portal = PORTALS[server.profile.portals]
    resent = None
    if request.method == "POST":
        resent = server.sign_up.resend(str((await request.form()).get("resend_username", "")))
    return page(
        portal.template,
        failure=failure_of(query, portal.unconfirmed),
        resent=resent,
        query=request.url.query,
        failed_username=query.get("failedUsername", ""),
        session_data_key=query.get("sessionDataKey", ""),
        application=query.get("sp", ""),
        create_account_url=create_account_url(request, portal) if server.configuration.self_registration else "",
        login_context_url=login_context_url(query),
    )


async def retry(request: Request) -> Response:
    """Show what went wrong outside the form (``retry.do``): ``status`` and ``statusMsg`` of the query."""
    query = request.query_params
    title = query.get("status") or "Authentication Error!"
    text = query.get("statusMsg") or "Something went wrong while signing in. Please try again."
    return page("error.html", title=title, text=text)


async def oauth2_error(request: Request) -> Response:
    """Show why an authorize request was refused (``oauth2_error.do``)."""
    query = request.query_params
    title = query.get("oauthErrorCode") or "error"
    return page("error.html", title=title, text=query.get("oauthErrorMsg", ""))


routes: list[BaseRoute] = [
    Route("/authenticationendpoint/login.do", login, methods=["GET", "POST"]),
    Route("/authenticationendpoint/retry.do", retry),
    Route("/authenticationendpoint/oauth2_error.do", oauth2_error),
]
