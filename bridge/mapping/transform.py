"""What a transform is: a pure function of a text. One that cannot do its work leaves the text and says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_CAN_FAIL: Final = frozenset({"e164", "country", "date"})
"""Transforms that meet texts they cannot work on, whatever their options."""
_ENDS: Final = frozenset({1, -1})
"""The parts that every text has."""


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
        options: its options there, with defaults and normal spelling: texts, numbers, booleans, or a table of texts.
        apply: the work; never raises.
    """

    name: str
    options: tuple[tuple[str, Any], ...]
    apply: Callable[[str], str | Left]

    def normal(self) -> list[Any]:
        """Return what the transform means as JSON, for the mapping's hash."""
        return [self.name, dict(self.options)]

    @property
    def can_fail(self) -> bool:
        """Whether there are texts that it cannot work on, so that it leaves them."""
        options = dict(self.options)
        if self.name == "split":
            return options["part"] not in _ENDS
        return self.name in _CAN_FAIL or (self.name == "map" and "default" not in options)

    def __str__(self) -> str:
        options = ", ".join(f"{name}: {_shown(value)}" for name, value in self.options)
        return f"{self.name} {{{options}}}" if options else self.name


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{len(value)} entries"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if text and text == text.strip() and text[0].isalnum() else f'"{text}"'
