"""My Account's server part: the index page, the way back from sign-in, and the code for the browser, once.

The rest of My Account runs in the browser (``static/myaccount``): it redeems the code with PKCE and calls ``/scim2``.
"""

import base64
import binascii
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.pages.assets import page, server_of

_COOKIE = "myaccount-session"
"""Stands for the real server's HTTP session (``JSESSIONID``): it carries the code itself, so no state is kept here."""

_EMPTY = {"authCode": "", "sessionState": "", "state": ""}
_PARAMETERS = {"authCode": "code", "sessionState": "session_state", "state": "state"}


async def index(request: Request) -> Response:
    """Answer any path below ``/myaccount``: with a code the app itself, else the page that starts the sign-in."""
    answer = await request.form() if request.method == "POST" else request.query_params
    server = server_of(request)
    if not answer.get("code"):
        return page("myaccount_index.html", public_url=server.public_url)
    response = page("myaccount_home.html", public_url=server.public_url, portals=server.profile.portals)
    carried = {key: str(answer.get(parameter, "")) for key, parameter in _PARAMETERS.items()}
    response.set_cookie(_COOKIE, _encode(carried), path="/myaccount", secure=True, httponly=True, samesite="lax")
    return response


async def auth(request: Request) -> Response:
    """Hand the code to the browser, once; empty strings when there is none."""
    response = JSONResponse(_decode(request.cookies.get(_COOKIE, "")), headers={"Cache-Control": "no-store"})
    response.delete_cookie(_COOKIE, path="/myaccount", secure=True, httponly=True, samesite="lax")
    return response


def _encode(carried: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(carried).encode()).decode()


def _decode(cookie: str) -> dict[str, str]:
    """Return what `_encode` wrote; a cookie that anybody else wrote counts as none."""
    try:
        carried = json.loads(base64.urlsafe_b64decode(cookie))
    except (binascii.Error, ValueError):
        return _EMPTY
    if not isinstance(carried, dict):
        return _EMPTY
    return {key: str(carried.get(key, "")) for key in _EMPTY}


routes: list[BaseRoute] = [
    Route("/myaccount/auth", auth),
    Route("/myaccount", index, methods=["GET", "POST"]),
    Route("/myaccount/{path:path}", index, methods=["GET", "POST"]),
]
