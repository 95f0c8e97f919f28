"""A whole application in process, on a virtual clock, over a database in memory, with the fake HubSpot behind it."""

import asyncio
import itertools
import random  # noqa: TID251 - a seeded generator for the seams
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx2
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection

from bridge.app import create_app
from bridge.seams import Seams
from bridge.settings import Settings
from bridge.storage import InlineStore, open_engine
from harness.hubspot.fake import create_app as create_fake
from harness.simulation.clock import VirtualLoop, run_virtually

Result = TypeVar("Result")

TOKEN = "pat-canary-token"
IDENTITY_SERVER = ("is", "is-password")
ADMIN = ("boss", "boss-password")
USERS = "/hubspot/contacts"
ANNA = {"userName": "anna", "name": {"givenName": "Anna", "familyName": "Arnold"}, "emails": ["anna@example.com"]}


class FailingStore(InlineStore):
    """A database whose disk can be taken away."""

    trouble: Exception | None = None

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Fail if there is trouble."""
        if self.trouble is not None:
            raise self.trouble
        return await super().run(work)


class Bridge:
    """A running application, its caller, and what it stands on."""

    def __init__(self, loop: VirtualLoop, given: Mapping[str, Any]) -> None:
        ids = itertools.count(1)
        self.seams = Seams(loop.wall_clock, lambda: f"id-{next(ids):05d}", random.Random(7))  # noqa: S311 - a test's
        self.store = FailingStore(open_engine("sqlite://"))
        fake = httpx2.ASGITransport(create_fake(token=TOKEN, clock=loop.wall_clock))
        self.fake = httpx2.AsyncClient(transport=fake, base_url="http://fake")
        self.app = create_app(settings(**given), seams=self.seams, store=self.store, transport=fake)
        self.http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False), base_url="https://bridge"
        )

    async def get(self, path: str, auth: tuple[str, str] | None = None) -> httpx2.Response:
        """Read a path."""
        return await self.http.get(path, auth=auth)

    async def say(self, user: Mapping[str, Any]) -> httpx2.Response:
        """Send a user as Identity Server does."""
        return await self.http.post(USERS, json=user, auth=IDENTITY_SERVER)

    async def record(self, user_name: str) -> dict[str, Any]:
        """Read a user's record."""
        answer: dict[str, Any] = (await self.get(f"/admin/users/{user_name}", ADMIN)).json()
        return answer

    async def delivered(self, user_name: str) -> dict[str, Any]:
        """Wait until a user is delivered."""
        async with asyncio.timeout(60):
            while (found := await self.record(user_name))["state"] != "delivered":  # noqa: ASYNC110 - virtual time
                await asyncio.sleep(0.02)
        return found

    async def metrics(self) -> dict[str, float]:
        """Read the metrics; those with labels by their labels too."""
        text = (await self.get("/metrics")).text
        return {
            " ".join((sample.name, *sorted(sample.labels.values()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


def settings(**given: Any) -> Settings:
    said = {
        "username": IDENTITY_SERVER[0],
        "password": IDENTITY_SERVER[1],
        "hubspot_token": TOKEN,
        "hubspot_url": "http://hubspot",
        "admin_username": ADMIN[0],
        "admin_password": ADMIN[1],
    }
    return Settings.model_validate({**said, **given})


def with_bridge(use: Callable[[Bridge], Awaitable[Result]], **given: Any) -> Result:
    """Run an application for as long as `use` uses it."""

    async def main(loop: VirtualLoop) -> Result:
        bridge = Bridge(loop, given)
        async with bridge.app.router.lifespan_context(bridge.app):
            return await use(bridge)

    return run_virtually(main)
