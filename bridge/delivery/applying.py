"""What the mapping in force would change of contacts that another one made, and owing just those.

A mapping that is loaded, by a reload or at a start, rewrites nobody: a contact follows it with its user's next change,
or when a person applies it. That is asked and done here, page by page, so that no request waits long for the writer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from bridge.delivery.claim import Rules
from bridge.delivery.plan import Incomplete, Outside, Settle, Step, Upsert, plan
from bridge.delivery.wanted import wanted
from bridge.storage import users

_PAGE: Final = 500
"""Rows that one transaction looks at: it bounds how long the requests behind it wait for the writer."""

_ANY_TIME: Final = float("inf")

Effect = Literal["rewritten", "made", "left", "incomplete", "unchanged"]
"""What becomes of a user: the contact gets other values; one is made; it is out of scope from now on, and its contact
stays as it is; there is too little for a contact; nothing changes."""


@dataclass(slots=True)
class Tally:
    """What a look found, in users.

    Attributes:
        effects: how many users by what becomes of them.
        changed: in how many contacts that are rewritten a property gets another value.
        cleared: in how many of them it is cleared.
        through: the last key that was looked at; None: the end.
    """

    effects: Counter[Effect] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    cleared: Counter[str] = field(default_factory=Counter)
    through: str | None = None

    def add(self, other: "Tally") -> None:
        """Take what the next look found."""
        self.effects += other.effects
        self.changed += other.changed
        self.cleared += other.cleared
        self.through = other.through


def look(connection: Connection, rules: Rules, after: str, now: float, *, owe: bool) -> Tally:
    """Look at the next users that were settled under another mapping.

    Who is owed something is not among them: that is delivered by the mapping in force anyway.

    Args:
        connection: of the write transaction.
        rules: what is in force.
        after: the key to begin behind; empty for the first page.
        now: seconds since 1970.
        owe: whether the users that are to change are owed it from now on, and the others counted as settled under the
            mapping in force; else nothing is written. A kill between two pages loses nothing: what was looked at is
            done, and the next look finds the rest.
    """
    rows = connection.execute(_others(rules, after)).all()
    tally = Tally(through=rows[-1].key if len(rows) == _PAGE else None)
    owed: list[str] = []
    same: list[str] = []
    for row in rows:
        step = plan(row, wanted(row, rules.mapping), rules.mapping_hash, _ANY_TIME)
        effect = _effect(row, step)
        tally.effects[effect] += 1
        (same if _is_settled_so(row, step) else owed).append(row.key)
        if effect == "rewritten" and isinstance(step, Upsert):
            _count(tally, step.properties)
    if owe:
        _set(connection, owed, {"owed_since": now, "blocked": None, "attempts": 0, "next_try_at": None})
        _set(connection, same, {"mapping_hash": rules.mapping_hash})
    return tally


def _others(rules: Rules, after: str) -> Any:
    other = or_(users.c.mapping_hash.is_(None), users.c.mapping_hash != rules.mapping_hash)
    settled = (users.c.owed_since.is_(None), users.c.resource.is_not(None))
    return select(users).where(*settled, other, users.c.key > after).order_by(users.c.key).limit(_PAGE)


def _is_settled_so(row: Row[Any], step: Step) -> bool:
    """Tell whether the row stands as the step would leave it, so that nobody need look at it again."""
    match step:
        case Settle():
            return row.blocked is None
        case Outside():
            return bool(row.blocked == "outside")
        case Incomplete():
            return bool(row.blocked == "incomplete")
        case _:
            return False


def _effect(row: Row[Any], step: Step) -> Effect:
    match step:
        case Settle():
            return "unchanged"
        case Outside():
            return "unchanged" if _is_settled_so(row, step) else "left"
        case Incomplete():
            return "unchanged" if _is_settled_so(row, step) else "incomplete"
        case _:
            return "made" if row.contact_id is None else "rewritten"


def _count(tally: Tally, properties: Mapping[str, str]) -> None:
    tally.changed.update(name for name, value in properties.items() if value)
    tally.cleared.update(name for name, value in properties.items() if not value)


def _set(connection: Connection, keys: Sequence[str], values: Mapping[str, Any]) -> None:
    if keys:
        statement = update(users).where(users.c.key == bindparam("of")).values(values)
        connection.execute(statement, [{"of": key} for key in keys])
