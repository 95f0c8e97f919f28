"""Reading HubSpot's words about a value that another contact has."""

import re
from typing import Final

from bridge.hubspot.batches import KEY, Problem

_EXISTING: Final = re.compile(r"Existing ID: (\d+)")
_OWNER: Final = re.compile(r"(\d+) already has that value")
_UNKNOWN_KEY: Final = ("does not exist", "PROPERTY_DOESNT_EXIST", "non-unique")


def is_conflict(problem: Problem) -> bool:
    """Say whether a unique value (e-mail, as a rule) is another contact's."""
    return (
        problem.category == "CONFLICT" or "already has that value" in problem.message or "existingId" in problem.context
    )


def owner_of(problem: Problem) -> str | None:
    """Return the id of the contact that has the value, as the answer names it, or None."""
    named = problem.context.get("existingId")
    if isinstance(named, list) and named:
        return str(named[0])
    if isinstance(named, str):
        return named
    found = _EXISTING.search(problem.message) or _OWNER.search(problem.message)
    return found.group(1) if found else None


def misses_key_property(problem: Problem) -> bool:
    """Say whether HubSpot does not know our unique property (any more), or knows it as not unique."""
    return KEY in problem.message and any(words in problem.message for words in _UNKNOWN_KEY)
