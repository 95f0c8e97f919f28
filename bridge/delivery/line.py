"""The one line to HubSpot: every call takes its turn in the rate window, has a row in `calls`, and tells the outage."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from bridge.delivery.backoff import Outage
from bridge.delivery.claim import renew
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.plan import Item
from bridge.delivery.teller import Teller
from bridge.hubspot.client import Answer, HubSpot
from bridge.hubspot.errors import Away, HubSpotError, Refused
from bridge.hubspot.window import RateWindow
from bridge.seams import Seams
from bridge.storage import Result, Store, Work

ObserveCall = Callable[[str, str], None]
"""Told of each call: its operation, and its status or error class."""

_DATABASE_WAIT = 1.0
"""Seconds between tries to write what must not be lost while the database fails."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to HubSpot, and what it is called in rows, metrics and logs."""

    operation: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    accept: frozenset[int] = frozenset()
    ends_outage: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a call: an answer or an error, and when. Times are seconds since 1970."""

    call_id: str
    at: float
    answer: Answer | None
    error: HubSpotError | None

    @property
    def status(self) -> int | None:
        """HTTP's status, where one came."""
        if self.answer is not None:
            return self.answer.status
        return self.error.status if isinstance(self.error, Away | Refused) else None


class Line:
    """Makes calls, one at a time or several at once, never more than the window has room for."""

    def __init__(
        self,
        hubspot: HubSpot,
        store: Store,
        seams: Seams,
        options: DeliveryOptions,
        observe: ObserveCall,
        room_made: Callable[[], None],
        teller: Teller,
    ) -> None:
        self.window = RateWindow(options.limit)
        self.outage = Outage()
        self.asked = False
        self._hubspot = hubspot
        self._store = store
        self._seams = seams
        self._options = options
        self._observe = observe
        self._room_made = room_made
        self._teller = teller
        self._answered = asyncio.Event()

    async def further(self, request: Request, items: Sequence[Item]) -> Reply:
        """Make a further call for users that are taken already, when the window has room."""
        await self.turn()
        call_id = self._seams.new_id()
        now = self._seams.clock()
        await self.keep(
            lambda connection: renew(connection, call_id, request.operation, items, now, self._options.lease)
        )
        return await self.make(request, call_id, items)

    async def make(self, request: Request, call_id: str, items: Sequence[Item] = ()) -> Reply:
        """Make a call that has its place in the window and its row already. Never raises a HubSpotError."""
        self._teller.sent(request.operation, request.body, items, call_id)
        sent_at = self._seams.clock()
        answer, error = None, None
        try:
            answer = await self._hubspot.call(request.method, request.path, request.body, accept=request.accept)
        except HubSpotError as failure:
            error = failure
        finally:
            at = self._seams.clock()
            self.window.answered(at)
            self._answered.set()
            self._room_made()
        reply = Reply(call_id, at, answer, error)
        self._learn(request, reply, sent_at, len(items))
        return reply

    async def keep(self, work: Work[Result]) -> Result:
        """Run a store function that must not be lost: while the database fails, it is tried again every second."""
        while True:
            try:
                return await self._store.run(work)
            except OperationalError as error:
                _log.error("database_failed", reason=str(error.orig), advice="check the disk; this is tried again")
                await asyncio.sleep(_DATABASE_WAIT)

    async def turn(self) -> None:
        """Wait for room in the window and take it."""
        while (wait := self.window.wait(self._seams.clock())) > 0:
            self._answered.clear()
            try:
                async with asyncio.timeout(None if wait == float("inf") else wait):
                    await self._answered.wait()
            except TimeoutError:
                continue
        self.window.sent()

    def _learn(self, request: Request, reply: Reply, sent_at: float, items: int) -> None:
        self.asked = True
        if isinstance(reply.error, Away):
            self.outage.failed(sent_at, reply.at, reply.error.reason)
        elif request.ends_outage:
            self.outage.ended()
        if reply.answer is not None:
            self.window.learn(reply.answer.limit)
        status = str(reply.status or (reply.error.kind if isinstance(reply.error, Away) else "ERROR"))
        self._observe(request.operation, status)
        log = _log.info if reply.error is None else _log.warning
        log(
            "hubspot_call",
            call_id=reply.call_id,
            operation=request.operation,
            items=items,
            status=status,
            seconds=round(reply.at - sent_at, 3),
            reason=_reason(reply.error),
        )


def _reason(error: HubSpotError | None) -> str | None:
    return None if error is None or isinstance(error, Refused) else str(error)
