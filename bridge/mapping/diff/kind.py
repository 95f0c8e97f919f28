"""What sort of value a text is, for a person who reads a report: a guess from its looks alone."""

import re
from typing import Final

NOTHING: Final = "nothing"
"""The property is left as HubSpot has it."""
EMPTY: Final = "empty"
"""HubSpot's value is cleared."""

_SHAPES: Final = re.compile(
    r"""
    (?P<date>\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?)
    | (?P<email>[^@\s]+@[^@\s]+\.[^@\s]+)
    | (?P<web_address>https?://\S+)
    | (?P<phone>\s*(\+|00?\d|\()([\s().\-/]*\d){5,17}(\s*(ext\.?|x|;ext=)\s*\d+)?\s*)
    | (?P<number>-?\d+([.,]\d+)?)
    | (?P<options>[^;]+(;[^;]+)+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The first that fits the whole text."""
_NAMES: Final = {
    "date": "date",
    "email": "e-mail",
    "web_address": "web address",
    "phone": "phone",
    "number": "number",
    "options": "options",
}

TEXT: Final = "text"
_FLAGS: Final = dict.fromkeys(("true", "false"), "yes or no")
LONGEST_SHAPE: Final = 300
"""Characters; a longer text is a text, and no pattern is tried on it."""


def kind_of(value: str | None) -> str:
    """Name the sort of a value that a mapping gives: None leaves the property, ``""`` clears it."""
    if value is None:
        return NOTHING
    if not value:
        return EMPTY
    if len(value) > LONGEST_SHAPE or value.isalpha():
        return _FLAGS.get(value.casefold(), TEXT)
    found = _SHAPES.fullmatch(value)
    return TEXT if found is None else next(name for key, name in _NAMES.items() if found[key] is not None)
