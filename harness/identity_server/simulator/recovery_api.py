"""The REST API that the recovery portal calls: `/api/identity/user/v1.0` and `/api/identity/recovery/v0.9`.

The portal's own pages use `signup.py` in process; this is for other clients, and for tests that need no browser.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import SignUpRefused
from harness.identity_server.simulator.identity import administrator, is_portal
from harness.identity_server.simulator.scim.answers import json_object
from harness.identity_server.simulator.server import server_of
from harness.identity_server.simulator.signup import Registration
from harness.identity_server.simulator.users import TENANT

_STATUS = {"20030": 409, "20035": 400, "20036": 400, "20037": 400}


def _demand_portal(request: Request) -> None:
    """Let the portal and the administrator in.

    Raises:
        ScimRefusal: 401 or 403 for everybody else.
    """
    if not is_portal(request):
        administrator(request)


async def validate_username(request: Request) -> Response:
    """Tell whether a user name is free."""
    server = server_of(request)
    _demand_portal(request)
    body = await json_object(request)
    if _properties(body).get("tenantdomain", TENANT) != TENANT:
        return JSONResponse({"statusCode": 60001, "message": f"Invalid tenant domain; the only one is {TENANT}."})
    status = server.sign_up.username_status(str(body.get("username", "")))
    return JSONResponse({"statusCode": status.code, "message": status.message})


async def register(request: Request) -> Response:
    """Register a person: 201, or an error with `code`, `message` and `description`.

    The body is empty, or the confirmation code where the caller is to send it (6.1).
    """
    server = server_of(request)
    _demand_portal(request)
    try:
        registration = _registration(await json_object(request))
    except (KeyError, TypeError, AttributeError):
        return _error(400, "20000", "Bad request", 'Send {"user":{"username","password","claims":[{"uri","value"}]}}.')
    try:
        registered = await server.sign_up.register(registration)
    except SignUpRefused as refused:
        return _error(_STATUS.get(refused.code, 500), refused.code, refused.message, refused.description)
    return Response(registered.code, status_code=201, media_type="application/json")


async def validate_code(request: Request) -> Response:
    """Confirm a registration by the code of the mail."""
    server = server_of(request)
    _demand_portal(request)
    if await server.sign_up.confirm(str((await json_object(request)).get("code", ""))):
        return JSONResponse({}, 202)
    return _error(400, "18001", "Invalid Code", "The confirmation code is unknown or was used: ask for a new one.")


async def resend_code(request: Request) -> Response:
    """Mail a new confirmation code."""
    server = server_of(request)
    _demand_portal(request)
    user = (await json_object(request)).get("user")
    name = str(user.get("username", "")) if isinstance(user, Mapping) else ""
    if server.sign_up.resend(name):
        return Response(status_code=201, media_type="application/json")
    return _error(400, "20001", "Invalid user", "Nobody of this user name waits for a confirmation.")


async def captcha(request: Request) -> Response:
    """Say that there is no captcha."""
    _demand_portal(request)
    return JSONResponse({"reCaptchaEnabled": False})


async def claims(request: Request) -> Response:
    """Return the claims of the registration form."""
    server = server_of(request)
    _demand_portal(request)
    return JSONResponse(
        [
            {
                "uri": claim.uri,
                "value": None,
                "description": claim.display_name,
                "display-name": claim.display_name,
                "dialect": "http://wso2.org/claims",
                "required": claim.required,
                "read-only": claim.read_only,
                "validation-regex": claim.validation_regex,
            }
            for claim in server.sign_up.claims()
        ]
    )


def _registration(body: Mapping[str, Any]) -> Registration:
    user = body["user"]
    values = {claim["uri"]: claim["value"] for claim in user.get("claims", []) if claim.get("value")}
    name, password = user["username"], user["password"]
    if not all(isinstance(text, str) for text in (name, password, *values, *values.values())):
        raise TypeError
    return Registration(name, password, values)


def _properties(body: Mapping[str, Any]) -> dict[str, Any]:
    listed = body.get("properties")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("key")): entry.get("value") for entry in entries if isinstance(entry, Mapping)}


def _error(status: int, code: str, message: str, description: str) -> Response:
    return JSONResponse({"code": code, "message": message, "description": description}, status)


_USER, _RECOVERY = "/api/identity/user/v1.0", "/api/identity/recovery/v0.9"
routes: list[BaseRoute] = [
    Route(f"{_USER}/validate-username", validate_username, methods=["POST"]),
    Route(f"{_USER}/me", register, methods=["POST"]),
    Route(f"{_USER}/validate-code", validate_code, methods=["POST"]),
    Route(f"{_USER}/resend-code", resend_code, methods=["POST"]),
    Route(f"{_RECOVERY}/captcha", captcha),
    Route(f"{_RECOVERY}/claims", claims),
]
