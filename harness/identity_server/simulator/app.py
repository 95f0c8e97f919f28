"""The simulator as an ASGI application: its routes, its life, and the factory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from harness.identity_server.simulator import control, pages, recovery_api, users_api
from harness.identity_server.simulator.admin import access
from harness.identity_server.simulator.admin import routes as admin
from harness.identity_server.simulator.errors import AdminRefusal, ProviderDisabled, ScimRefusal
from harness.identity_server.simulator.keeping import Committing, Keeper
from harness.identity_server.simulator.oauth import authorize, logout, tokens
from harness.identity_server.simulator.profiles import SIX_ONE, profile_named
from harness.identity_server.simulator.scim import me, users
from harness.identity_server.simulator.scim.answers import disabled, refused
from harness.identity_server.simulator.server import Server, Start
from harness.identity_server.simulator.setup import Deployment, ProvisioningSettings, Sender
from harness.identity_server.simulator.state import StateFile
from harness.seams import Clock, NewId, new_uuid, system_clock

PUBLIC_URL = "https://localhost:9443"
_ERRORS = {ScimRefusal: refused, AdminRefusal: access.refused, ProviderDisabled: disabled}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def create_app(  # noqa: PLR0913 - the settings and the seams, by name
    *,
    public_url: str = PUBLIC_URL,
    provisioning: ProvisioningSettings | None = None,
    profile: str = SIX_ONE.name,
    stock: bool = False,
    trust: Path | None = None,
    sender: Sender = Sender.OWN,
    state: Path | None = None,
    clock: Clock = system_clock,
    new_id: NewId = new_uuid,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Starlette:
    """Return an identity server as an ASGI application.

    Args:
        public_url: the origin under which browsers reach it, without a slash at its end.
        provisioning: where to provision to, set up as the vendor's guide says; None = a fresh server.
        profile: the release.
        stock: leave My Account as a 6.1 is delivered: read-only, and with `provisioning` without an entry of its own.
        trust: the trust store, PEM certificates that are read at the first call; None = `provisioning`'s, or the
            machine's own.
        sender: who makes the connectors' requests, unless `provisioning` says otherwise.
        state: the file in which everything is kept, over a kill too; what it has wins over `provisioning` and
            `sender`. None = in memory alone.
        clock: seconds since 1970.
        new_id: maker of ids, codes and tokens.
        transport: replaces the network for outbound calls, e.g. by another application in this process.

    Raises:
        UnknownProfile: the release is not simulated.
        BadState: the file cannot be used.
    """
    if provisioning is not None:
        trust = trust or provisioning.ca_file
        sender = provisioning.sender if provisioning.sender is not Sender.OWN else sender
    deployment = Deployment(profile_named(profile), stock, trust, sender)
    start = Start(public_url.rstrip("/"), deployment, provisioning, clock, new_id, transport)
    server = Server(start)
    file = StateFile(state) if state is not None else None
    if file is not None:
        Keeper(server, file)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await server.close()
        server.keep()
        if file is not None:
            file.close()

    middleware = [Middleware(Committing, server=server)] if file is not None else []
    app = Starlette(routes=_routes(), middleware=middleware, exception_handlers=_ERRORS, lifespan=lifespan)
    app.state.server = server
    return app


async def _health(_request: Request) -> Response:
    """Answer bare, as the server does until its health check is enabled."""
    return Response(status_code=200)


async def _not_served(request: Request) -> Response:
    """Say that a part of the real server is missing here."""
    reason = f"The simulator does not serve {request.method} {request.url.path}; a real server may."
    return JSONResponse({"code": "501", "message": "Not simulated", "description": reason}, 501)


def _routes() -> list[BaseRoute]:
    served: list[BaseRoute] = [
        *authorize.routes,
        *tokens.routes,
        *logout.routes,
        *me.routes,
        *users.routes,
        *recovery_api.routes,
        *users_api.routes,
        *admin.routes,
        Route("/api/health-check/v1.0/health", _health),
    ]
    missing: list[BaseRoute] = [
        Route(f"/{room}/{{path:path}}", _not_served, methods=_METHODS)
        for room in ("api", "scim2", "oauth2", "oidc", "services", "carbon", "console", "wso2")
    ]
    return [*served, Mount("/t/carbon.super", routes=[*served, *missing]), *control.routes, *pages.routes, *missing]
