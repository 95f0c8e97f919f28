"""The transform of phone numbers, by the phonenumbers library."""

import re
from typing import Final

import phonenumbers

from bridge.mapping.transform import Left, Transform

_PLAIN: Final = re.compile(r"(?:\+[1-9]|0)[0-9 ().\-/]{5,30}", re.ASCII)
"""A number of nothing but digits and the usual signs between them."""

_SIGNS: Final = {ord(sign): None for sign in "+ ().-/"}
_PREFIX: Final = "0"
"""What stands before a number within most countries."""

_ABROAD: Final = "00"
_FROM_HERE: Final = re.compile(f"{_ABROAD}[1-9]")
"""What most countries dial before another country's code, none of which begins with 0."""

_LONGEST_CODE: Final = 3
_NO_COUNTRY: Final = "001"
"""The library's region of codes that belong to no country."""


def e164(region: str) -> Transform:
    """Make the transform that writes a phone number in E.164 form (``+41791234567``).

    It wants a *possible* number (its length fits its country), not a *valid* one (its range is in use): numbering plans
    change faster than libraries, and a real number must not be left in odd form for that.

    Args:
        region: the country of numbers without ``+``, ISO 3166-1 alpha-2 in capitals; one of ``regions()``.
    """

    def apply(value: str) -> str | Left:
        return plain(value, region) or parsed(value, region)

    return Transform("e164", (("region", region),), apply)


def parsed(value: str, region: str) -> str | Left:
    """Return a number in E.164 form as the library reads it."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException as error:
        return Left(f"no phone number: {error}")
    if not phonenumbers.is_possible_number(number):
        return Left(f"too long or too short for a number of +{number.country_code}")
    if number.extension:
        return Left("has an extension, which E.164 cannot hold")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def plain(value: str, region: str) -> str | None:
    """Return a number as nearly all are written in E.164 form, in a quarter of the time that the library takes.

    It knows ``+``, the country's code and a number without prefix; 00 for ``+``, where that is what the region dials;
    and from the region itself a 0 and the number, where 0 is the one prefix. None: the library has to read it. A test
    holds the two to the same answers.
    """
    if _PLAIN.fullmatch(value) is None:
        return None
    digits = value.translate(_SIGNS)
    if value[0] == "+":
        return _international(digits)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if metadata is not None and metadata.international_prefix == _ABROAD and _FROM_HERE.match(digits):
        return _international(digits.removeprefix(_ABROAD))
    return _national(digits, metadata)


def _international(digits: str) -> str | None:
    for length in range(1, _LONGEST_CODE + 1):
        found = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if found is not None:
            return _checked(digits, length, found[0])
    return None


def _checked(digits: str, length: int, region: str) -> str | None:
    national = digits[length:]
    if region == _NO_COUNTRY or national.startswith("0") or _has_prefix(national, region):
        return None
    number = phonenumbers.PhoneNumber(country_code=int(digits[:length]), national_number=int(national or "0"))
    return f"+{digits}" if phonenumbers.is_possible_number(number) else None


def _national(digits: str, metadata: phonenumbers.PhoneMetadata | None) -> str | None:
    if metadata is None or metadata.national_prefix_for_parsing != _PREFIX or _goes_abroad(metadata, digits):
        return None
    national = digits.removeprefix(_PREFIX)
    if national.startswith("0") or metadata.national_prefix_transform_rule or _fits(metadata, digits):
        return None
    code = metadata.country_code
    number = phonenumbers.PhoneNumber(country_code=code, national_number=int(national or "0"))
    verdict = phonenumbers.is_possible_number_with_reason(number)
    return f"+{code}{national}" if verdict == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _goes_abroad(metadata: phonenumbers.PhoneMetadata, digits: str) -> bool:
    """Tell whether digits begin with what is dialled before another country's code."""
    prefix = metadata.international_prefix
    return prefix is not None and re.match(prefix, digits) is not None


def _fits(metadata: phonenumbers.PhoneMetadata, digits: str) -> bool:
    """Tell whether digits are a number of the country without any prefix being taken off."""
    numbers = metadata.general_desc
    pattern = None if numbers is None else numbers.national_number_pattern
    return pattern is None or re.fullmatch(pattern, digits) is not None


def _has_prefix(national: str, region: str) -> bool:
    """Tell whether the library would take a prefix off, or put something in its place."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    prefix = None if metadata is None else metadata.national_prefix_for_parsing
    found = None if prefix is None else re.match(prefix, national)
    return metadata is None or (found is not None and found.end() > 0)


def regions() -> frozenset[str]:
    """Return the regions that phone numbers are known for, ISO 3166-1 alpha-2 in capitals."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)
