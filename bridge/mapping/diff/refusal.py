"""What HubSpot would refuse, whatever its properties are defined as: known without a snapshot of the definitions.

Source: HubSpot's CRM API, contacts: an ``email`` must be an address (``INVALID_EMAIL``), a text has at most 65,536
characters, and a new contact needs an e-mail, a first name or a last name.
"""

import re
from collections.abc import Callable
from typing import Final

Problem = Callable[[str, str], str | None]
"""Given a property and a value for it, why HubSpot would refuse it; None if it would not."""

NEEDED: Final = ("email", "firstname", "lastname")
"""One of these HubSpot needs for a new contact."""

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST: Final = 65_536


def builtin_problem(property_: str, value: str) -> str | None:
    """Say why HubSpot would refuse a value, as far as that does not depend on the account's definitions."""
    if len(value) > _LONGEST:
        return f"has {len(value)} characters; HubSpot keeps {_LONGEST}"
    if property_ == "email" and value and not _ADDRESS.fullmatch(value):
        return "is no e-mail address"
    return None


def all_problems(defined: Problem) -> Problem:
    """Return what asks the account's definitions first, then what always holds."""
    return lambda property_, value: defined(property_, value) or builtin_problem(property_, value)
