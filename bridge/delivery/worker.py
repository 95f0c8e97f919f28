"""The worker that pays what is owed: it claims, sends, and waits for whatever comes first."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, NoReturn

import structlog
from sqlalchemy import Connection

from bridge.delivery.claim import Claim, Rest, Seen, begin_call, claim, next_due
from bridge.delivery.force import InForce
from bridge.delivery.health import HubSpotHealth
from bridge.delivery.holding import hold
from bridge.delivery.line import Line, ObserveCall, Request
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.record import end_call, end_waits, look_again, prune_calls, recover
from bridge.delivery.recorder import Recorder
from bridge.delivery.sender import Sender
from bridge.delivery.teller import Teller
from bridge.delivery.wanted import ContactMapping
from bridge.hubspot.client import HubSpot
from bridge.hubspot.errors import Unusable
from bridge.hubspot.properties import CREATED_OR_THERE, DEFINITION, MISSING, PROPERTIES, PROPERTY_PATH, is_missing
from bridge.seams import Seams
from bridge.storage import Store
from bridge.telemetry import describe
from bridge.trail import Tell, tell_nobody

_FOREVER: Final = float("inf")
_CALLS_KEPT: Final = 86_400.0
"""Seconds that the rows of answered calls are kept for people to read; the rate window needs ten."""
_PRUNE_EVERY: Final = 3600.0
_HELD: Final = "held: nothing is written to HubSpot (--delivery hold); --delivery async delivers what is owed"

_log = structlog.get_logger()


def _ignore(_operation: str, _status: str) -> None:
    """Observe nothing."""


class Delivery:
    """Keeps HubSpot's contacts equal to the directory, for as long as `run` runs."""

    def __init__(
        self,
        store: Store,
        hubspot: HubSpot,
        mapping: ContactMapping,
        seams: Seams,
        options: DeliveryOptions,
        observe_call: ObserveCall = _ignore,
        tell: Tell = tell_nobody,
    ) -> None:
        """Take the store, the account, the mapping, the outside world, the settings, who counts calls, the trail."""
        self.in_force = InForce(mapping, options, seams.new_id)
        self._store = store
        self._seams = seams
        self._options = options
        self._teller = Teller(tell)
        self._line = Line(hubspot, store, seams, options, observe_call, self.wake, self._teller)
        recorder = Recorder(self._line, self.in_force, seams.clock, self._teller)
        self._sender = Sender(self._line, self.in_force, recorder, self._property_is_missing)
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = 0
        self._property_known = False
        self._pruned_at = seams.clock()

    def wake(self) -> None:
        """Look again at once: a user changed, an answer came, or time has moved on."""
        self._wake.set()

    def health(self) -> HubSpotHealth:
        """Return whether HubSpot could be used when it was last asked."""
        outage = self._line.outage
        if self._options.hold:
            return HubSpotHealth(usable=False, reason=_HELD)
        if not self._line.asked:
            return HubSpotHealth(usable=False, reason="not asked yet")
        return HubSpotHealth(usable=not outage.away, reason=outage.reason)

    def next_probe_at(self) -> float | None:
        """Return when an absent HubSpot is asked next, in seconds since 1970; None while it is there."""
        return self._line.outage.next_probe_at

    async def exchange(self, mapping: ContactMapping) -> int:
        """Map by another mapping from now on; return how many refused users are tried again.

        A kill before the rows are written changes nothing: they say by which mapping each was refused, and the next
        start looks at that.
        """
        self.in_force.exchange(mapping)
        rules, now = self.in_force.rules, self._seams.clock()
        again = await self._line.keep(lambda connection: look_again(connection, rules.mapping_hash, now))
        self.wake()
        return again

    async def run(self) -> None:
        """Deliver until cancelled; then wait a little for answers that are on their way."""
        now = self._seams.clock()
        answered = await self._line.keep(lambda connection: recover(connection, self.in_force.rules.mapping_hash, now))
        self._line.window.restore(answered)
        if self._options.hold:
            await self._hold()
        try:
            while True:
                self._wake.clear()
                pause = await self._step()
                if pause > 0:
                    await self._sleep(pause)
        finally:
            await self._drain()

    async def _hold(self) -> NoReturn:
        """Work out and tell what would be sent, until cancelled."""
        while True:
            self._wake.clear()
            found = await self._line.keep(lambda connection: hold(connection, self.in_force.rules))
            self._teller.settled(found.seen)
            self._teller.held(found.items)
            if not found.more:
                await self._sleep(self._options.poll)

    async def _step(self) -> float:
        """Start one call if one may start; return the seconds until the next look (0: at once)."""
        now = self._seams.clock()
        await self._keep_house(now)
        outage = self._line.outage
        if len(self._tasks) >= (1 if outage.away or not self._property_known else self._options.in_flight):
            return _FOREVER
        if (wait := outage.wait(now) or self._line.window.wait(now)) > 0:
            return wait
        if not self._property_known:
            self._start(self._try_property())
            return 0
        return await self._start_claim(now, probing=outage.away)

    async def _start_claim(self, now: float, *, probing: bool) -> float:
        self._line.window.sent()
        ended_only = self._ending > 0

        def work(connection: Connection) -> tuple[Claim | Rest, Seen]:
            seen = Seen()
            rules = self.in_force.rules
            return claim(connection, rules, now, ended_only=ended_only, probing=probing, seen=seen), seen

        taken, seen = await self._line.keep(work)
        self._teller.settled(seen)
        if isinstance(taken, Claim):
            self._teller.mapped(taken.items)
            self._ending += taken.kind != "upsert"  # before the task runs: nothing else may go in between
            self._start(self._send(taken))
            return 0
        self._line.window.unsent()
        if taken is Rest.MORE:
            return 0
        if probing:
            self._property_known = False
            return 0
        due = await self._line.keep(lambda connection: next_due(connection, now))
        return min(self._options.poll, _FOREVER if due is None else due - now)

    async def _keep_house(self, now: float) -> None:
        if self._line.outage.healed:
            self._line.outage.healed = False
            await self._line.keep(end_waits)
        if now - self._pruned_at >= _PRUNE_EVERY:
            self._pruned_at = now
            await self._line.keep(lambda connection: prune_calls(connection, now - _CALLS_KEPT))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error(
                "delivery_task_failed", error=describe(error), advice="this is a defect: report it with this line"
            )

    async def _send(self, taken: Claim) -> None:
        try:
            await self._sender.send(taken)
        finally:
            self._ending -= taken.kind != "upsert"

    def _property_is_missing(self) -> None:
        self._property_known = False

    async def _try_property(self) -> None:
        try:
            await self._make_property()
        except Exception as error:
            now = self._seams.clock()
            self._line.outage.failed(now, now, f"the bridge failed on HubSpot's answer ({type(error).__name__})")
            raise

    async def _make_property(self) -> None:
        """Look the unique property up, and make it when it is missing; a failure is an outage."""
        self._line.window.sent()
        looked_up = await self._call(Request("property", "GET", PROPERTY_PATH, accept=MISSING, ends_outage=False))
        if looked_up is None:
            return
        sent_at = self._seams.clock()
        try:
            missing = is_missing(looked_up, may_create=self._options.create_properties)
        except Unusable as error:
            self._line.outage.failed(sent_at, sent_at, error.reason)
            return
        if missing:
            await self._line.turn()
            request = Request("property", "POST", PROPERTIES, dict(DEFINITION), accept=CREATED_OR_THERE)
            if await self._call(request) is None:
                return
        self._line.outage.ended()
        self._property_known = True

    async def _call(self, request: Request) -> Any:
        """Make a call that is about no user; None: it failed, and the outage or the log says why."""
        call_id = self._seams.new_id()
        now = self._seams.clock()
        await self._line.keep(lambda connection: begin_call(connection, call_id, request.operation, 0, now))
        reply = await self._line.make(request, call_id)
        error = None if reply.error is None else str(reply.error)
        await self._line.keep(lambda connection: end_call(connection, call_id, reply.at, reply.status, error))
        if reply.answer is None and not self._line.outage.away:
            self._line.outage.failed(now, reply.at, f"HubSpot refused the property: {error}")
        return reply.answer

    async def _sleep(self, pause: float) -> None:
        try:
            async with asyncio.timeout(None if pause == _FOREVER else pause):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        if not self._tasks:
            return
        _done, late = await asyncio.wait(self._tasks, timeout=self._options.grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
