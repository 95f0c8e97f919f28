"""Taking owed users for one call: the rows say so, on disk, before the call is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, insert, or_, select, update

from bridge.delivery.backoff import LONGEST_ITEM_WAIT
from bridge.delivery.plan import Archive, Find, Hold, Incomplete, Item, Outside, Settle, Step, Unlink, Upsert, plan
from bridge.delivery.wanted import ContactMapping, wanted
from bridge.hubspot.batches import LARGEST
from bridge.storage import ENDED_GENERATION, calls, users

Kind = Literal["upsert", "archive", "unlink", "find"]

KINDS: Final[dict[type[Step], Kind]] = {Upsert: "upsert", Archive: "archive", Unlink: "unlink", Find: "find"}

_BEGIN_CALL: Final = insert(calls)

_LOOKED_AT: Final = 500
"""Rows that one claim looks at, at most: it bounds how long the requests behind it wait for the writer."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim needs to know: the mapping, the hash that stands for it, the lease, the id maker."""

    mapping: ContactMapping
    mapping_hash: str
    lease: float
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """Users taken for one call of one kind."""

    call_id: str
    kind: Kind
    items: tuple[Item, ...]
    sent_at: float


@dataclass(slots=True)
class Seen:
    """Users whom a claim found to need no call."""

    paid: list[Item] = field(default_factory=list)
    incomplete: list[Item] = field(default_factory=list)
    outside: list[Item] = field(default_factory=list)

    def take(self, step: Settle | Incomplete | Outside, item: Item) -> None:
        """Take a user by the step that makes no call."""
        match step:
            case Settle():
                self.paid.append(item)
            case Incomplete():
                self.incomplete.append(item)
            case Outside():
                self.outside.append(item)


class Rest(Enum):
    """Why there is no claim."""

    NOTHING = "nothing is due"
    MORE = "many rows were paid without a call, and there may be more"


@dataclass(slots=True)
class _Sorting:
    """What looking at the due rows has found so far."""

    most: int
    items: list[Item] = field(default_factory=list)
    kind: Kind | None = None
    held: list[dict[str, Any]] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    looked_at: int = 0

    @property
    def full(self) -> bool:
        """Whether one call can take no more users."""
        return len(self.items) >= self.most

    def take(self, kind: Kind, item: Item) -> None:
        """Take a user who goes with those taken: of one kind, and as often tried.

        Users whose call failed as a whole go on in ever smaller calls, and apart from those who were never tried: one
        whom HubSpot cannot take is soon alone.
        """
        if not self.items:
            self.kind = kind
            self.most = min(self.most, max(1, LARGEST >> item.attempts))
        if kind == self.kind and item.attempts == (self.items or [item])[0].attempts:
            self.items.append(item)


def claim(
    connection: Connection,
    rules: Rules,
    now: float,
    *,
    ended_only: bool = False,
    probing: bool = False,
    seen: Seen | None = None,
) -> Claim | Rest:
    """Take due users for the next call, ended generations first.

    Args:
        connection: of the write transaction.
        rules: what the plan needs.
        now: seconds since 1970.
        ended_only: whether contacts of ended generations are being given up, so that nothing else may go yet.
        probing: whether HubSpot is away: then one user goes, who was tried least, so that none can stand in the way.
        seen: is filled with the users who need no call.
    """
    seen = Seen() if seen is None else seen
    found = _look(connection, rules, now, ENDED_GENERATION, _Sorting(1 if probing else LARGEST, seen=seen))
    if not found.items and not ended_only:
        live = ~ENDED_GENERATION | users.c.sent_generation.is_(None)
        found = _look(connection, rules, now, live, _Sorting(1 if probing else LARGEST, seen=seen))
    if not found.items or found.kind is None:
        return Rest.MORE if found.looked_at == _LOOKED_AT else Rest.NOTHING
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


def _look(connection: Connection, rules: Rules, now: float, which: ColumnElement[bool], found: _Sorting) -> _Sorting:
    """Look at due rows, a bounded number, until one call is full; pay those that need none."""
    with connection.execute(_due(rules, now, which, probing=found.most == 1)) as rows:
        for row in rows:
            _sort(rules, now, row, found)
            if found.full:
                break
    settle(connection, rules, found.seen)
    _set(connection, found.held, {"next_try_at": bindparam("until")})
    return found


def settle(connection: Connection, rules: Rules, seen: Seen) -> None:
    """Write of users who need no call that they are paid, incomplete or out of scope."""
    paid = {"delivered_version": bindparam("version_paid"), "mapping_hash": rules.mapping_hash, **_CLEAN}
    _set(connection, [{"of": item.key, "version_paid": item.version} for item in seen.paid], paid)
    for reason, items in (("incomplete", seen.incomplete), ("outside", seen.outside)):
        blocked = {"blocked": reason, "mapping_hash": rules.mapping_hash, **_CLEAN}
        _set(connection, [{"of": item.key} for item in items], blocked)


def _due(rules: Rules, now: float, which: ColumnElement[bool], *, probing: bool) -> Select[Any]:
    # A wait that is longer than any wait can be means that the clock was put back.
    put_back = now + max(LONGEST_ITEM_WAIT, rules.lease) + 1
    due = or_(users.c.next_try_at.is_(None), users.c.next_try_at <= now, users.c.next_try_at > put_back)
    order = (users.c.attempts, users.c.owed_since) if probing else (users.c.owed_since,)
    owed = select(users).where(users.c.owed_since.is_not(None), users.c.sent_id.is_(None), which, due)
    return owed.order_by(*order, users.c.key).limit(_LOOKED_AT)


def _sort(rules: Rules, now: float, row: Row[Any], found: _Sorting) -> None:
    found.looked_at += 1
    desired = wanted(row, rules.mapping)
    match plan(row, desired, rules.mapping_hash, now):
        case (Settle() | Incomplete() | Outside()) as step:
            found.seen.take(step, item_of(row, rules, step, desired))
        case Hold(until):
            found.held.append({"of": row.key, "until": until})
        case step:
            found.take(KINDS[type(step)], item_of(row, rules, step, desired))


_CLEAN: Final[dict[str, Any]] = {
    "owed_since": None,
    "attempts": 0,
    "next_try_at": None,
    "error_class": None,
    "error_message": None,
}


def _set(connection: Connection, rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> None:
    if rows:
        connection.execute(update(users).where(users.c.key == bindparam("of")).values(values), rows)


def item_of(row: Row[Any], rules: Rules, step: Step, desired: Mapping[str, str] | None) -> Item:
    """Return a user as one call takes it: what its row says, and what its contact should have."""
    return Item(
        key=row.key,
        trace="" if isinstance(step, Settle | Incomplete | Outside) else rules.new_id(),
        version=row.version,
        generation=row.generation,
        properties=step.properties if isinstance(step, Upsert) else {},
        attempts=row.attempts,
        contact_id=row.contact_id,
        contact_origin=row.contact_origin,
        delivered=row.delivered_properties if isinstance(step, Upsert) else None,
        sent_before=row.sent_version,
        correlation_id=row.correlation_id,
        desired=desired or {},
        deleted=row.resource is None,
        mapping_hash=rules.mapping_hash,
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
