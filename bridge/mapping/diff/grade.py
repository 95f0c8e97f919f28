"""How bad a difference is, and by which rule: each has one rule, each rule one grade."""

from dataclasses import dataclass
from typing import Final, Literal

from bridge.mapping.diff.spelling import (
    adds_options,
    is_same_country,
    is_same_date,
    is_same_options,
    is_same_phone,
    is_same_text,
    is_shorter,
    loses_country,
)

Grade = Literal["safe", "lossy", "breaking"]
GRADES: Final[tuple[Grade, ...]] = ("safe", "lossy", "breaking")
"""From the harmless to the worst."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: a word or two.
        grade: what it says.
        meaning: why, in a sentence for a person.
    """

    name: str
    grade: Grade
    meaning: str


ENTERS: Final = Rule("enters scope", "safe", "the user becomes a contact")
ADDED: Final = Rule("added", "safe", "only NEW gives a value")
FILLED: Final = Rule("filled", "safe", "NEW gives a value where OLD cleared it")
SPELLING: Final = Rule(
    "spelling", "safe", "the same text but for case, white space, Unicode form or the order of options"
)
PHONE: Final = Rule("phone spelling", "safe", "the same phone number in another spelling")
COUNTRY: Final = Rule("country spelling", "safe", "the same country by name and by code")
DATE: Final = Rule("date spelling", "safe", "the same date, its day and month beyond mistake")
OPTIONS: Final = Rule("more options", "safe", "all options are still there, and more")
MAINTAINED: Final = Rule("kept up again", "safe", "NEW keeps up to date what OLD wrote when the contact was made")
NEWCOMERS: Final = Rule(
    "for new contacts", "safe", "both write it only when the contact is made: none that is there changes"
)
SHORTENED: Final = Rule("shortened", "lossy", "NEW's value is a part of OLD's")
REPLACED: Final = Rule("replaced", "lossy", "another value takes the place of OLD's")
CLEARED: Final = Rule("cleared", "lossy", "NEW empties what OLD filled or left alone")
OVERWRITTEN: Final = Rule("overwritten", "lossy", "NEW writes over what OLD left to others once the contact was made")
UNMAINTAINED: Final = Rule("no longer maintained", "lossy", "only OLD gives a value; HubSpot's stays as it is then")
CREATED_ONLY: Final = Rule("only on create", "lossy", "NEW writes it when the contact is made, and never again")
REFUSED: Final = Rule("refused", "breaking", "HubSpot would refuse NEW's value, and with it the whole contact")
INCOMPLETE: Final = Rule("incomplete", "breaking", "no e-mail, first or last name is left, one of which HubSpot needs")
LEAVES: Final = Rule("leaves scope", "breaking", "NEW leaves the user out: the contact is not kept up any more")

RULES: Final[tuple[Rule, ...]] = (
    *(ENTERS, ADDED, FILLED, SPELLING, PHONE, COUNTRY, DATE, OPTIONS, MAINTAINED, NEWCOMERS),
    *(SHORTENED, REPLACED, CLEARED, OVERWRITTEN, UNMAINTAINED, CREATED_ONLY),
    *(REFUSED, INCOMPLETE, LEAVES),
)
"""All rules, from the harmless to the worst."""


def is_of_scope(rule: Rule) -> bool:
    """Tell whether a difference follows from the user's entering or leaving scope alone."""
    return rule in (ENTERS, LEAVES)


def worst(grades: "list[Grade]") -> Grade:
    """Return the worst of some grades; of none, ``safe``."""
    return max(grades, key=GRADES.index, default="safe")


def rule_for(old: str | None, new: str | None) -> Rule:
    """Return the rule for two values that differ and that HubSpot would take.

    Args:
        old: what OLD gives: a text, ``""`` to clear, None to leave alone.
        new: the same of NEW.
    """
    if new is None:
        return UNMAINTAINED
    if not new:
        return CLEARED
    if old is None:
        return ADDED
    return _between(old, new) if old else FILLED


def _between(old: str, new: str) -> Rule:
    if is_same_text(old, new) or is_same_options(old, new):
        return SPELLING
    if is_same_phone(old, new):
        return PHONE
    if is_same_date(old, new):
        return DATE
    if is_shorter(old, new) or loses_country(old, new):
        return SHORTENED
    if adds_options(old, new):
        return OPTIONS
    return COUNTRY if is_same_country(old, new) else REPLACED
