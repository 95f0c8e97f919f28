"""Whether two texts are the same value in another spelling."""

import re
import unicodedata
from typing import Final

import phonenumbers

from bridge.mapping.country import country

_NO_DIGIT: Final = re.compile(r"\D+")
_PHONE: Final = re.compile(r"\s*[+(\d][\d\s().\-/]+", re.ASCII)
_NO_PHONE: Final = re.compile(r"\s*(?:\d+[.,]\d+|\d{1,4}([-./])\d{1,2}\1\d{1,4})\s*", re.ASCII)
"""A decimal fraction or a date: of the same signs as a phone number."""
_ABROAD: Final = re.compile(r"\s*(?:\+|00)")
_TRUNK: Final = "(0)"
"""What is dialled within the country alone, as some write it into a number for abroad."""
_FEWEST_DIGITS: Final = 6
_SHORTEST, _LONGEST_CODE = 2, 3
_CALLING_CODE: Final = 3
"""Digits of a country's calling code at most (ITU-T E.164)."""
_DATE: Final = re.compile(r"\s*(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})\s*", re.ASCII)
_FIRST_YEAR: Final = 1000
_MONTHS: Final = 12


def is_same_text(old: str, new: str) -> bool:
    """Tell whether two texts differ in case, white space or Unicode form alone."""
    return _plain(old) == _plain(new)


def is_same_phone(old: str, new: str) -> bool:
    """Tell whether two texts are the same phone number, perhaps the old one without its country's calling code.

    One without the code in the new one's place is another matter: nobody can tell any more whose country it is of.
    """
    if not (_is_phone(old) and _is_phone(new)):
        return False
    if _ABROAD.match(old) or not _ABROAD.match(new):
        return bool(_ABROAD.match(old)) == bool(_ABROAD.match(new)) and _abroad(old) == _abroad(new)
    return _completes(old, _abroad(new))


def loses_country(old: str, new: str) -> bool:
    """Tell whether the new text is the same phone number without its country's calling code."""
    return _is_phone(old) and _is_phone(new) and not _ABROAD.match(new) and is_same_phone(new, old)


def is_same_date(old: str, new: str) -> bool:
    """Tell whether two texts are the same date, whichever of day and month each has first.

    Where that would change the date (1.2.1990), they are not.
    """
    found = _DATE.fullmatch(old), _DATE.fullmatch(new)
    if found[0] is None or found[1] is None:
        return False
    before, after = (sorted(map(int, each.groups())) for each in found if each is not None)
    low, high, year = before
    return before == after and year >= _FIRST_YEAR and (low == high or high > _MONTHS)


def is_same_country(old: str, new: str) -> bool:
    """Tell whether two texts name the same country, one of them by its code."""
    if not any(_SHORTEST <= len(text.strip()) <= _LONGEST_CODE for text in (old, new)):
        return False
    code = country("alpha-2")
    found = code.apply(old)
    return isinstance(found, str) and found == code.apply(new)


def is_same_options(old: str, new: str) -> bool:
    """Tell whether two multi-checkbox values have the same options, in whatever order."""
    return ";" in old and _options(old) == _options(new)


def adds_options(old: str, new: str) -> bool:
    """Tell whether the options of a multi-checkbox (``a;b``) are all still there, and more."""
    return _options(old) < _options(new)


def is_shorter(old: str, new: str) -> bool:
    """Tell whether a text is a part of the other, or has a part of its options."""
    return bool(new) and (_plain(new) in _plain(old) or _options(new) < _options(old))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _is_phone(text: str) -> bool:
    digits = len(_digits(text))
    return digits >= _FEWEST_DIGITS and _PHONE.fullmatch(text) is not None and _NO_PHONE.fullmatch(text) is None


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text).lstrip("0")


def _abroad(text: str) -> str:
    """Return the digits of a number with its calling code; of one without it, all of them."""
    if _ABROAD.match(text):
        return _digits(text.replace(_TRUNK, ""))
    return _NO_DIGIT.sub("", text)


def _completes(old: str, digits: str) -> bool:
    """Tell whether a number without calling code is, with one before it, this one."""
    if digits.endswith(_digits(old)) and 1 <= len(digits) - len(_digits(old)) <= _CALLING_CODE:
        return True
    try:
        number = phonenumbers.parse(f"+{digits}")
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
        return bool(phonenumbers.parse(old, region) == number)
    except phonenumbers.NumberParseException:
        return False


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split(";")) if ";" in text else frozenset((text,))
