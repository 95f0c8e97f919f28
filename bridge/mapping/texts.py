"""Transforms of letters and words."""

import re
from typing import Final

from bridge.mapping.transform import Left, Transform

_WORD: Final = re.compile(r"(?<![^\s-])(\w['\u2019](?=\w))?\w")
"""A word's first letter, behind white space or a hyphen; with it the next, where an apostrophe parts them (O'Brien)."""


def _capitals(value: str) -> str:
    return _WORD.sub(lambda found: found.group().title(), value.lower())


def _collapsed(value: str) -> str:
    return " ".join(value.split())


TRIM = Transform("trim", (), str.strip)
"""Takes white space off both ends."""

LOWER = Transform("lower", (), str.lower)
"""Writes all letters small."""

UPPER = Transform("upper", (), str.upper)
"""Writes all letters as capitals."""

TITLE = Transform("title", (), _capitals)
"""Writes each word with a capital, the rest small: ``jean-luc o'brien`` becomes ``Jean-Luc O'Brien``."""

COLLAPSE = Transform("collapse", (), _collapsed)
"""Writes white space within as one blank, and takes it off both ends."""


def replace(text: str, by: str) -> Transform:
    """Make the transform that writes one text for another, wherever it stands; letters' case counts."""
    return Transform("replace", (("text", text), ("with", by)), lambda value: value.replace(text, by))


def split(separator: str, part: int) -> Transform:
    """Make the transform that takes one part of a text.

    Args:
        separator: what stands between parts.
        part: which one, from 1; from -1 counted from the end.
    """
    index = part - 1 if part > 0 else part

    def apply(value: str) -> str | Left:
        parts = value.split(separator)
        if -len(parts) <= index < len(parts):
            return parts[index]
        return Left(f"has {len(parts)} part{'' if len(parts) == 1 else 's'} only")

    return Transform("split", (("separator", separator), ("part", part)), apply)


def truncate(characters: int) -> Transform:
    """Make the transform that keeps a text's first characters (Unicode code points, as HubSpot counts a length)."""
    return Transform("truncate", (("characters", characters),), lambda value: value[:characters])
