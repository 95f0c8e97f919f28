"""One text by what it is: the pseudonym keeps the shape that mappings and HubSpot look at."""

import re
from collections.abc import Iterator
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bridge.redaction.alphabet import is_told, other
from bridge.redaction.key import Key

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_PHONE: Final = re.compile(r"\+[\d\s()./-]{6,}(?:[\s,;]*(?:ext(?:ension)?|x)[\s.:=]*\d+)?", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"ext(?:ension)?|x|tel:", re.IGNORECASE)
_SCHEME: Final = re.compile(r"(?:https?|mailto|tel|data):(?://)?", re.IGNORECASE)
_LAST_LABEL: Final = re.compile(r"(?<=\.)[a-z]{2,3}$", re.IGNORECASE)
_LONGEST_CODE: Final = 3  # digits of a country code (ITU-T E.164)
_HEX: Final = "0123456789abcdef"
_YEARS: Final = (1940, 70)
_DAYS: Final = 28
"""Every month has so many."""


class Leaf:
    """Makes pseudonyms of texts. The same word, number or address has the same one wherever it stands."""

    def __init__(self, key: Key) -> None:
        """Take what they are drawn by."""
        self._key = key

    def text(self, text: str) -> str:
        """Return the pseudonym of any text, by what it looks like."""
        if _UUID.fullmatch(text):
            return self._uuid(text)
        if date := _DATE.fullmatch(text):
            return self._date(date)
        if _PHONE.fullmatch(text):
            return self.phone(text)
        scheme = _SCHEME.match(text)
        if scheme:
            return scheme[0] + self.text(text[scheme.end() :])
        return self._address(text) if "@" in text else self._words(text)

    def phone(self, text: str) -> str:
        """Return a number of the same length, spelling, country code and leading zeros."""
        kept = _kept_digits(text)
        seed = "".join(filter(str.isdigit, text))[kept:]
        numbers = self._key.numbers("phone", seed)
        said = {place for found in _EXTENSION.finditer(text) for place in range(*found.span())}
        written: list[str] = []
        for place, character in enumerate(text):
            if character.isdigit():
                written.append(character if kept > 0 else other(character, numbers))
                kept -= 1
            else:
                written.append(other(character, numbers) if is_told(character) and place not in said else character)
        return "".join(written)

    def number(self, number: float) -> float:
        """Return a number of as many digits."""
        written = self._words(str(number))
        first = written.lstrip("-")[:1]
        if first == "0" and str(number).lstrip("-")[:1] != "0":
            written = written.replace("0", "1", 1)  # as many digits, the first one not dropped
        try:
            return type(number)(written)
        except (ValueError, OverflowError):
            return type(number)(0)

    def _address(self, text: str) -> str:
        """Return an address: each of its words by itself, so that the same domain has the same pseudonym."""
        local, _, domain = text.rpartition("@")
        trailing = domain[len(domain.rstrip()) :]
        domain = domain.rstrip()
        last = _LAST_LABEL.search(domain)
        kept = last[0] if last else ""
        return f"{self._words(local)}@{self._words(domain[: len(domain) - len(kept)])}{kept}{trailing}"

    def _words(self, text: str) -> str:
        return "".join(self._word(word) if is_told(word[0]) else word for word in _split(text))

    def _word(self, word: str) -> str:
        numbers = self._key.numbers("word", word.casefold())
        return "".join(other(character, numbers) for character in word)

    def _uuid(self, text: str) -> str:
        numbers = self._key.numbers("uuid", text.casefold())
        drawn = "".join(each if each == "-" else _HEX[next(numbers) % 16] for each in text)
        return drawn.upper() if text.isupper() else drawn

    def _date(self, date: re.Match[str]) -> str:
        """Return another date that there is, with another time that there is where it has one."""
        numbers = self._key.numbers("date", date[0])
        first, many = _YEARS
        drawn = f"{first + next(numbers) % many}-{1 + next(numbers) % 12:02}-{1 + next(numbers) % _DAYS:02}"
        if drawn == date[1]:
            drawn = drawn[:-2] + f"{_DAYS + 1 - int(drawn[-2:]):02}"
        time = date[2] or ""
        return drawn + "".join(_digit_of_time(time, place, numbers) for place in range(len(time)))


def _digit_of_time(time: str, place: int, numbers: Iterator[int]) -> str:
    """Return a digit that makes no hour, minute or second that there is not; signs and the zone's offset stay."""
    if not time[place].isdigit() or "+" in time[:place] or "-" in time[:place]:
        return time[place]
    return str(next(numbers) % (2 if place == 1 else 6))


def _kept_digits(text: str) -> int:
    """Return how many of a number's first digits say where it is from: its country code, and zeros to dial first."""
    dialled = "".join(filter(str.isdigit, text))
    zeros = len(dialled) - len(dialled.lstrip("0"))
    if "+" in text or zeros > 1:
        for length in range(1, _LONGEST_CODE + 1):
            code = dialled[zeros : zeros + length]
            if code.isdecimal() and int(code) in COUNTRY_CODE_TO_REGION_CODE:
                return zeros + length + ("(0)" in text)  # a zero that is dialled within the country alone
    return zeros


def _split(text: str) -> Iterator[str]:
    """Yield the words and what stands between them."""
    word = ""
    for character in text:
        if word and is_told(character) != is_told(word[0]):
            yield word
            word = ""
        word += character
    if word:
        yield word
