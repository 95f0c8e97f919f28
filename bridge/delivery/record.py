"""Recording what a call brought, by compare-and-set on the trace id: an answer that comes too late changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, case, func, or_, select, update

from bridge.delivery.backoff import item_wait
from bridge.delivery.outcome import Again, Delivered, Failed, Found, Gone, Linked, Outcome, Refused
from bridge.delivery.plan import Item
from bridge.storage import calls, users

_RELEASED: Final[dict[str, Any]] = {"sent_id": None, "sent_until": None}
_END_CALL: Final = (
    update(calls)
    .where(calls.c.id == bindparam("call_id"))
    .values(answered_at=bindparam("at"), status=bindparam("with_status"), error=bindparam("with_error"))
)
_NO_ERROR: Final[dict[str, Any]] = {"error_class": None, "error_message": None}


def end_call(connection: Connection, call_id: str, now: float, status: int | None, error: str | None) -> None:
    """Write that a call was answered, or given up, at `now`."""
    connection.execute(_END_CALL, {"call_id": call_id, "at": now, "with_status": status, "with_error": error})


def record(
    connection: Connection, outcomes: Sequence[tuple[Item, Outcome]], mapping_hash: str, now: float
) -> frozenset[str]:
    """Write the users' outcomes; return the keys of those rows that were still these sends'.

    Args:
        connection: of the write transaction.
        outcomes: what became of whom; each item says by which mapping it went.
        mapping_hash: stands for the mapping that is in force now.
        now: seconds since 1970.
    """
    traces = [item.trace for item, _ in outcomes]
    rows = {row.sent_id: row for row in connection.execute(select(users).where(users.c.sent_id.in_(traces)))}
    written: dict[str, dict[str, Any]] = {}
    for item, outcome in outcomes:
        row = rows.get(item.trace)
        if row is not None:
            written[item.key] = _RELEASED | _values(row, item, outcome, mapping_hash, now)
    _write(connection, written)
    return frozenset(written)


def _write(connection: Connection, written: Mapping[str, Mapping[str, Any]]) -> None:
    """Update rows, all of the same columns in one statement."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in written.items():
        parameters = {f"new_{name}": value for name, value in values.items()}
        by_columns.setdefault(tuple(sorted(values)), []).append({"of": key, **parameters})
    for columns, parameters_of_rows in by_columns.items():
        statement = update(users).where(users.c.key == bindparam("of"))
        connection.execute(
            statement.values({name: bindparam(f"new_{name}", type_=users.c[name].type) for name in columns}),
            parameters_of_rows,
        )


def _values(row: Row[Any], item: Item, outcome: Outcome, mapping_hash: str, now: float) -> dict[str, Any]:
    match outcome:
        case Delivered():
            return _delivered(row, item, outcome)
        case Refused():
            return _refused(row, item, outcome, mapping_hash)
        case Again():
            return _again(row, item, outcome, now)
        case Failed():
            return _failed(row, item, outcome, now)
        case Gone():
            return _gone(row)
        case Found() | Linked():
            return _tied(outcome)


def _tied(outcome: Found | Linked) -> dict[str, Any]:
    """The contact is known now; the row stays owed what it was owed."""
    if isinstance(outcome, Found):
        return {"contact_id": outcome.contact_id, "contact_origin": "created"}
    return {"next_try_at": None, "delivered_properties": None}


def _is_current(row: Row[Any], item: Item) -> bool:
    return bool(row.version == item.version and row.generation == item.generation)


def _delivered(row: Row[Any], item: Item, outcome: Delivered) -> dict[str, Any]:
    """A contact that is new although only changes were sent lacks the rest: it is sent again, whole.

    Until then it has no origin: what only the making of a contact writes is still to come (``wanted``).
    """
    lacks = outcome.new and item.partial
    asked_for_all = item.partial and row.delivered_properties is None  # a replay, while this was under way
    paid = _is_current(row, item) and not lacks
    return {
        "contact_id": outcome.contact_id,
        "contact_origin": None if lacks else _origin(item, outcome),
        "delivered_version": item.version,
        "delivered_properties": None if lacks or asked_for_all else {**(item.delivered or {}), **item.properties},
        "mapping_hash": item.mapping_hash,
        "attempts": 0,
        "next_try_at": None,
        "owed_since": None if paid else row.owed_since,
        **_NO_ERROR,
    }


def _origin(item: Item, outcome: Delivered) -> str:
    """A contact with our key that no send of ours made (the database was lost) is nobody's to archive."""
    if outcome.new:
        return "created"
    return item.contact_origin or ("created" if item.sent_before is not None else "linked")


def _refused(row: Row[Any], item: Item, outcome: Refused, mapping_hash: str) -> dict[str, Any]:
    values = _not_applied(item)
    if not _is_current(row, item) or item.mapping_hash != mapping_hash:
        # The user, or the mapping, changed meanwhile: as it is now, nobody has refused it.
        return values
    if item.partial:
        # What is there may have changed under us (a contact deleted by hand): only the whole contact can be refused.
        return values | {"delivered_properties": None}
    return values | {
        "blocked": "refused",
        "owed_since": None,
        "attempts": row.attempts + 1,
        "next_try_at": None,
        "mapping_hash": mapping_hash,
        **_error(outcome.kind, outcome.message),
    }


def _again(row: Row[Any], item: Item, outcome: Again, now: float) -> dict[str, Any]:
    attempts = row.attempts + 1
    next_try_at = now + item_wait(attempts) if _is_current(row, item) else None
    values = {"attempts": attempts, "next_try_at": next_try_at, **_error(outcome.kind, outcome.message)}
    return values | ({"delivered_properties": None} if outcome.unknown else _not_applied(item))


def _failed(row: Row[Any], item: Item, outcome: Failed, now: float) -> dict[str, Any]:
    attempts = row.attempts + 1
    values: dict[str, Any] = {"attempts": attempts, **_error(outcome.kind, outcome.message)}
    if outcome.alone and _is_current(row, item):
        values["next_try_at"] = now + item_wait(attempts)
    if not outcome.unknown:
        return values | _not_applied(item)
    values["delivered_properties"] = None
    if outcome.unanswered:
        values["held_until"] = max(row.held_until or 0.0, row.sent_until)
    return values


def _gone(row: Row[Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "contact_id": None,
        "contact_origin": None,
        "sent_version": None,
        "sent_generation": None,
        "delivered_properties": None,
        "attempts": 0,
        "next_try_at": None,
        **_NO_ERROR,
    }
    if row.resource is None:
        values |= {"owed_since": None, "delivered_version": row.version}
    return values


def _not_applied(item: Item) -> dict[str, Any]:
    """What was sent is surely not there: the row's last send and its contact are again those before, if any."""
    return {
        "sent_version": item.sent_before,
        "contact_id": item.contact_id,
        "contact_origin": item.contact_origin,
    }


def _error(kind: str, message: str) -> Mapping[str, str]:
    return {"error_class": kind, "error_message": message}


def intend_link(connection: Connection, item: Item, contact_id: str, until: float) -> None:
    """Write, before the call, that this contact is marketing's: whatever happens, a delete then only unlinks it.

    Args:
        connection: of the write transaction.
        item: the user that gets the contact.
        contact_id: HubSpot's id of it.
        until: when the lease of the linking call ends, in seconds since 1970.
    """
    connection.execute(
        update(users)
        .where(users.c.key == item.key, users.c.sent_id == item.trace)
        .values(contact_id=contact_id, contact_origin="linked", sent_until=until)
    )


def recover(connection: Connection, mapping_hash: str, now: float) -> list[float]:
    """Take up the work of an earlier run: its unanswered sends are held back, its calls count as answered now.

    Users that were refused under another mapping or other settings are owed again; those that were held by an earlier
    run are no more. What was delivered under another mapping stays as it is until somebody applies the new one
    (``applying``): a start, too, rewrites nobody.

    Returns:
        When the calls of the last ten seconds were answered, ascending: the rate window.
    """
    unanswered = users.c.sent_id.is_not(None)
    held = case((users.c.held_until > users.c.sent_until, users.c.held_until), else_=users.c.sent_until)
    connection.execute(
        update(users)
        .where(unanswered)
        .values(sent_id=None, sent_until=None, held_until=held, delivered_properties=None)
    )
    connection.execute(
        update(calls).where(calls.c.answered_at.is_(None)).values(answered_at=now, error="unanswered at a restart")
    )
    look_again(connection, mapping_hash, now)
    found = connection.execute(select(calls.c.answered_at).where(calls.c.answered_at > now - 10.0))
    return sorted(min(float(each), now) for each in found.scalars())


def look_again(connection: Connection, mapping_hash: str, now: float) -> int:
    """Owe whom HubSpot refused under another mapping or other settings another try; unmark who is held.

    Returns:
        How many are tried again.
    """
    connection.execute(update(users).where(users.c.blocked == "held").values(blocked=None))
    other = or_(users.c.mapping_hash.is_(None), users.c.mapping_hash != mapping_hash)
    refused = update(users).where(users.c.owed_since.is_(None), users.c.blocked == "refused", other)
    done = connection.execute(refused.values(owed_since=now, blocked=None, attempts=0, next_try_at=None))
    return done.rowcount


def end_waits(connection: Connection) -> None:
    """Owe all at once what waits for a time: HubSpot is back after an outage."""
    waiting = (users.c.owed_since.is_not(None), users.c.next_try_at.is_not(None))
    connection.execute(update(users).where(*waiting).values(next_try_at=None))


def prune_calls(connection: Connection, before: float) -> int:
    """Drop the rows of calls that were answered before this time; return how many."""
    count = connection.execute(select(func.count()).select_from(calls).where(calls.c.answered_at < before)).scalar_one()
    if count:
        connection.execute(calls.delete().where(calls.c.answered_at < before))
    return int(count)
