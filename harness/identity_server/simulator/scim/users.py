"""`/scim2/Users`: the administrator's door to the user store. Its writes follow the resident entry."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import LocalRefusal, ScimRefusal
from harness.identity_server.simulator.events import NewUser
from harness.identity_server.simulator.identity import administrator
from harness.identity_server.simulator.provisioning.model import Caller
from harness.identity_server.simulator.scim.answers import json_object, scim
from harness.identity_server.simulator.scim.changes import change_password, update
from harness.identity_server.simulator.scim.paths import flatten, patched
from harness.identity_server.simulator.scim.resource import resource, selected
from harness.identity_server.simulator.server import Server, server_of
from harness.identity_server.simulator.users import User, bare_name

_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_FILTER = re.compile(r'userName\s+eq\s+"?(?P<name>[^"]*)"?', re.IGNORECASE)


async def list_users(request: Request) -> Response:
    """List users, or find one by `userName eq`."""
    server = server_of(request)
    administrator(request)
    query = request.query_params
    found = _matching(server, query.get("filter"))
    start = max(_number(query.get("startIndex"), 1), 1)
    count = max(_number(query.get("count"), len(found)), 0)
    page = found[start - 1 : start - 1 + count]
    resources = [selected(resource(server, user), query.get("attributes")) for user in page]
    listed = {"schemas": [_LIST], "totalResults": len(found), "startIndex": start, "itemsPerPage": len(page)}
    return scim({**listed, "Resources": resources})


async def create(request: Request) -> Response:
    """Create a user. A name that is taken is refused before anything is provisioned."""
    server = server_of(request)
    administrator(request)
    body = await json_object(request)
    name, password = body.get("userName"), body.get("password")
    if not isinstance(name, str) or not name or not isinstance(password, str):
        raise ScimRefusal(400, "userName and password are required.", "invalidValue")
    if "/" in bare_name(name):
        store = name.partition("/")[0]
        raise ScimRefusal(400, f"There is no user store {store}: only the primary one is here.", "invalidValue")
    if server.users.find(name) is not None:
        raise ScimRefusal(409, f"User with the name: {name} already exists in the system.", "uniqueness")
    values = server.configuration.claims.from_scim2({path: v for path, v in flatten(body).paths.items() if v})
    try:
        user = await server.accounts.add(NewUser(bare_name(name), password, values))
    except LocalRefusal as refusal:
        raise ScimRefusal(400, str(refusal), "invalidValue") from refusal
    return scim(resource(server, user), 201, {"Location": f"{server.public_url}/scim2/Users/{user.id}"})


async def read(request: Request) -> Response:
    """Return one user."""
    server = server_of(request)
    administrator(request)
    return scim(selected(resource(server, _user(request)), request.query_params.get("attributes")))


async def replace(request: Request) -> Response:
    """Replace one user's attributes."""
    server = server_of(request)
    identity = administrator(request)
    user = _user(request)
    body = await json_object(request)
    await update(server, user, flatten(body).paths, identity.caller)
    return await _changed(server, user, body.get("password"))


async def patch(request: Request) -> Response:
    """Change one user's attributes."""
    server = server_of(request)
    identity = administrator(request)
    user = _user(request)
    body = await json_object(request)
    outcome = patched(
        server.configuration.claims.to_scim2(user.claims),
        body.get("Operations"),
        keeps_plain_phones=not server.configuration.mobile_edit_drops_phone_numbers,
    )
    if outcome.password is None:
        await update(server, user, outcome.paths, identity.caller)
    return await _changed(server, user, outcome.password)


async def delete(request: Request) -> Response:
    """Delete one user."""
    server = server_of(request)
    identity = administrator(request)
    user = _user(request)
    await server.accounts.remove(user, identity.caller)
    server.sessions.forget_user(user.name)
    return Response(status_code=204)


async def _changed(server: Server, user: User, password: Any) -> Response:
    if password is not None:
        await change_password(server, user, str(password), Caller.RESIDENT)
    return scim(resource(server, user))


def _user(request: Request) -> User:
    server = server_of(request)
    user = server.users.find_id(request.path_params["id"])
    if user is None:
        raise ScimRefusal(404, "Specified resource (e.g., User) or endpoint does not exist.")
    return user


def _matching(server: Server, text: str | None) -> list[User]:
    if text is None:
        return list(server.users.all())
    wanted = _FILTER.fullmatch(text.strip())
    if wanted is None:
        raise ScimRefusal(501, 'Only the filter userName eq "..." is served here.')
    user = server.users.find(wanted["name"])
    return [user] if user is not None else []


def _number(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        raise ScimRefusal(400, "startIndex and count must be numbers.", "invalidValue") from None


routes: list[BaseRoute] = [
    Route("/scim2/Users", list_users, methods=["GET"]),
    Route("/scim2/Users", create, methods=["POST"]),
    Route("/scim2/Users/{id}", read, methods=["GET"]),
    Route("/scim2/Users/{id}", replace, methods=["PUT"]),
    Route("/scim2/Users/{id}", patch, methods=["PATCH"]),
    Route("/scim2/Users/{id}", delete, methods=["DELETE"]),
]
