"""`…/properties/contacts`: the definitions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.hubspot.fake.errors import NotImplementedByFakeError
from harness.hubspot.fake.routes.exchange import json_body, json_response, portal_of


def property_routes(base: str) -> list[Route]:
    """Return the routes under a base path."""
    return [
        Route(base, list_all, methods=["GET"]),
        Route(base, create, methods=["POST"]),
        Route(f"{base}/groups", _refuse, methods=["GET", "POST"]),
        Route(base + "/{name}", read, methods=["GET"]),
        Route(base + "/{name}", _refuse, methods=["PATCH", "DELETE"]),
    ]


async def list_all(request: Request) -> Response:
    """List all definitions, on one page."""
    return json_response({"results": [definition.as_json() for definition in portal_of(request).properties.all()]})


async def read(request: Request) -> Response:
    """Read one definition."""
    return json_response(portal_of(request).properties.read(request.path_params["name"]).as_json())


async def create(request: Request) -> Response:
    """Create a definition."""
    return json_response(portal_of(request).properties.create(await json_body(request)).as_json(), 201)


async def _refuse(request: Request) -> Response:
    raise NotImplementedByFakeError(
        f"{request.method} {request.url.path} is not implemented: definitions can be listed, read and created."
    )
