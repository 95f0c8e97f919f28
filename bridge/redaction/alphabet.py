"""One letter for another of its kind: of the same script, case and size, and never itself."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, digits
from typing import Final

_PLAIN: Final = (ascii_lowercase, digits)
_ROW: Final = 256
"""Code points that are looked at for others of a kind: a script's letters stand side by side."""

_JOINERS: Final = range(0xFE00, 0xFE10)
"""Variation selectors say how the character before them looks; they tell nothing of anybody."""


def is_told(character: str) -> bool:
    """Say whether a character can tell something: letters, digits, marks and pictures do, spaces and signs do not."""
    category = unicodedata.category(character)
    return (category[0] in "LNM" or category == "So") and ord(character) not in _JOINERS


def other(character: str, numbers: Iterator[int]) -> str:
    """Return another character of the same kind; of a letter in both cases the same letter.

    Args:
        character: one that is told.
        numbers: from which to draw.
    """
    small = character.lower()
    if small != character and len(small) == 1:
        return other(small, numbers).upper()
    kind = _kind(character)
    if len(kind) == 1:
        return character
    drawn = next(numbers) % (len(kind) - 1)
    return kind[drawn + (drawn >= kind.index(character))]


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """Return all characters of a kind."""
    for plain in _PLAIN:
        if character in plain:
            return plain
    start = ord(character) - ord(character) % _ROW
    wanted = _trait(character)
    row = map(chr, range(max(start, 0x80), start + _ROW))
    return "".join(each for each in row if _trait(each) == wanted)


def _trait(character: str) -> tuple[str, str, bool]:
    """Return what characters of a kind share: the category, for letters the script, and whether they have two cases."""
    category = unicodedata.category(character)
    script = unicodedata.name(character, "").partition(" ")[0] if category[0] in "LMN" else ""
    both = character.swapcase() != character and character.swapcase().swapcase() == character
    return category, script, both
