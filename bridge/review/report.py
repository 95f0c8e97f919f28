"""What came of a comparison, for whatever shows it."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bridge.mapping import Mapping
from bridge.mapping.diff import Cell, Grade, Move, PropertyTally, Tally, Verdict, is_of_scope
from bridge.mapping.row import ConstantRow, Row

_MOVES: Final[dict[Move, str]] = {"entered": "would enter", "left": "would leave"}


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs: in words what OLD has and what NEW has; None where it has no such row."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it.

    Attributes:
        old: the mapping that is in force, as it was named.
        new: the one that is to replace it.
        corpus: the users it was tried on.
        snapshot: HubSpot's definitions that values were held against; None if none were given.
        rows: all rows that differ, in the files' order.
        scope: the scope's change, if it differs.
        tally: what was counted.
        verdict: whether it is intended.
    """

    old: str
    new: str
    corpus: str
    snapshot: str | None
    rows: tuple[RowChange, ...]
    scope: RowChange | None
    tally: Tally
    verdict: Verdict

    @property
    def unseen(self) -> tuple[RowChange, ...]:
        """The rows that differ although no user shows it."""
        seen = {each.name for each in self.tally.properties}
        return tuple(row for row in self.rows if row.name not in seen)

    @property
    def worst(self) -> Iterator[tuple[PropertyTally, Cell]]:
        """The kinds of change of all properties, the worst and most frequent first; without what follows from scope."""
        return (pair for pair in self.tally.cells() if not is_of_scope(pair[1].rule))

    def nearest(self, name: str) -> str | None:
        """Return the property that differs whose name is most like a given one; None if none is."""
        return next(iter(difflib.get_close_matches(name, [row.name for row in self.rows], n=1)), None)

    def is_intended(self, name: str, cell: Cell) -> bool:
        """Tell whether a kind of change of a property was approved."""
        moved = {"added": "entered", "removed": "left"}
        key = ("", moved.get(cell.what)) if is_of_scope(cell.rule) else (name, cell.what)
        return any((each.name, each.what) == key and each.is_intended for each in self.verdict.findings)

    @property
    def movers(self) -> str:
        """Who enters and leaves scope, in words; ``""`` if nobody does."""
        moves = self.tally.moves
        parts = [f"{_users(moves[move])} {verb} scope" for move, verb in _MOVES.items() if moves[move]]
        return " and ".join(parts)

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        verdict = self.verdict
        if verdict.unintended:
            return self._complaint(verdict.unintended[0].grade)
        if verdict.stale:
            return "An approved change does not happen"
        if verdict.findings:
            return f"Only what is intended, for {_users(self.affected)} of {_number(self.tally.users)}"
        return f"No difference for any of {_users(self.tally.users)}"

    def _complaint(self, grade: Grade) -> str:
        total = _number(self.tally.users)
        if grade == "safe":
            return f"Safe, but not approved: differs for {_users(self.affected)} of {total}"
        if not self.tally.losers:
            what = "Maintains less" if grade == "lossy" else "Breaks contacts"
            return f"{what}, though nobody loses a value: differs for {_users(self.affected)} of {total}"
        if grade == "lossy":
            return f"Loses data of {_users(self.tally.losers)} of {total}"
        return f"Breaks contacts: {_users(self.tally.losers)} of {total} would lose data or be refused"

    @property
    def affected(self) -> int:
        """For how many users something differs."""
        return self.tally.users - self.tally.moves["identical"]


def row_changes(old: Mapping, new: Mapping) -> tuple[RowChange, ...]:
    """Return the rows that mean something else under the one and under the other."""
    before = {row.property: row for row in old.rows}
    after = {row.property: row for row in new.rows}
    names = dict.fromkeys((*before, *after))
    found = (_change(name, before.get(name), after.get(name)) for name in names)
    return tuple(change for change in found if change is not None)


def scope_change(old: Mapping, new: Mapping) -> RowChange | None:
    """Return how the scope differs, or None if it does not."""
    before = None if old.scope is None else old.scope.normal
    after = None if new.scope is None else new.scope.normal
    if before == after:
        return None
    return RowChange("scope", old.scope.written if old.scope else None, new.scope.written if new.scope else None)


def row_text(row: Row) -> str:
    """Return a row in words: where its value comes from, and what is done to it."""
    once = ", only on create" if row.only_on_create else ""
    if isinstance(row, ConstantRow):
        return f'constant "{row.constant}"{once}'
    done = "".join(f" > {each}" for each in row.pipeline())
    absent = "" if row.absent == "leave" else f", absent: {row.absent}"
    default = "" if row.default is None else f', default: "{row.default}"'
    unfit = "" if row.unfit == "keep" else f", unfit: {row.unfit}"
    return f"{' or '.join(path.written for path in row.paths)}{done}{absent}{default}{unfit}{once}"


def _change(name: str, old: Row | None, new: Row | None) -> RowChange | None:
    if old is not None and new is not None and old.normal() == new.normal():
        return None
    return RowChange(name, None if old is None else row_text(old), None if new is None else row_text(new))


def _users(count: int) -> str:
    return f"{_number(count)} user{'' if count == 1 else 's'}"


def _number(count: int) -> str:
    return f"{count:,}"
