"""The end of a session, and the page that watches it."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.oauth.authorize import callback
from harness.identity_server.simulator.oauth.sessions import COOKIE
from harness.identity_server.simulator.server import server_of

_IFRAME = """<!DOCTYPE html><html lang="en"><head><title>Session</title></head><body></body></html>"""


async def logout(request: Request) -> Response:
    """End the session of the ID token (OpenID Connect RP-Initiated Logout 1.0) and go back to the application."""
    server = server_of(request)
    query = request.query_params
    hint = server.keys.read(query.get("id_token_hint", ""))
    back = query.get("post_logout_redirect_uri", "")
    if hint is None or back != callback(server):
        message = "Signing out needs an id_token_hint of this server and the registered post_logout_redirect_uri."
        error = urlencode({"oauthErrorCode": "access_denied", "oauthErrorMsg": message})
        return RedirectResponse(f"{server.public_url}/authenticationendpoint/oauth2_error.do?{error}", 302)
    for session_id in (str(hint.get("sid", "")), request.cookies.get(COOKIE, "")):
        server.sessions.browsers.pop(session_id, None)
    state = query.get("state")
    response = RedirectResponse(f"{back}?{urlencode({'state': state})}" if state else back, 302)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="none")
    response.delete_cookie("opbs", path="/", secure=True, samesite="none")
    return response


async def check_session(_request: Request) -> Response:
    """Serve the frame to which the application posts its questions; it answers none."""
    return HTMLResponse(_IFRAME)


routes: list[BaseRoute] = [
    Route("/oidc/logout", logout, methods=["GET", "POST"]),
    Route("/oidc/checksession", check_session),
]
