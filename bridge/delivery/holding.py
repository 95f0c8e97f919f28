"""`--delivery hold`: what is owed is worked out and shown, and nothing goes to HubSpot.

A row that was looked at is marked `held` and stays owed: so another process sees the state without knowing how the
service runs, a new change of the user is looked at again (a change clears the mark), gauges count what is owed, and
the next start takes the marks off (`record.recover`) and delivers everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from bridge.delivery.claim import KINDS, Kind, Rules, Seen, item_of, settle
from bridge.delivery.plan import Hold, Incomplete, Item, Outside, Settle, Step, Upsert, plan
from bridge.delivery.wanted import ContactMapping, wanted
from bridge.storage import users

_LOOKED_AT: Final = 500
"""Rows that one transaction looks at, at most."""

_ANY_TIME: Final = float("inf")
"""Later than any lease: what is only waited for is shown as if its time had come."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next call that a user is owed: what it does, and which properties it sends."""

    operation: Kind
    properties: Mapping[str, str]


@dataclass(slots=True)
class Held:
    """What one look found; `more`: there may be more rows to look at."""

    items: list[tuple[Item, Next]] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    more: bool = False


def next_call(row: Row[Any], mapping: ContactMapping) -> Next | None:
    """Return the call that would pay an owed row; None: none is needed, or none can be made."""
    desired = wanted(row, mapping)
    return None if row.owed_since is None else _next(plan(row, desired, "", _ANY_TIME), desired)


def hold(connection: Connection, rules: Rules) -> Held:
    """Look at owed users and mark them held; pay those that need no call."""
    found = Held()
    owed = select(users).where(users.c.owed_since.is_not(None), users.c.blocked.is_(None), users.c.sent_id.is_(None))
    rows = connection.execute(owed.order_by(users.c.owed_since, users.c.key).limit(_LOOKED_AT)).all()
    for row in rows:
        _sort(row, rules, found)
    settle(connection, rules, found.seen)
    marks = [{"of": item.key} for item, _ in found.items]
    if marks:
        connection.execute(update(users).where(users.c.key == bindparam("of")).values(blocked="held"), marks)
    found.more = len(rows) == _LOOKED_AT
    return found


def _sort(row: Row[Any], rules: Rules, found: Held) -> None:
    desired = wanted(row, rules.mapping)
    step = plan(row, desired, rules.mapping_hash, _ANY_TIME)
    item = item_of(row, rules, step, desired)
    following = _next(step, desired)
    if following is not None:
        found.items.append((item, following))
    else:
        found.seen.take(step if isinstance(step, Incomplete | Outside) else Settle(), item)


def _next(step: Step, desired: Mapping[str, str] | None) -> Next | None:
    """A user that was deleted and came again has its contact archived first; its properties follow."""
    if isinstance(step, Settle | Incomplete | Outside | Hold):
        return None
    return Next(KINDS[type(step)], step.properties if isinstance(step, Upsert) else desired or {})
