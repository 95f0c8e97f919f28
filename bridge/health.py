"""Whether the process lives, and whether it can durably accept; both without credentials."""

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection, update
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bridge.delivery.health import HubSpotHealth
from bridge.storage import SCHEMA_VERSION, Store, schema

_PATIENCE = 2.0
"""Seconds in which the database must have committed: probes usually wait for as long."""


def routes(store: Store, health: Callable[[], HubSpotHealth], mapping: Callable[[], str]) -> list[Route]:
    """Return /health/live and /health/ready.

    There is no application without a mapping, so a file that was refused since is told in the body alone.
    """

    async def live(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "live"})

    async def ready(_request: Request) -> JSONResponse:
        trouble = await _database_trouble(store)
        hubspot = health()
        body = {
            "status": "unready" if trouble else "ready",
            "database": trouble or "usable",
            "mapping": mapping(),
            "hubspot": {"usable": hubspot.usable, "reason": hubspot.reason},
        }
        return JSONResponse(body, 503 if trouble else 200)

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def _database_trouble(store: Store) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await store.run(_touch)
    except TimeoutError:
        return f"it did not commit within {_PATIENCE:g} s: check the load and the disk"
    except Exception as error:  # noqa: BLE001 - whatever keeps a write from the disk makes the process unready
        return f"it cannot be written ({type(getattr(error, 'orig', None) or error).__name__}): check the disk"
    return None


def _touch(connection: Connection) -> None:
    """Write and commit: a database that can only be read, or a full disk, is found by nothing less."""
    connection.execute(update(schema).values(version=SCHEMA_VERSION))
