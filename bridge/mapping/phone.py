"""The transform of phone numbers, by the phonenumbers library."""

import phonenumbers

from bridge.mapping.transform import Left, Transform


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
