"""Whether two texts are the same value in another spelling."""

import re
import unicodedata
from typing import Final

from bridge.mapping.country import country

_NO_DIGIT: Final = re.compile(r"\D+")
_PHONE: Final = re.compile(r"[\d\s+().\-/]+")
_FEWEST_DIGITS: Final = 6
_SHORTEST, _LONGEST_CODE = 2, 3
_CALLING_CODE: Final = 3
"""Digits of a country's calling code at most (ITU-T E.164)."""


def is_same_text(old: str, new: str) -> bool:
    """Tell whether two texts differ in case, white space or Unicode form alone."""
    return _plain(old) == _plain(new)


def is_same_phone(old: str, new: str) -> bool:
    """Tell whether two texts are the same phone number, perhaps one without its country's calling code."""
    if not (_PHONE.fullmatch(old) and _PHONE.fullmatch(new)):
        return False
    short, long = sorted((_digits(old), _digits(new)), key=len)
    return len(short) >= _FEWEST_DIGITS and long.endswith(short) and len(long) - len(short) <= _CALLING_CODE


def is_same_country(old: str, new: str) -> bool:
    """Tell whether two texts name the same country, one of them by its code."""
    if not any(_SHORTEST <= len(text.strip()) <= _LONGEST_CODE for text in (old, new)):
        return False
    code = country("alpha-2")
    found = code.apply(old)
    return isinstance(found, str) and found == code.apply(new)


def adds_options(old: str, new: str) -> bool:
    """Tell whether the options of a multi-checkbox (``a;b``) are all still there, and more."""
    return _options(old) < _options(new)


def is_shorter(old: str, new: str) -> bool:
    """Tell whether a text is a part of the other, or has a part of its options."""
    return bool(new) and (_plain(new) in _plain(old) or _options(new) < _options(old))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text).lstrip("0")


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split(";")) if ";" in text else frozenset((text,))
