"""By what a client tells a server's release: the API has no version, but later releases have more resources."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin.access import BASE, answer, empty, not_simulated, route
from harness.identity_server.simulator.server import Server

_RESOURCES = {
    "api-resources": {"totalResults": 0, "links": [], "apiResources": []},
    "actions/types": [],
    "flow": {},
}
"""Resources that came with 7.0, 7.1 and 7.2, each with what an answer looks like at least."""


async def read(request: Request, server: Server) -> Response:
    """Answer 200 if this release has the resource, 404 if not."""
    name = request.url.path.rpartition(f"{BASE}/")[2]
    return answer(_RESOURCES[name]) if name in server.profile.resources else empty(404)


async def missing(request: Request, _server: Server) -> Response:
    """Say that a part of the real API is missing here.

    Raises:
        AdminRefusal: 501, always.
    """
    raise not_simulated(f"It was asked {request.method} {request.url.path}.")


routes: list[BaseRoute] = [route(f"/{name}", read, "GET") for name in _RESOURCES]
last: list[BaseRoute] = [route("/{path:path}", missing, method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
