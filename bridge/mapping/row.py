"""A row of the mapping: one HubSpot property and where its value comes from."""

from dataclasses import dataclass
from typing import Any, Literal

from bridge.mapping.path import Path, Resource
from bridge.mapping.transform import Left, Transform
from bridge.mapping.value import Nothing

Absent = Literal["leave", "clear"]
"""What to do with the property when no alternative was ever said."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """An alternative that was looked at.

    Attributes:
        path: as the mapping file has it.
        value: the text found, before any transform; None if there was none.
        reason: why there was none; ``""`` if there was one.
    """

    path: str
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one transform did.

    Attributes:
        transform: its name with its options.
        before: its input.
        after: its output, the input again if it could not do its work.
        reason: why it could not; ``""`` if it could.
    """

    transform: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one property came by its value.

    Attributes:
        property: HubSpot's name of it.
        outcome: ``value``, ``clear`` (HubSpot's value is emptied) or ``leave`` (HubSpot's value stays).
        value: what ``Mapping.contact`` says: a text, ``""`` to clear, None where it leaves the property out.
        taken: the path that was taken; None if none was.
        alternatives: those looked at, in order; the later ones are not looked at once one is taken.
        steps: the transforms, in order; empty if no path was taken.
        reason: the outcome in words.
    """

    property: str
    outcome: Literal["value", "clear", "leave"]
    value: str | None
    taken: str | None
    alternatives: tuple[Alternative, ...]
    steps: tuple[Step, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A property that is the same for everybody."""

    property: str
    constant: str

    def value(self, _resource: Resource) -> str:
        """Return the constant."""
        return self.constant

    def explain(self, _resource: Resource) -> Explanation:
        """Say that it is a constant."""
        return Explanation(self.property, "value", self.constant, None, (), (), "a constant")

    def normal(self) -> dict[str, Any]:
        """Return what the row means as JSON, for the mapping's hash."""
        return {"constant": self.constant}


@dataclass(frozen=True, slots=True)
class PathRow:
    """A property that comes from the resource: the first alternative with a non-empty value wins."""

    property: str
    paths: tuple[Path, ...]
    transforms: tuple[Transform, ...]
    absent: Absent

    def value(self, resource: Resource) -> str | None:
        """Return the property's text, ``""`` to clear it, or None to leave it alone."""
        clear = self.absent == "clear"
        for path in self.paths:
            found = path.read(resource)
            if not isinstance(found, Nothing):
                return self._transformed(found)
            clear = clear or found.empty
        return "" if clear else None

    def _transformed(self, value: str) -> str:
        for transform in self.transforms:
            after = transform.apply(value)
            if not isinstance(after, Left):
                value = after
        return value

    def explain(self, resource: Resource) -> Explanation:
        """Say how ``value`` came by its answer."""
        alternatives = self._alternatives(resource)
        taken = alternatives[-1] if alternatives[-1].value is not None else None
        steps = () if taken is None or taken.value is None else self._steps(taken.value)
        value = self.value(resource)
        outcome: Literal["value", "clear", "leave"] = "leave" if value is None else "value" if value else "clear"
        reason = self._reason(alternatives, taken, outcome)
        path = None if taken is None else taken.path
        return Explanation(self.property, outcome, value, path, alternatives, steps, reason)

    def _alternatives(self, resource: Resource) -> tuple[Alternative, ...]:
        looked_at: list[Alternative] = []
        for path in self.paths:
            found = path.read(resource)
            if not isinstance(found, Nothing):
                return (*looked_at, Alternative(path.written, found, ""))
            looked_at.append(Alternative(path.written, None, found.reason))
        return tuple(looked_at)

    def _steps(self, value: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        for transform in self.transforms:
            answer = transform.apply(value)
            after, reason = (value, answer.reason) if isinstance(answer, Left) else (answer, "")
            steps.append(Step(str(transform), value, after, reason))
            value = after
        return tuple(steps)

    def _reason(self, alternatives: tuple[Alternative, ...], taken: Alternative | None, outcome: str) -> str:
        if taken is not None:
            return f"from {taken.path}" if outcome == "value" else f"from {taken.path}, which its transforms emptied"
        told = "; ".join(f"{each.path} {_in_words(each.reason)}" for each in alternatives)
        if outcome == "clear" and all(each.reason != "said empty" for each in alternatives):
            return f"{told}; absent: clear"
        return told

    def normal(self) -> dict[str, Any]:
        """Return what the row means as JSON, for the mapping's hash."""
        transforms = [[transform.name, dict(transform.options)] for transform in self.transforms]
        return {"from": [path.normal for path in self.paths], "transforms": transforms, "absent": self.absent}


Row = ConstantRow | PathRow


def _in_words(reason: str) -> str:
    return f"was {reason}" if reason in ("never said", "said empty") else reason
