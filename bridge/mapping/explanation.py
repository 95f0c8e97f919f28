"""How a property comes by its value, in pieces that a person or a page can show."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["value", "clear", "leave"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """An alternative that was looked at.

    Attributes:
        path: as the mapping file has it.
        value: the text found, before any transform; where values are joined, all of them as a JSON list; None if there
            was none.
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
        before: its input; a JSON list before values are joined.
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
        steps: the transforms, in order, until one empties the value or the row's ``unfit`` ends it; empty if no path
            was taken.
        reason: the outcome in words.
        only_on_create: whether it is written at the making of the contact alone.
        several: whether values are joined, so that what stands before the joining is a JSON list.
    """

    property: str
    outcome: Outcome
    value: str | None
    taken: str | None
    alternatives: tuple[Alternative, ...]
    steps: tuple[Step, ...]
    reason: str
    only_on_create: bool = False
    several: bool = False


def outcome_of(value: str | None) -> Outcome:
    """Name what a mapped value does to HubSpot's."""
    return "leave" if value is None else "value" if value else "clear"
