"""Counts what a corpus shows. Its size depends on the mappings, not on the number of users."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bridge.mapping.diff.compare import WHATS, Change, Move, What
from bridge.mapping.diff.grade import GRADES, Grade, Rule, worst
from bridge.mapping.diff.kind import kind_of

EXAMPLES: Final = 3
"""How many users are kept as examples of one kind of change."""
NAMES: Final = 20
"""How many of those who would lose data are named."""


@dataclass(frozen=True, slots=True)
class Example:
    """One user's values; ``""`` clears, None leaves the property alone."""

    user: str
    old: str | None
    new: str | None


@dataclass(slots=True)
class Cell:
    """The changes of one property that are alike: same change, rule and sorts of value."""

    what: What
    rule: Rule
    before: str
    after: str
    users: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, user: str, change: Change) -> None:
        """Count one user."""
        self.users += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Example(user, change.old, change.new))


@dataclass(slots=True)
class PropertyTally:
    """What becomes of one property, over all users."""

    name: str
    counts: dict[What, int] = field(default_factory=lambda: dict.fromkeys(WHATS, 0))
    _cells: dict[tuple[str, str, str, str], Cell] = field(default_factory=dict)

    def add(self, user: str, change: Change) -> None:
        """Count one user's change."""
        self.counts[change.what] += 1
        before, after = kind_of(change.old), kind_of(change.new)
        key = (change.what, change.rule.name, before, after)
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Cell(change.what, change.rule, before, after)
        cell.add(user, change)

    def join(self, other: "PropertyTally") -> None:
        """Add what was counted elsewhere."""
        for what, users in other.counts.items():
            self.counts[what] += users
        for key, cell in other._cells.items():  # noqa: SLF001 - of the same class
            mine = self._cells.setdefault(key, Cell(cell.what, cell.rule, cell.before, cell.after))
            mine.users += cell.users
            mine.examples = [*mine.examples, *cell.examples][:EXAMPLES]

    @property
    def users(self) -> int:
        """How many users it differs for."""
        return sum(self.counts.values())

    @property
    def grade(self) -> Grade:
        """The worst of its grades."""
        return worst([cell.rule.grade for cell in self._cells.values()])

    @property
    def cells(self) -> list[Cell]:
        """The kinds of change, the worst and most frequent first."""
        return sorted(self._cells.values(), key=lambda cell: (-GRADES.index(cell.rule.grade), -cell.users))


@dataclass(slots=True)
class RefusalTally:
    """Values of one property that HubSpot would refuse under NEW; ``new`` of the users have them by the change.

    An example is a user, the value, and why it would be refused.
    """

    property: str
    users: int = 0
    new: int = 0
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    def join(self, other: "RefusalTally") -> None:
        """Add what was counted elsewhere."""
        self.users += other.users
        self.new += other.new
        self.examples = [*self.examples, *other.examples][:EXAMPLES]


@dataclass(slots=True)
class Loser:
    """Somebody whose contact would lose data: by which properties, and how badly."""

    user: str
    grade: Grade
    properties: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """All that was counted."""

    users: int = 0
    moves: dict[Move, int] = field(default_factory=lambda: {"identical": 0, "changed": 0, "entered": 0, "left": 0})
    losers: int = 0
    named: list[Loser] = field(default_factory=list)
    refused: int = 0
    _properties: dict[str, PropertyTally] = field(default_factory=dict)
    _refusals: dict[str, RefusalTally] = field(default_factory=dict)

    def add(self, user: str, move: Move, changes: Iterable[Change]) -> None:
        """Count one user."""
        self.users += 1
        self.moves[move] += 1
        lost: list[Change] = []
        for change in changes:
            self._property(change.property).add(user, change)
            if change.rule.grade != "safe" and change.old != "":
                lost.append(change)
        if lost or move == "left":
            self._lose(user, move, lost)

    def _property(self, name: str) -> PropertyTally:
        found = self._properties.get(name)
        if found is None:
            found = self._properties[name] = PropertyTally(name)
        return found

    def _lose(self, user: str, move: Move, lost: list[Change]) -> None:
        self.losers += 1
        if len(self.named) < NAMES:
            grade: Grade = "breaking" if move == "left" else worst([change.rule.grade for change in lost])
            self.named.append(Loser(user, grade, tuple(change.property for change in lost)))

    def add_refused(self, user: str, refused: Iterable[tuple[str, str, str, bool]]) -> None:
        """Count the values of one user's new contact that HubSpot would refuse: property, value, why, whether new."""
        any_ = False
        for name, value, problem, is_new in refused:
            any_ = True
            tally = self._refusals.setdefault(name, RefusalTally(name))
            tally.users += 1
            tally.new += is_new
            if len(tally.examples) < EXAMPLES:
                tally.examples.append((user, value, problem))
        self.refused += any_

    def join(self, other: "Tally") -> None:
        """Add what was counted elsewhere, of users who come after those counted here."""
        self.users += other.users
        self.losers += other.losers
        self.refused += other.refused
        self.named = [*self.named, *other.named][:NAMES]
        for move, users in other.moves.items():
            self.moves[move] += users
        for name, tally in other._properties.items():  # noqa: SLF001 - of the same class
            self._property(name).join(tally)
        for name, refusal in other._refusals.items():  # noqa: SLF001 - the same
            self._refusals.setdefault(name, RefusalTally(name)).join(refusal)

    @property
    def properties(self) -> list[PropertyTally]:
        """The properties that differ for somebody, the worst and most frequent first."""
        return sorted(self._properties.values(), key=lambda each: (-GRADES.index(each.grade), -each.users, each.name))

    @property
    def refusals(self) -> list[RefusalTally]:
        """Why HubSpot would refuse contacts under NEW, the most frequent first."""
        return sorted(self._refusals.values(), key=lambda each: (-each.new, -each.users, each.property))

    def cells(self) -> Iterator[tuple[PropertyTally, Cell]]:
        """Yield every kind of change of every property, the worst and most frequent first."""
        pairs = [(each, cell) for each in self.properties for cell in each.cells]
        yield from sorted(pairs, key=lambda pair: (-GRADES.index(pair[1].rule.grade), -pair[1].users))
