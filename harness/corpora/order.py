"""What a crowd is asked to be: ``10000?seed=7&locales=de_CH,ja_JP``."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from harness.corpora.lands import LANDS

MOST: Final = 10_000_000
_OPTIONS: Final = ("seed", "locales")
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Order:
    """How many people, from which seed, from where."""

    count: int
    seed: str
    locales: tuple[str, ...]


def read_order(text: str) -> Order:
    """Read an order; without options the seed is 0, and people come from everywhere.

    Raises:
        ValueError: it cannot be met; says what to write instead.
    """
    count, _, query = text.partition("?")
    if not (count.isascii() and count.isdigit() and 0 < int(count) <= MOST):
        raise ValueError(f"{count!r} is no number of people; write 1 to {MOST}, as in faker:10000?seed=7&locales=all")
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in _OPTIONS:
            raise ValueError(f"{name!r} is no option{_near(name, _OPTIONS)}; there are {', '.join(_OPTIONS)}")
        given[name] = value
    return Order(int(count), given.get("seed", "0"), _locales(given.get("locales", ALL)))


def _locales(text: str) -> tuple[str, ...]:
    if text == ALL:
        return tuple(LANDS)
    names = tuple(text.split(","))
    for name in names:
        if name not in LANDS:
            raise ValueError(
                f"there is no locale {name!r}{_near(name, LANDS)}; write all, or some of {', '.join(LANDS)}"
            )
    return names


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
