"""HubSpot's API: the paths this fake answers, and the honest refusal of all others."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from harness.hubspot.fake.errors import HubSpotError, MethodNotAllowedError, NotImplementedByFakeError
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.routes.batches import batch_routes
from harness.hubspot.fake.routes.contacts import contact_routes
from harness.hubspot.fake.routes.exchange import error_response
from harness.hubspot.fake.routes.properties import property_routes

DATED = ("2025-09", "2026-03", "2026-09")
"""The dated versions; their bodies are those of v3."""

TYPES = ("contacts", "0-1")
"""The two names of the object type."""

_OFFERED = "contacts (read, create, update, archive, list, batches) and their properties (list, read, create)"


def api(portal: Portal) -> Starlette:
    """Return the API of a portal as an application; it expects the gate in front of it."""
    app = Starlette(
        routes=[
            *(route for base in _bases("objects") for route in (*batch_routes(base), *contact_routes(base))),
            *(route for base in _bases("properties") for route in property_routes(base)),
        ],
        exception_handlers={HubSpotError: _hubspot_error, HTTPException: _http_error},
    )
    app.router.redirect_slashes = False
    app.state.portal = portal
    return app


def _bases(room: str) -> list[str]:
    roots = [f"/crm/v3/{room}", *(f"/crm/{room}/{version}" for version in DATED)]
    return [f"{root}/{name}" for root in roots for name in TYPES]


async def _hubspot_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HubSpotError):
        raise error
    return error_response(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == MethodNotAllowedError.status:
        response = error_response(request, MethodNotAllowedError(request.method))
        response.headers.update(error.headers or {})
        return response
    reason = f"This fake has no {request.method} {request.url.path}; it has {_OFFERED}."
    return error_response(request, NotImplementedByFakeError(reason))
