"""What can be done to a text on its way. A transform that cannot do its work leaves the text and says why."""

from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers


@dataclass(frozen=True, slots=True)
class Left:
    """A transform's answer when it could not do its work.

    Attributes:
        reason: why, in words for a person.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Transform:
    """One transform of one row, ready to run.

    Attributes:
        name: its name in the mapping file.
        options: its options there, with defaults and normal spelling.
        apply: the work; never raises.
    """

    name: str
    options: tuple[tuple[str, str], ...]
    apply: Callable[[str], str | Left]

    def __str__(self) -> str:
        options = ", ".join(f"{name}: {value}" for name, value in self.options)
        return f"{self.name} {{{options}}}" if options else self.name


TRIM = Transform("trim", (), str.strip)
"""Takes white space off both ends."""

LOWER = Transform("lower", (), str.lower)
"""Writes all letters small."""


def e164(region: str) -> Transform:
    """Make the transform that writes a phone number in E.164 form (``+41791234567``).

    It wants a *possible* number (its length fits its country), not a *valid* one (its range is in use): numbering plans
    change faster than libraries, and a real number must not be left in odd form for that.

    Args:
        region: the country of numbers without ``+``, ISO 3166-1 alpha-2 in capitals; one of ``regions()``.
    """

    def apply(value: str) -> str | Left:
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException as error:
            return Left(f"no phone number: {error}")
        if not phonenumbers.is_possible_number(number):
            return Left(f"too long or too short for a number of +{number.country_code}")
        if number.extension:
            return Left("has an extension, which E.164 cannot hold")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return Transform("e164", (("region", region),), apply)


def regions() -> frozenset[str]:
    """Return the regions that phone numbers are known for, ISO 3166-1 alpha-2 in capitals."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)
