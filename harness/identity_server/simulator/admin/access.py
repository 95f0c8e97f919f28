"""What the resources of the administration API share: who may call, bodies, ids, answers and errors."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.server import ADMIN, Server, server_of
from harness.identity_server.simulator.users import basic_credentials

BASE = "/api/server/v1"
_BODY = "/t/carbon.super/api/server/v1"
"""How the server writes its own paths in bodies."""
_UNEXPECTED = "UE-10000"
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_AT_THE_DOOR = frozenset({_UNAUTHORIZED, _FORBIDDEN})
"""The statuses of the server's gate, before the API itself: its errors have the status as code, as a number."""

Handler = Callable[[Request, Server], Awaitable[Response]]


def route(path: str, handler: Handler, method: str) -> Route:
    """Return a route below the API's base that only the administrator may use."""

    async def guarded(request: Request) -> Response:
        server = server_of(request)
        _demand_administrator(request, server)
        return await handler(request, server)

    return Route(f"{BASE}{path}", guarded, methods=[method])


def refused(request: Request, error: Exception) -> Response:
    """Return the error response of an `AdminRefusal`."""
    if not isinstance(error, AdminRefusal):
        raise error
    server = server_of(request)
    code: str | int = error.status if error.status in _AT_THE_DOOR else error.code
    body = {"code": code, "message": error.message, "description": error.description, "traceId": server.new_id()}
    realm = f"Bearer realm={urlsplit(server.public_url).hostname}"
    headers = {"WWW-Authenticate": realm} if error.status == _UNAUTHORIZED else None
    return JSONResponse(body, error.status, headers, media_type="application/json;charset=UTF-8")


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as JSON; what is None in an object is left out, as the server does."""
    return JSONResponse(without_nulls(value), status, headers)


def empty(status: int = 200) -> Response:
    """Return an answer without a body."""
    return Response(status_code=status)


def without_nulls(value: Any) -> Any:
    """Return a value without the keys whose value is None."""
    if isinstance(value, Mapping):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


async def body_of(request: Request) -> Any:
    """Return the JSON of a request.

    Raises:
        AdminRefusal: 400, it is none, or has text that is no Unicode.
    """
    try:
        value = json.loads(await request.body())
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise malformed("Provided request body content is not in the expected format.") from None
    return value


async def object_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request.

    Raises:
        AdminRefusal: 400, it is none.
    """
    value = await body_of(request)
    if not isinstance(value, dict):
        raise malformed("Provided request body content is not in the expected format.")
    return value


def malformed(description: str) -> AdminRefusal:
    """Return the error for a body of a wrong form."""
    return AdminRefusal(400, _UNEXPECTED, "Invalid Request", description)


def unexpected(description: str) -> AdminRefusal:
    """Return the error for what the server stumbles over."""
    return AdminRefusal(500, _UNEXPECTED, "Unexpected Error", description)


def not_simulated(description: str) -> AdminRefusal:
    """Return the error for what a real server does and this one does not."""
    reason = f"The simulator does not do this; a real server may. {description}"
    return AdminRefusal(501, "501", "Not simulated", reason)


def encoded(name: str) -> str:
    """Return the id of a name: base64url without padding."""
    return urlsafe_b64encode(name.encode()).rstrip(b"=").decode()


def decoded(text: str) -> str | None:
    """Return the name of an id; None if it is none."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None


def in_body(path: str) -> str:
    """Return a path of the API as bodies show it."""
    return f"{_BODY}{path}"


def text_of(value: Any, name: str) -> str:
    """Return a text; None is empty.

    Raises:
        AdminRefusal: 400, it is something else.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise malformed(f"{name} must be a text.")
    return value


def flag_of(value: Any, name: str) -> bool:
    """Return a truth value; None is false.

    Raises:
        AdminRefusal: 400, it is something else.
    """
    if value is not None and not isinstance(value, bool):
        raise malformed(f"{name} must be true or false.")
    return bool(value)


def objects_of(value: Any, name: str) -> list[dict[str, Any]]:
    """Return a list of objects; None is an empty one.

    Raises:
        AdminRefusal: 400, it is something else.
    """
    items = [] if value is None else value
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise malformed(f"{name} must be a list of objects.")
    return items


def _demand_administrator(request: Request, server: Server) -> None:
    """Let the administrator in.

    Raises:
        AdminRefusal: 401 without valid Basic credentials, 403 for anybody else.
    """
    credentials = basic_credentials(request.headers.get("authorization"))
    user = server.users.authenticate(*credentials) if credentials is not None else None
    if user is None:
        description = "Authorization failure. Authorization information was invalid or missing from your request."
        raise AdminRefusal(_UNAUTHORIZED, "401", "Unauthorized", description)
    if user.name != ADMIN:
        description = "Operation is not permitted. You do not have permissions to make this request."
        raise AdminRefusal(_FORBIDDEN, "403", "Forbidden", description)
