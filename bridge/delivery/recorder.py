"""Writes replies and outcomes in one transaction, and tells the log what became of each user."""

from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import Connection

from bridge.delivery.force import InForce
from bridge.delivery.line import Line, Reply
from bridge.delivery.outcome import Delivered, Outcome, Refused
from bridge.delivery.plan import Item
from bridge.delivery.record import end_call, record
from bridge.delivery.teller import Teller
from bridge.seams import Clock

_log = structlog.get_logger()


class Recorder:
    """Keeps what became of calls and users."""

    def __init__(self, line: Line, in_force: InForce, clock: Clock, teller: Teller) -> None:
        """Take the line, whose database tries do not end, what is in force, the clock, and who tells."""
        self._line = line
        self._in_force = in_force
        self._clock = clock
        self._teller = teller

    async def reply(self, reply: Reply, outcomes: Sequence[tuple[Item, Outcome]]) -> None:
        """Record a call's end together with its users' outcomes."""
        error = None if reply.error is None else str(reply.error)

        def work(connection: Connection) -> None:
            end_call(connection, reply.call_id, reply.at, reply.status, error)
            record(connection, outcomes, self._in_force.rules.mapping_hash, reply.at)

        await self._line.keep(work)
        self._tell(outcomes, reply.call_id)
        self._teller.outcomes(outcomes, reply.call_id, reply.status)

    async def outcomes(self, outcomes: Sequence[tuple[Item, Outcome]]) -> None:
        """Record outcomes that no call of their own brought."""
        if not outcomes:
            return
        now = self._clock()
        await self._line.keep(lambda connection: record(connection, outcomes, self._in_force.rules.mapping_hash, now))
        self._tell(outcomes, None)
        self._teller.outcomes(outcomes)

    async def before(self, work: Callable[[Connection, float], object]) -> None:
        """Write what must be on disk before a call; `work` is given the end of the call's lease."""
        until = self._clock() + self._in_force.rules.lease
        await self._line.keep(lambda connection: work(connection, until))

    def _tell(self, outcomes: Sequence[tuple[Item, Outcome]], call_id: str | None) -> None:
        for item, outcome in outcomes:
            bound = _log.bind(correlation_id=item.correlation_id, user=item.key, version=item.version, call_id=call_id)
            if isinstance(outcome, Delivered):
                bound.info("user_delivered", contact_id=outcome.contact_id, new=outcome.new)
            elif isinstance(outcome, Refused):
                bound.warning("user_refused", error_class=outcome.kind, advice="see `bridge users show`")
            else:
                bound.info("user_" + type(outcome).__name__.lower())
