"""Taking owed users for one call: the rows say so, on disk, before the call is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, insert, or_, select, update

from bridge.delivery.plan import Archive, Find, Hold, Incomplete, Item, Settle, Step, Unlink, Upsert, plan
from bridge.hubspot.batches import LARGEST
from bridge.storage import calls, users

Kind = Literal["upsert", "archive", "unlink", "find"]

_KINDS: Final[dict[type[Step], Kind]] = {Upsert: "upsert", Archive: "archive", Unlink: "unlink", Find: "find"}

_ENDED: Final = and_(
    users.c.sent_generation != users.c.generation,
    or_(users.c.contact_id.is_not(None), users.c.sent_version.is_not(None)),
)
"""Contacts of ended generations: they go before all others, since they give up values that others want."""


_BEGIN_CALL: Final = insert(calls)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim needs to know: the mapping's function, the hash that stands for it, the lease, the id maker."""

    contact: Callable[[Mapping[str, Any]], Mapping[str, str]]
    mapping_hash: str
    lease: float
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """Users taken for one call of one kind; `settled` rows needed none."""

    call_id: str
    kind: Kind
    items: tuple[Item, ...]
    sent_at: float


@dataclass(slots=True)
class _Sorting:
    """What looking at the due rows has found so far."""

    items: list[Item] = field(default_factory=list)
    kind: Kind | None = None
    looked_at: int = 0


def claim(connection: Connection, rules: Rules, now: float, most: int = LARGEST, *, ended_only: bool) -> Claim | None:
    """Take up to `most` due users for the next call, ended generations first; None: nothing to call for."""
    found = _look(connection, rules, now, most, _ENDED)
    if not found.items and not ended_only:
        found = _look(connection, rules, now, most, ~_ENDED | users.c.sent_generation.is_(None))
    if not found.items or found.kind is None:
        return None
    taken = Claim(rules.new_id(), found.kind, tuple(found.items), now)
    _mark(connection, taken, rules)
    begin_call(connection, taken.call_id, taken.kind, len(taken.items), now)
    return taken


def begin_call(connection: Connection, call_id: str, operation: str, items: int, now: float) -> None:
    """Write a call's row before it is made: the rate window is read back from these."""
    connection.execute(_BEGIN_CALL, {"id": call_id, "operation": operation, "items": items, "sent_at": now})


def renew(
    connection: Connection, call_id: str, operation: str, items: Sequence[Item], now: float, lease: float
) -> None:
    """Write a further call for users that are taken already: its row, and a lease that begins now."""
    begin_call(connection, call_id, operation, len(items), now)
    traces = [item.trace for item in items]
    connection.execute(update(users).where(users.c.sent_id.in_(traces)).values(sent_until=now + lease))


def next_due(connection: Connection, now: float) -> float | None:
    """Return when the next waiting user is due: seconds since 1970, or None."""
    waiting = (users.c.owed_since.is_not(None), users.c.sent_id.is_(None), users.c.next_try_at > now)
    found: float | None = connection.execute(
        select(users.c.next_try_at).where(*waiting).order_by(users.c.next_try_at).limit(1)
    ).scalar()
    return found


def _look(connection: Connection, rules: Rules, now: float, most: int, which: ColumnElement[bool]) -> _Sorting:
    """Look at due rows until one call is full: paid ones are settled on the way."""
    found = _Sorting()
    while len(found.items) < most:
        rows = connection.execute(_due(now, which, most, found.looked_at)).all()
        for row in rows:
            _sort(connection, rules, now, row, found)
            if len(found.items) == most:
                break
        if len(rows) < most:
            break
    return found


def _due(now: float, which: ColumnElement[bool], most: int, skip: int) -> Any:
    return (
        select(users)
        .where(users.c.owed_since.is_not(None), users.c.sent_id.is_(None), which)
        .where(or_(users.c.next_try_at.is_(None), users.c.next_try_at <= now))
        .order_by(users.c.owed_since, users.c.key)
        .limit(most)
        .offset(skip)
    )


def _sort(connection: Connection, rules: Rules, now: float, row: Row[Any], found: _Sorting) -> None:
    desired = {} if row.resource is None else rules.contact(row.resource)
    match plan(row, desired, rules.mapping_hash, now):
        case Settle():
            paid = {"delivered_version": row.version, "mapping_hash": rules.mapping_hash, **_CLEAN}
            _set(connection, row, **paid)
        case Incomplete():
            _set(connection, row, blocked="incomplete", owed_since=None, mapping_hash=rules.mapping_hash)
        case Hold(until):
            _set(connection, row, next_try_at=until)
        case step:
            kind = _KINDS[type(step)]
            found.kind = found.kind or kind
            found.looked_at += 1
            if kind == found.kind:
                found.items.append(_item(row, rules, step))


_CLEAN: Final[dict[str, Any]] = {
    "owed_since": None,
    "attempts": 0,
    "next_try_at": None,
    "error_class": None,
    "error_message": None,
}


def _set(connection: Connection, row: Row[Any], **values: object) -> None:
    connection.execute(update(users).where(users.c.key == row.key).values(values))


def _item(row: Row[Any], rules: Rules, step: Step) -> Item:
    return Item(
        key=row.key,
        trace=rules.new_id(),
        version=row.version,
        generation=row.generation,
        properties=step.properties if isinstance(step, Upsert) else {},
        attempts=row.attempts,
        contact_id=row.contact_id,
        contact_origin=row.contact_origin,
        delivered=row.delivered_properties if isinstance(step, Upsert) else None,
        sent_before=row.sent_version,
        correlation_id=row.correlation_id,
    )


def _mark(connection: Connection, taken: Claim, rules: Rules) -> None:
    until = taken.sent_at + rules.lease
    marks: Sequence[dict[str, Any]] = [{"of": item.key, "trace": item.trace} for item in taken.items]
    values: dict[str, Any] = {"sent_id": bindparam("trace"), "sent_until": until}
    if taken.kind == "upsert":
        values |= {
            "sent_version": users.c.version,
            "sent_generation": users.c.generation,
            "sent_hash": rules.mapping_hash,
        }
    connection.execute(update(users).where(users.c.key == bindparam("of")).values(values), marks)
