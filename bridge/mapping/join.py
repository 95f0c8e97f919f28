"""The joining of several values to one text, which parts a row's transforms: those of a value, those of the text."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Join:
    """How values become one text: empty ones and repetitions are left out.

    Attributes:
        separator: what stands between two.
        sort: whether they are put in order, so that the same values always give the same text.
    """

    separator: str
    sort: bool
    name: str = "join"

    def together(self, values: Iterable[str]) -> str:
        """Return the values as one text; ``""`` if there is none."""
        kept = [value for value in dict.fromkeys(values) if value]
        return self.separator.join(sorted(kept) if self.sort else kept)

    def normal(self) -> list[object]:
        """Return what the joining means as JSON, for the mapping's hash."""
        return [self.name, {"separator": self.separator, "sort": self.sort}]

    def __str__(self) -> str:
        return f'join {{separator: "{self.separator}", sort: {str(self.sort).lower()}}}'
