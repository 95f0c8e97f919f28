"""A row of the mapping: one HubSpot property and where its value comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bridge.mapping.explanation import Alternative, Explanation, Step, outcome_of
from bridge.mapping.join import Join
from bridge.mapping.path import Path, Resource
from bridge.mapping.pipeline import Unfit, listed, run, run_all, steps, steps_all
from bridge.mapping.transform import Transform
from bridge.mapping.value import Nothing

Absent = Literal["leave", "clear"]
"""What to do with the property when no alternative was ever said."""

Found = str | tuple[str, ...]
"""What a path found: one text, or where values are joined all of them."""


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A property that is the same for everybody."""

    property: str
    constant: str
    only_on_create: bool = False
    line: int = field(default=0, compare=False)

    def value(self, _resource: Resource) -> str:
        """Return the constant."""
        return self.constant

    def explain(self, _resource: Resource) -> Explanation:
        """Say that it is a constant."""
        return Explanation(self.property, "value", self.constant, None, (), (), "a constant", self.only_on_create)

    def normal(self) -> dict[str, Any]:
        """Return what the row means as JSON, for the mapping's hash."""
        return {"constant": self.constant, **_said(only_on_create=self.only_on_create)}


@dataclass(frozen=True, slots=True)
class PathRow:
    """A property that comes from the resource: the first alternative with a non-empty value wins.

    Attributes:
        property: HubSpot's name of it.
        paths: the alternatives, in order.
        transforms: what is done to a text; with ``join``, to each of several before they are joined.
        absent: what happens when none was ever said and there is no default.
        default: the text where none was ever said; no transform touches it.
        unfit: what becomes of a value that a transform cannot work on.
        only_on_create: whether it is written at the making of the contact alone.
        join: reads all values of a path, and makes one text of them.
        then: what is done to the joined text.
        line: where it stands in the file, from 1.
        from_groups: whether the file has it as ``groups``, so that paths and transforms are the form's own.
    """

    property: str
    paths: tuple[Path, ...]
    transforms: tuple[Transform, ...]
    absent: Absent
    default: str | None = None
    unfit: Unfit = "keep"
    only_on_create: bool = False
    join: Join | None = None
    then: tuple[Transform, ...] = ()
    line: int = field(default=0, compare=False)
    from_groups: bool = field(default=False, compare=False)
    _readers: tuple[Callable[[Resource], Found | Nothing], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        readers = tuple(path.read if self.join is None else path.read_all for path in self.paths)
        object.__setattr__(self, "_readers", readers)

    def pipeline(self) -> tuple[Transform | Join, ...]:
        """All transforms in the file's order, the joining among them."""
        return self.transforms if self.join is None else (*self.transforms, self.join, *self.then)

    def value(self, resource: Resource) -> str | None:
        """Return the property's text, ``""`` to clear it, or None to leave it alone."""
        empty = False
        for read in self._readers:
            found = read(resource)
            if isinstance(found, str):
                return run(self.transforms, found, self.unfit) if self.transforms else found
            if isinstance(found, tuple):
                return self._joined(found)
            empty = empty or found.empty
        if empty:
            return ""
        return self.default if self.default is not None or self.absent == "leave" else ""

    def _joined(self, found: tuple[str, ...]) -> str | None:
        if self.join is None:
            return None
        text = run_all(found, self.transforms, self.join, self.unfit)
        return run(self.then, text, self.unfit) if text else text

    def explain(self, resource: Resource) -> Explanation:
        """Say how ``value`` came by its answer."""
        alternatives, found = self._alternatives(resource)
        value = self.value(resource)
        taken = None if found is None else alternatives[-1].path
        done = () if found is None else self._steps(found)
        reason = _absence(alternatives, value, self.default) if taken is None else _presence(taken, value, done)
        told = (self.property, outcome_of(value), value, taken, alternatives, done, reason)
        return Explanation(*told, only_on_create=self.only_on_create, several=self.join is not None)

    def _alternatives(self, resource: Resource) -> tuple[tuple[Alternative, ...], Found | None]:
        looked_at: list[Alternative] = []
        for path, read in zip(self.paths, self._readers, strict=True):
            found = read(resource)
            if not isinstance(found, Nothing):
                shown = found if isinstance(found, str) else listed(found)
                return (*looked_at, Alternative(path.written, shown, "")), found
            looked_at.append(Alternative(path.written, None, found.reason))
        return tuple(looked_at), None

    def _steps(self, found: Found) -> tuple[Step, ...]:
        if isinstance(found, str):
            return tuple(steps(self.transforms, found, self.unfit))
        if self.join is None:
            return ()
        joined = steps_all(found, self.transforms, self.join, self.unfit)
        text = run_all(found, self.transforms, self.join, self.unfit)
        return (*joined, *(steps(self.then, text, self.unfit) if text else ()))

    def normal(self) -> dict[str, Any]:
        """Return what the row means as JSON, for the mapping's hash; a key that says nothing new is left out."""
        return {
            "from": [path.normal for path in self.paths],
            "transforms": [transform.normal() for transform in self.pipeline()],
            "absent": self.absent,
            **({} if self.default is None else {"default": self.default}),
            **({} if self.unfit == "keep" else {"unfit": self.unfit}),
            **_said(only_on_create=self.only_on_create),
        }


Row = ConstantRow | PathRow


def _said(*, only_on_create: bool) -> dict[str, Any]:
    return {"only_on_create": True} if only_on_create else {}


def _presence(taken: str, value: str | None, done: tuple[Step, ...]) -> str:
    if value:
        return f"from {taken}"
    if value is None or (done and done[-1].reason):
        return f"from {taken}, which a transform could not work on; unfit: {'leave' if value is None else 'clear'}"
    return f"from {taken}, which its transforms emptied"


def _absence(alternatives: tuple[Alternative, ...], value: str | None, default: str | None) -> str:
    told = "; ".join(f"{each.path} {_in_words(each.reason)}" for each in alternatives)
    if all(each.reason != "said empty" for each in alternatives):
        if value and value == default:
            return f"{told}; default"
        if value == "":
            return f"{told}; absent: clear"
    return told


def _in_words(reason: str) -> str:
    return f"was {reason}" if reason in ("never said", "said empty") else reason
