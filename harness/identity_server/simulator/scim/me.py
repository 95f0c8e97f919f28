"""`/scim2/Me` and `/scim2/Schemas`: what My Account lives on."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.identity import person
from harness.identity_server.simulator.scim.answers import json_object, scim
from harness.identity_server.simulator.scim.changes import change_password, update
from harness.identity_server.simulator.scim.paths import patched
from harness.identity_server.simulator.scim.resource import resource, selected
from harness.identity_server.simulator.scim.schemas import schemas
from harness.identity_server.simulator.server import server_of


async def me(request: Request) -> Response:
    """Return the person who asks."""
    server = server_of(request)
    found = resource(server, person(request).user)
    return scim(selected(found, request.query_params.get("attributes")))


async def patch_me(request: Request) -> Response:
    """Change the person who asks: claims, password or both."""
    server = server_of(request)
    identity = person(request)
    body = await json_object(request)
    outcome = patched(
        server.configuration.claims.to_scim2(identity.user.claims),
        body.get("Operations"),
        keeps_plain_phones=not server.configuration.mobile_edit_drops_phone_numbers,
    )
    if outcome.password is not None:
        await change_password(server, identity.user, outcome.password, identity.caller)
    else:
        await update(server, identity.user, outcome.paths, identity.caller)
    return scim(resource(server, identity.user))


async def list_schemas(request: Request) -> Response:
    """Return the schemas."""
    server = server_of(request)
    return scim(schemas(server.configuration.claims))


routes: list[BaseRoute] = [
    Route("/scim2/Me", me, methods=["GET"]),
    Route("/scim2/Me", patch_me, methods=["PATCH"]),
    Route("/scim2/Schemas", list_schemas, methods=["GET"]),
]
