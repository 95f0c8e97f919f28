"""What is not established about HubSpot, as switches: a test can run against either answer.

Each default is the likelier reading of what is documented or recorded; none was seen on a live account.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


class BehaviourError(ValueError):
    """A switch that is not understood. The text says what is allowed instead."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The switches, by the names under which `/_fake/behaviour` knows them."""

    create_conflict: str = "CONFLICT"
    """How a create with a taken e-mail is refused: `CONFLICT` (409, "Contact already exists. Existing ID: N") or
    `VALIDATION_ERROR` (400, "Cannot set PropertyValueCoordinates…"), both recorded. An update always gets the latter.
    """
    archived_holds_values: bool = False
    """Whether an archived contact still owns its unique values."""
    results_carry_trace_ids: bool = True
    """Whether an item of a batch's `results` repeats its `objectWriteTraceId`, which the published schema allows."""
    lifecycle_moves_back: bool = False
    """Whether an earlier lifecycle stage is taken; else it is ignored without a word."""

    def as_json(self) -> dict[str, Any]:
        """Return all switches."""
        return asdict(self)

    def changed(self, body: Mapping[str, Any]) -> "Behaviour":
        """Return the switches with those of `body` changed.

        Raises:
            BehaviourError: A name or a value is unknown.
        """
        known = self.as_json()
        for name, value in body.items():
            if name not in known:
                raise BehaviourError(f'Unknown switch "{name}"; there are {", ".join(known)}.')
            if not isinstance(value, type(known[name])):
                raise BehaviourError(f'"{name}" is a {type(known[name]).__name__}, for example {known[name]!r}.')
        if body.get("create_conflict", "CONFLICT") not in ("CONFLICT", "VALIDATION_ERROR"):
            raise BehaviourError('"create_conflict" is "CONFLICT" or "VALIDATION_ERROR".')
        return replace(self, **body)
