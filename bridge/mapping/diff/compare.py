"""One user under two mappings: what becomes of the contact, property by property."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bridge.mapping.diff.grade import (
    ADDED,
    CLEARED,
    CREATED_ONLY,
    ENTERS,
    INCOMPLETE,
    LEAVES,
    MAINTAINED,
    NEWCOMERS,
    OVERWRITTEN,
    REFUSED,
    Rule,
    rule_for,
)
from bridge.mapping.diff.refusal import NEEDED, Problem, builtin_problem
from bridge.mapping.explanation import Alternative
from bridge.mapping.mapping import Mapping
from bridge.mapping.path import Resource
from bridge.mapping.row import Row
from bridge.mapping.value import SAID_EMPTY

What = Literal["changed", "added", "removed", "frozen", "thawed"]
"""``frozen``: the same value, but NEW writes it only when the contact is made; ``thawed``: the other way round."""

WHATS: Final[tuple[What, ...]] = ("changed", "added", "removed", "frozen", "thawed")

Move = Literal["identical", "changed", "entered", "left"]
"""What becomes of a user's contact; a user who is out of scope under both is ``identical``."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one property of one user.

    Attributes:
        property: HubSpot's name of it.
        what: the kind of change.
        old: OLD's text, ``""`` where it clears, None where it leaves the property alone.
        new: the same of NEW.
        rule: by which it is graded.
    """

    property: str
    what: What
    old: str | None
    new: str | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Pair:
    """A property whose row differs: what each mapping has for it."""

    name: str
    old: Row | None
    new: Row | None

    def values(self, resource: Resource) -> tuple[str | None, str | None]:
        """Return what OLD and NEW give."""
        return (
            None if self.old is None else self.old.value(resource),
            None if self.new is None else self.new.value(resource),
        )

    @property
    def freezes(self) -> bool:
        """Whether NEW alone writes it only when the contact is made."""
        return self.old is not None and self.new is not None and self.new.only_on_create > self.old.only_on_create

    @property
    def thaws(self) -> bool:
        """Whether OLD alone does so."""
        return self.old is not None and self.new is not None and self.old.only_on_create > self.new.only_on_create

    @property
    def is_for_newcomers(self) -> bool:
        """Whether both write it only when the contact is made."""
        return self.old is not None and self.new is not None and self.old.only_on_create and self.new.only_on_create

    def is_said_empty(self, resource: Resource) -> bool:
        """Tell whether NEW gives nothing since the user has none, and said so."""
        found = None if self.new is None else self.new.explain(resource)
        return found is not None and found.taken is None and any(map(_is_said_empty, found.alternatives))


class Comparison:
    """Two mappings, ready to be asked about one user after the other.

    Rows that mean the same under both give the same value, so they are only asked where it matters what it is.
    """

    def __init__(self, old: Mapping, new: Mapping, problem: Problem = builtin_problem) -> None:
        """Take the mappings and what says why HubSpot would refuse a value."""
        self._old = old
        self._new = new
        self._problem = problem
        self.pairs = tuple(_pairs(old, new))
        self._same_scope = _scope(old) == _scope(new)
        self._asks_needed = any(pair.name in NEEDED for pair in self.pairs)
        self._needed = tuple(row for row in new.rows if row.property in NEEDED)

    def of(self, resource: Resource) -> tuple[Move, tuple[Change, ...]]:
        """Return what becomes of a user's contact: the move, and each property that differs."""
        was = self._old.in_scope(resource)
        now = was if self._same_scope else self._new.in_scope(resource)
        if was and now:
            changes = self._changes(resource)
            return ("changed" if changes else "identical"), changes
        if was:
            left = self._old.contact(resource)
            return "left", tuple(Change(name, "removed", value, None, LEAVES) for name, value in left.items())
        return ("entered", tuple(self._entering(resource))) if now else ("identical", ())

    def _entering(self, resource: Resource) -> Iterator[Change]:
        for name, value in self._new.contact(resource).items():
            rule = REFUSED if self._problem(name, value) else ENTERS
            yield Change(name, "added", None, value, rule)

    def _changes(self, resource: Resource) -> tuple[Change, ...]:
        changes: list[Change] = []
        for pair in self.pairs:
            old, new = pair.values(resource)
            if old != new:
                changes.append(Change(pair.name, _what(old, new), old, new, self._rule(pair, resource, old, new)))
            elif new is not None and pair.freezes:
                changes.append(Change(pair.name, "frozen", old, new, CREATED_ONLY))
            elif new is not None and pair.thaws:
                changes.append(Change(pair.name, "thawed", old, new, MAINTAINED))
        if changes and self._asks_needed and not any(row.value(resource) for row in self._needed):
            return tuple(_made_incomplete(change) for change in changes)
        return tuple(changes)

    def _rule(self, pair: _Pair, resource: Resource, old: str | None, new: str | None) -> Rule:
        if new and self._problem(pair.name, new):
            return REFUSED
        if pair.old is None:
            # What somebody said empty is theirs to empty; all else is emptied by the mapping.
            return CLEARED if new == "" and not pair.is_said_empty(resource) else ADDED
        if pair.is_for_newcomers and old is not None and new is not None:
            return NEWCOMERS
        rule = rule_for(old, new)
        if rule.grade == "safe" and old is not None and pair.thaws:
            return OVERWRITTEN
        return CREATED_ONLY if rule.grade == "safe" and pair.freezes else rule

    def refused(self, resource: Resource) -> Iterator[tuple[str, str, str, bool]]:
        """Yield what HubSpot would refuse of the user's new contact: property, value, why, whether NEW brings it."""
        if not self._new.in_scope(resource):
            return
        before = self._old.contact(resource) if self._old.in_scope(resource) else {}
        for name, value in self._new.contact(resource).items():
            why = self._problem(name, value)
            if why:
                yield name, value, why, before.get(name) != value


def _pairs(old: Mapping, new: Mapping) -> Iterator[_Pair]:
    before = {row.property: row for row in old.rows}
    after = {row.property: row for row in new.rows}
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None or was.normal() != now.normal():
            yield _Pair(name, was, now)


def _is_said_empty(alternative: Alternative) -> bool:
    return alternative.reason == SAID_EMPTY.reason


def _scope(mapping: Mapping) -> str | None:
    return None if mapping.scope is None else mapping.scope.normal


def _what(old: str | None, new: str | None) -> What:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _made_incomplete(change: Change) -> Change:
    if change.property in NEEDED and change.old and not change.new:
        return Change(change.property, change.what, change.old, change.new, INCOMPLETE)
    return change
