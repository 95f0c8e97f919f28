"""The application: the SCIM routes, the delivery behind them, and the routes for those who run it."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx2
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bridge import admin, health, metrics, upkeep
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.worker import Delivery
from bridge.directory import Directory
from bridge.errors import WrongUse
from bridge.hubspot.client import HubSpot
from bridge.mapping import Mapping, MappingError, load
from bridge.reload import Reload
from bridge.scim.routes import routes as scim_routes
from bridge.seams import Seams
from bridge.settings import Settings
from bridge.storage import Store
from bridge.telemetry import describe
from bridge.trail import Trail, tell_nobody

_RESTART = 10.0
"""Seconds until a delivery that failed by a defect of ours starts again."""

_log = structlog.get_logger()


def create_app(
    settings: Settings,
    *,
    seams: Seams,
    store: Store,
    mapping: Mapping | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
    run_delivery: bool = True,
) -> Starlette:
    """Make the bridge as an ASGI application.

    Its lifespan runs the delivery, looks at the mapping file and closes the store. `app.state` has `directory`,
    `delivery`, `metrics`, `reload` and `trail`.

    Args:
        settings: What is set.
        seams: Clock, ids and randomness.
        store: The open database; the application closes it.
        mapping: The mapping, when it is loaded already.
        transport: Stands for the network to HubSpot in tests.
        run_delivery: Whether the lifespan runs the delivery; without, changes stay owed.

    Raises:
        WrongUse: credentials are missing, or the mapping cannot be used.
    """
    settings.check_serving()
    loaded = mapping or load_mapping(settings)
    counts = metrics.Metrics()
    hubspot = HubSpot(settings.hubspot_url, settings.token(), transport, settings.hubspot_timeout)
    trail = Trail(settings.trail, seams.clock)
    tell = trail.tell if settings.trail and settings.admin_credentials() else tell_nobody
    delivery = Delivery(store, hubspot, loaded, seams, _options(settings), counts.observe_call, tell)
    directory = Directory(store, seams, delivery.wake, tell)
    reload = Reload(settings.mapping, loaded, delivery.exchange)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(reload.run())
        task = asyncio.create_task(_deliver(delivery)) if run_delivery else None
        try:
            yield
        finally:
            await _stop(looking)
            await _stop(task)
            await hubspot.aclose()
            store.close()

    app = Starlette(
        routes=[
            *health.routes(store, delivery.health, lambda: reload.state),
            *metrics.routes(counts, store, delivery.health, seams.clock),
            *admin.routes(store, settings.admin_credentials(), delivery.next_probe_at, delivery.in_force, trail),
            *upkeep.routes(store, settings.admin_credentials(), delivery, reload, seams.clock),
            *scim_routes(
                directory,
                settings.base_path,
                credentials=settings.credentials(),
                new_id=seams.new_id,
                observe=counts.observe_request,
                tell=tell,
            ),
        ],
        exception_handlers={HTTPException: _not_here, Exception: _failed},
        lifespan=lifespan,
    )
    app.state.directory, app.state.delivery, app.state.metrics, app.state.trail = directory, delivery, counts, trail
    app.state.reload = reload
    return app


def load_mapping(settings: Settings) -> Mapping:
    """Load the mapping that is set, or the packaged one.

    Raises:
        WrongUse: it cannot be used; the text names file and line.
    """
    try:
        return load(settings.mapping)
    except MappingError as error:
        raise WrongUse(str(error)) from error


def _options(settings: Settings) -> DeliveryOptions:
    account = json.dumps([settings.hubspot_url, settings.token(), settings.create_properties])
    return DeliveryOptions(
        lease=settings.lease,
        hold=settings.delivery == "hold",
        limit=settings.hubspot_limit,
        create_properties=settings.create_properties,
        settings_hash=hashlib.sha256(account.encode()).hexdigest()[:16],
    )


async def _not_here(request: Request, error: Exception) -> JSONResponse:
    """Answer a path or method outside SCIM that the bridge does not have."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = error.headers if isinstance(error, HTTPException) else None
    text = f"The bridge does not serve {request.method} {request.url.path}: users are at its base path and at /scim/v2."
    return JSONResponse({"error": {"status": status, "message": text}}, status, headers)


async def _failed(_request: Request, _error: Exception) -> JSONResponse:
    """Answer when our own code fails outside SCIM; the server logs the error in one line."""
    text = "The bridge failed; its log says why. Try again, and report the line if it stays."
    return JSONResponse({"error": {"status": 500, "message": text}}, 500)


async def _deliver(delivery: Delivery) -> None:
    """Run the delivery; what is owed is in the database, so that after a failure it can simply start again."""
    while True:
        try:
            await delivery.run()
        except Exception as error:  # noqa: BLE001 - one defect must not end the delivery for good
            _log.error("delivery_failed", error=describe(error), again_in_seconds=_RESTART)
            await asyncio.sleep(_RESTART)


async def _stop(task: asyncio.Task[None] | None) -> None:
    """End the delivery, which first waits a bounded time for answers that are on their way."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
