"""Pure: what of a mapping a corpus of users exercises, and what of the users the mapping never reads."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bridge.mapping.join import Join
from bridge.mapping.mapping import Mapping as WholeMapping
from bridge.mapping.path import Resource
from bridge.mapping.row import PathRow, Row
from bridge.mapping.transform import Left, Transform
from bridge.mapping.value import Nothing

_KEY: Final = "userName"
"""Read in any case: by it the bridge finds the contact."""
_TRIES: Final = 100
"""Values of an attribute that are tried before it counts as never read: a condition may want a certain one."""
_MOST: Final = 10_000
"""Kinds of attribute that are told apart, so that memory stays bounded whatever the users hold."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in the mapping that no user exercised.

    Attributes:
        line: the row's in the file, from 1.
        property: HubSpot's name of it; ``""`` for the scope.
        what: what never happened, in words.
    """

    line: int
    property: str
    what: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An attribute that users have and no row reads: its path, and how many users have it."""

    path: str
    users: int


@dataclass(slots=True)
class _Seen:
    """What happened in one row."""

    gave: int = 0
    taken: set[int] = field(default_factory=set)
    empty: bool = False
    absent: bool = False
    worked: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    entries: dict[int, set[str]] = field(default_factory=dict)


class Coverage:
    """Watches users go through a mapping."""

    def __init__(self, mapping: WholeMapping) -> None:
        self._mapping = mapping
        self._seen = {row.property: _Seen() for row in mapping.rows}
        self._paths = tuple(path for row in mapping.rows if isinstance(row, PathRow) for path in row.paths)
        self._scope = "" if mapping.scope is None else mapping.scope.written.lower()
        self._inside = self._outside = 0
        self._unread: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()
        self._read: set[str] = set()
        self.users = 0

    def add(self, resource: Resource) -> None:
        """Let one user go through."""
        self.users += 1
        if not self._mapping.in_scope(resource):
            self._outside += 1
            return
        self._inside += 1
        for row in self._mapping.rows:
            self._row(row, resource)
        for path, alone in _attributes(resource):
            self._attribute(path, alone)

    def _row(self, row: Row, resource: Resource) -> None:
        seen = self._seen[row.property]
        if not isinstance(row, PathRow):
            seen.gave += 1
            return
        empty = False
        for index, path in enumerate(row.paths):
            found = path.read(resource) if row.join is None else path.read_all(resource)
            if not isinstance(found, Nothing):
                seen.taken.add(index)
                self._transforms(row, seen, (found,) if isinstance(found, str) else found)
                seen.gave += bool(row.value(resource))
                return
            empty = empty or found.empty
        seen.empty = seen.empty or empty
        seen.absent = seen.absent or not empty
        seen.gave += bool(row.value(resource))

    def _transforms(self, row: PathRow, seen: _Seen, values: Sequence[str]) -> None:
        for index, transform in enumerate(row.pipeline()):
            if isinstance(transform, Join):
                values = (transform.together(values),)
                if len(values[0].split(transform.separator)) > 1:
                    seen.worked.add(index)
            else:
                values = [self._applied(seen, index, transform, value) for value in values if value]

    def _applied(self, seen: _Seen, index: int, transform: Transform, value: str) -> str:
        after = transform.apply(value)
        if isinstance(after, Left):
            seen.failed.add(index)
            return value
        if transform.name == "map":
            seen.entries.setdefault(index, set()).add(value)
        if after != value:
            seen.worked.add(index)
        return after

    def _attribute(self, path: str, alone: Resource) -> None:
        if path in self._read or self._is_in_scope(path):
            return
        if len(self._unread) >= _MOST and path not in self._unread:
            return
        self._unread[path] += 1
        if self._tried[path] < _TRIES:
            self._tried[path] += 1
            if any(not isinstance(each.read_all(alone), Nothing) for each in self._paths):
                self._read.add(path)
                del self._unread[path]

    def _is_in_scope(self, path: str) -> bool:
        name = path.partition("[")[0].partition(".")[0] if not path.lower().startswith("urn:") else path
        return bool(self._scope) and name.rpartition(":")[2].lower() in self._scope

    def unread(self) -> tuple[Unread, ...]:
        """Return the attributes that no row reads, the most frequent first."""
        return tuple(Unread(path, users) for path, users in self._unread.most_common())

    def gaps(self) -> tuple[Gap, ...]:
        """Return what no user exercised, in the file's order."""
        return tuple(self._gaps())

    def _gaps(self) -> Iterator[Gap]:
        if self._mapping.scope is not None:
            if not self._inside:
                yield Gap(self._mapping.scope.line, "", "nobody is in scope")
            if not self._outside:
                yield Gap(self._mapping.scope.line, "", "nobody is out of scope")
        for row in self._mapping.rows:
            seen = self._seen[row.property]
            whats = ["never gives a value"] if not seen.gave else []
            whats += list(_of_row(row, seen)) if isinstance(row, PathRow) else []
            yield from (Gap(row.line, row.property, what) for what in whats)


def _of_row(row: PathRow, seen: _Seen) -> Iterator[str]:
    # The groups form adds its second path itself: who wrote the row can neither remove it nor asked for it.
    asked_for = row.paths[:1] if row.from_groups else row.paths
    for index, path in enumerate(asked_for):
        if index not in seen.taken and len(row.paths) > 1:
            yield f"{path.written} is never taken"
    if seen.taken:
        yield from _of_transforms(row, seen)
    if not seen.absent and row.default is not None:
        yield "the default is never needed"
    if not seen.absent and row.absent == "clear":
        yield "absent: clear never clears"


def _of_transforms(row: PathRow, seen: _Seen) -> Iterator[str]:
    for index, transform in enumerate(row.pipeline()):
        if isinstance(transform, Join):
            if index not in seen.worked:
                yield "join never has two values to join"
            continue
        if index not in seen.worked:
            yield f"{transform} never changes a value"
        table = _table(transform)
        if index not in seen.failed and transform.can_fail:
            yield f"{transform} never meets a value that it cannot work on"
        met = seen.entries.get(index, set())
        unmet = [key for key in table if key not in met]
        if unmet and table:
            yield f"map never meets {', '.join(unmet)}"
        if table and "default" in dict(transform.options) and met <= set(table):
            yield "the default of map is never needed"


def _table(transform: Transform) -> Mapping[str, str]:
    table: Any = dict(transform.options).get("table", {}) if transform.name == "map" else {}
    return {str(key): str(value) for key, value in table.items()}


def _attributes(resource: Resource) -> Iterator[tuple[str, Resource]]:
    """Yield each attribute that holds something: its path, and a user who has nothing else."""
    for name, value in resource.items():
        if name == _KEY:
            continue
        if isinstance(value, list):
            yield from _entries(name, value)
        elif isinstance(value, dict):
            colon = ":" if name.lower().startswith("urn:") else "."
            for part, inner in value.items():
                if _holds(inner):
                    yield f"{name}{colon}{part}", {name: {part: inner}}
        elif _holds(value):
            yield name, {name: value}


def _entries(name: str, entries: list[Any]) -> Iterator[tuple[str, Resource]]:
    said: dict[str, Resource] = {}
    for entry in entries:
        fields = entry if isinstance(entry, dict) else {"value": entry}
        kind = {"type": fields["type"]} if isinstance(fields.get("type"), str) and fields["type"] else {}
        shown = f'[type eq "{kind["type"].lower()}"]' if kind else ""
        for part, inner in fields.items():
            if part not in ("type", "primary") and _holds(inner):
                said[f"{name}{shown}.{part}"] = {name: [{**kind, part: inner}]}
    yield from said.items()


def _holds(value: Any) -> bool:
    return value not in ("", None, [], {}) and not isinstance(value, dict)
