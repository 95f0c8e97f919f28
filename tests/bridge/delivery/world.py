"""The directory, the delivery and the fake HubSpot's app in one process, on a virtual clock."""

import asyncio
import itertools
import json
import random  # noqa: TID251 - a seeded generator for the seams
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2
from sqlalchemy import Engine, select
from structlog.testing import capture_logs

from bridge.delivery.applying import Tally, look
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.status import UserStatus, user_status, user_statuses
from bridge.delivery.worker import Delivery
from bridge.directory import Directory
from bridge.hubspot.client import HubSpot
from bridge.mapping import load
from bridge.scim.operation import Merge
from bridge.seams import Seams
from bridge.storage import InlineStore, calls, metadata, open_engine
from harness.hubspot.fake import create_app
from harness.simulation.clock import VirtualLoop, run_virtually

Result = TypeVar("Result")
MAPPING = load(None)
TOKEN = "pat-test"


class Wire(httpx2.AsyncBaseTransport):
    """The wire to the fake; it can be cut, and it does what the fake's real socket does on a reset."""

    def __init__(self, app: Any) -> None:
        self._to_app = httpx2.ASGITransport(app)
        self.cut = False
        self.instead: Callable[[httpx2.Request], httpx2.Response | None] = lambda _request: None
        """Answers in HubSpot's place where it returns an answer; the request is then not applied."""
        self.tampered: Callable[[httpx2.Request, dict[str, Any]], dict[str, Any]] = lambda _request, body: body
        """Changes the body of HubSpot's answers."""
        self.tries = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand the request to the fake, unless the wire is cut."""
        self.tries += 1
        if self.cut:
            raise httpx2.ConnectError("the wire is cut", request=request)
        if (answer := self.instead(request)) is not None:
            return answer
        response = await self._to_app.handle_async_request(request)
        content = await response.aread()
        body = self.tampered(request, json.loads(content)) if content.startswith(b"{") else None
        headers = [(name, value) for name, value in response.headers.items() if name != "content-length"]
        sent = content if body is None else json.dumps(body).encode()
        return httpx2.Response(response.status_code, headers=headers, content=sent)


@dataclass
class World:
    """One run of the chain's inner half; `restart` is a kill and a new start on the same database."""

    loop: VirtualLoop
    options: DeliveryOptions = field(default_factory=lambda: DeliveryOptions(lease=30.0))
    timeout: float = 20.0

    def __post_init__(self) -> None:
        counter = itertools.count(1)
        self.clock_offset = 0.0
        chance = random.Random(7)  # noqa: S311 - a test's
        self.seams = Seams(
            lambda: self.loop.wall_clock() + self.clock_offset, lambda: f"id-{next(counter):05d}", chance
        )
        self.fake = create_app(token=TOKEN, clock=self.loop.wall_clock)
        self.wire = Wire(self.fake)
        self.engine: Engine = open_engine("sqlite://")
        self.store = InlineStore(self.engine)
        self.control = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.fake), base_url="http://fake")
        self.log: Sequence[Mapping[str, Any]] = ()
        self.observed: list[tuple[str, str]] = []
        self.mapping = MAPPING
        self._running: asyncio.Task[None] | None = None
        self._connect()

    def _connect(self) -> None:
        self.hubspot = HubSpot("http://fake", TOKEN, self.wire, self.timeout)
        self.delivery = Delivery(
            self.store,
            self.hubspot,
            self.mapping,
            self.seams,
            self.options,
            lambda operation, status: self.observed.append((operation, status)),
        )
        self.directory = Directory(self.store, self.seams, self.delivery.wake)

    def start(self) -> None:
        """Start the delivery."""
        self._running = self.loop.create_task(self.delivery.run())

    async def kill(self) -> None:
        """End the delivery as SIGKILL does: nothing is recorded any more."""
        assert self._running is not None
        for task in [*self.delivery._tasks, self._running]:  # noqa: SLF001 - a kill asks nobody
            task.cancel()
        with suppress(asyncio.CancelledError):
            await self._running
        await asyncio.sleep(0)

    def restart(self, options: DeliveryOptions | None = None) -> None:
        """Start a new delivery on the same database and the same HubSpot, perhaps with other settings."""
        self.options = options or self.options
        self._connect()
        self.start()

    async def apply(self, *, owe: bool = True) -> Tally:
        """Apply the mapping in force to those that were settled under another, or see what that would change."""
        found = Tally(through="")
        while (after := found.through) is not None:
            rules, now = self.delivery.in_force.rules, self.seams.clock()
            found.add(await self.store.run(lambda connection: look(connection, rules, after, now, owe=owe)))  # noqa: B023 - awaited before the next turn of the loop
        self.delivery.wake()
        return found

    def forget_everything(self) -> None:
        """Lose the database."""
        with self.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    async def say(self, user_name: str, **resource: Any) -> str:
        """Say a part of a user, as WSO2's connectors do; return the SCIM id."""
        return (await self.directory.create(user_name, Merge(resource), "corr")).id

    async def forget(self, user_name: str) -> None:
        """Delete a user."""
        user = await self.directory.by_name(user_name)
        assert user is not None
        await self.directory.delete(user.id, "corr")

    async def settled(self, seconds: float = 300.0) -> None:
        """Wait until nobody is owed anything."""
        async with asyncio.timeout(seconds):
            while any(status.state in {"owed", "waiting"} for status in self.statuses()):  # noqa: ASYNC110 - virtual time
                await asyncio.sleep(0.25)

    def statuses(self) -> list[UserStatus]:
        """Return the bridge's record of every user."""
        with self.engine.begin() as connection:
            return user_statuses(connection, limit=100_000)

    def status(self, user_name: str) -> UserStatus:
        """Return the bridge's record of a user."""
        with self.engine.begin() as connection:
            found = user_status(connection, user_name)
        assert found is not None
        return found

    async def contacts(self, *, archived: bool = False) -> list[Mapping[str, str]]:
        """Return the properties of HubSpot's contacts, with their id."""
        return [
            {**each["properties"], "id": each["id"]} for each in await self.records() if each["archived"] is archived
        ]

    async def records(self) -> list[dict[str, Any]]:
        """Return the fake's contacts as its control API tells them."""
        body: dict[str, Any] = (await self.control.get("/_fake/contacts")).json()
        contacts: list[dict[str, Any]] = body["contacts"]
        return contacts

    async def requests(self, path: str = "") -> list[dict[str, Any]]:
        """Return the API requests the fake saw."""
        body: dict[str, Any] = (await self.control.get("/_fake/requests")).json()
        return [each for each in body["requests"] if path in each["path"]]

    async def fault(self, match: Mapping[str, Any], fault: Mapping[str, Any], times: int | None = None) -> None:
        """Add a fault rule to the fake."""
        rule = {"match": match, "fault": fault} | ({} if times is None else {"times": times})
        answer = await self.control.post("/_fake/faults", json=rule)
        assert answer.status_code == 201, answer.text

    async def heal(self) -> None:
        """Lift all faults."""
        await self.control.delete("/_fake/faults")

    async def marketing_made(self, **properties: str) -> str:
        """Create a contact as a person does in HubSpot; return its id."""
        answer = await self.control.post("/_fake/contacts", json={"properties": properties})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def call_rows(self) -> list[Any]:
        """Return the rows of all calls, in order of sending."""
        with self.engine.begin() as connection:
            return list(connection.execute(select(calls).order_by(calls.c.sent_at)))


def in_world(
    scenario: Callable[[World], Awaitable[Result]], options: DeliveryOptions | None = None, timeout: float = 20.0
) -> Result:
    """Run a scenario in a fresh world whose delivery runs."""

    async def main(loop: VirtualLoop) -> Result:
        world = World(loop, options or DeliveryOptions(), timeout)
        with closing(world), capture_logs() as log:
            world.log = log
            world.start()
            return await scenario(world)

    def coroutine(loop: VirtualLoop) -> Coroutine[Any, Any, Result]:
        return main(loop)

    return run_virtually(coroutine)


@contextmanager
def closing(world: World) -> Iterator[World]:
    """End whatever still runs when a scenario is over."""
    try:
        yield world
    finally:
        for task in asyncio.all_tasks(world.loop):
            if task is not asyncio.current_task():
                task.cancel()
        world.store.close()


def person(name: str, **more: Any) -> dict[str, Any]:
    """Return a whole user as the registration form gives it."""
    return {
        "name": {"givenName": name.title(), "familyName": "Doe"},
        "emails": [{"value": f"{name}@example.com"}],
        "phoneNumbers": [{"value": "+1 555 0100"}],
        **more,
    }
