"""From the authorize request over the sign-in page to the code."""

import hashlib
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.oauth.sessions import CODE_LIFE, COOKIE, Grant, Session
from harness.identity_server.simulator.server import Server, server_of
from harness.identity_server.simulator.users import User

CLIENT = "MY_ACCOUNT"
_FORM = """<!DOCTYPE html><html lang="en"><head><title>Signing in</title></head>
<body onload="document.forms[0].submit()"><form method="post" action="{action}">{fields}
<noscript><button type="submit">Continue</button></noscript></form></body></html>"""


def callback(server: Server) -> str:
    """Return the one redirect URI of My Account."""
    return f"{server.public_url}/myaccount"


async def authorize(request: Request) -> Response:
    """Answer the authorize request, or go on with one after the sign-in (`sessionDataKey`)."""
    server = server_of(request)
    sent = await _parameters(request)
    key = sent.get("sessionDataKey", "")
    known = server.sessions.requests.get(key)
    parameters = sent if known is None else known
    refusal = _refusal(server, parameters)
    if refusal is not None:
        return RedirectResponse(_error_url(server, *refusal), 302)
    session = server.sessions.session(request.cookies.get(COOKIE))
    if session is not None and (known is not None or parameters.get("prompt") != "login"):
        server.sessions.requests.pop(key, None)
        return _grant(server, parameters, session)
    if parameters.get("prompt") == "none":
        return _respond(parameters, {"error": "login_required", "error_description": "Authentication required"})
    return RedirectResponse(_login_url(server, parameters, server.sessions.ask(parameters)), 302)


async def common_auth(request: Request) -> Response:
    """Take the sign-in form; on success set the session's cookies and go on with the authorize request."""
    server = server_of(request)
    form = await _parameters(request)
    key = form.get("sessionDataKey", "")
    asked = server.sessions.requests.get(key)
    if asked is None:
        query = urlencode({"status": "Authentication Error!", "statusMsg": "Something went wrong: start again."})
        return RedirectResponse(f"{server.public_url}/authenticationendpoint/retry.do?{query}", 302)
    user = server.users.authenticate(form.get("username", "").strip(), form.get("password", ""))
    if user is None or user.locked:
        url = _login_url(server, asked, key) + "&" + urlencode(_failure(form, user))
        return RedirectResponse(url, 302)
    return _signed_in(server, request, user, key)


async def login_context(_request: Request) -> Response:
    """Tell the sign-in form that its request is still alive: any 200 without `redirect` lets it go."""
    return JSONResponse({"status": "success"})


async def _parameters(request: Request) -> dict[str, str]:
    """Return query and form as one mapping; a repeated name keeps its last value."""
    values = dict(request.query_params)
    if request.method == "POST":
        values |= {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return values


def _refusal(server: Server, parameters: Mapping[str, str]) -> tuple[str, str] | None:
    if parameters.get("client_id") != CLIENT:
        return "invalid_client", f"Cannot find an application of this client id; the only one here is {CLIENT}."
    if parameters.get("redirect_uri") != callback(server):
        return "invalid_callback", f"Registered callback does not match with the provided url: use {callback(server)}."
    if parameters.get("response_type") != "code":
        return "unsupported_response_type", "Only response_type=code is served."
    if not parameters.get("code_challenge") or parameters.get("code_challenge_method") != "S256":
        return "invalid_request", "PKCE with code_challenge_method=S256 is mandatory for this application."
    return None


def _error_url(server: Server, code: str, message: str) -> str:
    query = urlencode({"oauthErrorCode": code, "oauthErrorMsg": message})
    return f"{server.public_url}/authenticationendpoint/oauth2_error.do?{query}"


def _login_url(server: Server, parameters: Mapping[str, str], key: str) -> str:
    query = {
        **parameters,
        "commonAuthCallerPath": "/oauth2/authorize",
        "forceAuth": "false",
        "passiveAuth": "false",
        "tenantDomain": "carbon.super",
        "sessionDataKey": key,
        "relyingParty": CLIENT,
        "type": "oidc",
        "sp": "My Account",
        "isSaaSApp": "true",
        "authenticators": "BasicAuthenticator:LOCAL",
    }
    return f"{server.public_url}/authenticationendpoint/login.do?{urlencode(query)}"


def _failure(form: Mapping[str, str], user: User | None) -> dict[str, str]:
    """Return what login.do is told: an unconfirmed account is named, any other lock looks like a wrong password."""
    if user is not None and user.unconfirmed:
        message = "account.confirmation.pending"
        return {
            "failedUsername": form.get("username", ""),
            "errorCode": "17005",
            "authFailure": "true",
            "authFailureMsg": message,
        }
    return {"authFailure": "true", "authFailureMsg": "login.fail.message"}


def _signed_in(server: Server, request: Request, user: User, key: str) -> Response:
    address = request.client.host if request.client is not None else ""
    session = server.sessions.sign_in(user.name, request.headers.get("user-agent", ""), address)
    query = urlencode({"sessionDataKey": key})
    response = RedirectResponse(f"{server.public_url}/oauth2/authorize?{query}", 302)
    response.set_cookie(COOKIE, session.id, path="/", secure=True, httponly=True, samesite="none")
    response.set_cookie("opbs", server.new_id(), path="/", secure=True, samesite="none")
    return response


def _grant(server: Server, parameters: Mapping[str, str], session: Session) -> Response:
    code = server.new_id()
    scope = " ".join(dict.fromkeys(parameters.get("scope", "").split()))
    server.sessions.codes[code] = Grant(
        session.user_name,
        CLIENT,
        scope,
        session.id,
        server.clock() + CODE_LIFE,
        parameters["redirect_uri"],
        parameters["code_challenge"],
    )
    return _respond(parameters, {"code": code, "session_state": _session_state(server, session)})


def _session_state(server: Server, session: Session) -> str:
    """Return the session state (OpenID Connect Session Management 1.0, section 3)."""
    parts = urlsplit(callback(server))
    salt = server.new_id()
    text = f"{CLIENT} {parts.scheme}://{parts.netloc} {session.id} {salt}"
    return f"{hashlib.sha256(text.encode()).hexdigest()}.{salt}"


def _respond(parameters: Mapping[str, str], answer: dict[str, str]) -> Response:
    """Carry an answer to the redirect URI: by a form that posts itself, or in the query."""
    fields = {**answer, "state": parameters["state"]} if "state" in parameters else answer
    action = parameters["redirect_uri"]
    if parameters.get("response_mode") != "form_post":
        return RedirectResponse(f"{action}?{urlencode(fields)}", 302)
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}"/>' for name, value in fields.items())
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return HTMLResponse(_FORM.format(action=escape(action), fields=inputs), headers=headers)


routes: list[BaseRoute] = [
    Route("/oauth2/authorize", authorize, methods=["GET", "POST"]),
    Route("/commonauth", common_auth, methods=["GET", "POST"]),
    Route("/logincontext", login_context),
]
