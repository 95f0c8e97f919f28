"""What a path finds in a resource: a text for HubSpot, or nothing and why.

*Said empty* and *never said* differ all through the bridge: the first clears HubSpot's value, the second leaves it.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Nothing:
    """No text was found.

    Attributes:
        empty: it was said empty, so HubSpot's value is to be cleared; otherwise there is nothing to go by.
        reason: why, in words for a person.
    """

    empty: bool
    reason: str


MISSING: Final = object()
"""Stands for an attribute that the resource does not have (JSON's null is a value of its own)."""

NEVER_SAID: Final = Nothing(empty=False, reason="never said")
SAID_EMPTY: Final = Nothing(empty=True, reason="said empty")
AN_OBJECT: Final = Nothing(empty=False, reason="is an object, no text; name one of its parts")
A_LIST: Final = Nothing(empty=False, reason="is a list, no text; name what of its entries, as in emails.value")
NO_NUMBER: Final = Nothing(empty=False, reason="is a number that cannot be written plainly")
BROKEN: Final = Nothing(empty=False, reason="holds half a character (a lone surrogate), which no request can carry")
UNKNOWN: Final = Nothing(empty=False, reason="is no JSON value")


_NUMBERS: Final = (int, float)  # an isinstance of a tuple takes half the time of one of a union


def text(value: Any) -> str | Nothing:
    """Return a JSON value as HubSpot writes it: booleans as true and false, numbers in plain digits.

    Never raises. ``null`` is said empty, as on WSO2's wire.
    """
    if value is MISSING:
        return NEVER_SAID
    if isinstance(value, str):
        return _encodable(value) if value else SAID_EMPTY
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _NUMBERS):
        return _number(value)
    if isinstance(value, list):
        return SAID_EMPTY if value and all(map(_vacant, value)) else A_LIST
    return _no_text(value)


def _no_text(value: Any) -> Nothing:
    if value is None:
        return SAID_EMPTY
    return AN_OBJECT if isinstance(value, dict) else UNKNOWN


def is_encodable(value: str) -> bool:
    """Return whether a text can be sent at all: Python strings, unlike UTF-8, can hold half a surrogate pair."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _encodable(value: str) -> str | Nothing:
    return value if is_encodable(value) else BROKEN


def _number(value: float) -> str | Nothing:
    """Write a number without exponent or trailing ``.0``; one beyond Python's digit limit is not written at all."""
    if isinstance(value, int):
        try:
            return str(value)
        except ValueError:
            return NO_NUMBER
    if not math.isfinite(value):
        return NO_NUMBER
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _vacant(entry: Any) -> bool:
    """Return whether a list's entry only says that its slot is empty: ``""``, ``{}``, or a type without a value."""
    if isinstance(entry, dict):
        return all(value in ("", None) for name, value in entry.items() if name != "type")
    return entry in ("", None)
