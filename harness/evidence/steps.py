"""What a scenario did, step by step, and what the page showed at the end of each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harness.seams import Clock

if TYPE_CHECKING:
    from harness.chain import Chain


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it began (seconds since 1970), and the page at its end with a picture (JPEG), if one was used."""

    at: float
    text: str
    page: Mapping[str, str] = field(default_factory=dict)
    picture: bytes = b""


class Steps:
    """Keeps the steps of one scenario.

    Each step ends with the text of the page (some milliseconds) and a picture of it (some fifty, a twentieth of a
    scenario's time), since nobody knows yet whether the scenario will fail.
    """

    def __init__(self, clock: Clock, *, looks: bool) -> None:
        """Take the clock, and whether to look at pages."""
        self.told: list[Step] = []
        self._clock = clock
        self._looks = looks

    def note(self, text: str, chains: Sequence["Chain"]) -> None:
        """Begin a step; the one before ends here."""
        self.end(chains)
        self.told.append(Step(self._clock(), text))

    def end(self, chains: Sequence["Chain"]) -> None:
        """End the step that is under way: see what the window shows that somebody used in it."""
        for chain in chains:
            tab, chain.last_used = chain.last_used, None
            if tab is None or not self._looks or not self.told:
                continue
            try:
                page, picture = tab.glimpse(), tab.picture()
            except Exception:  # noqa: BLE001, S112 - looking on must never be what a scenario fails of
                continue
            self.told[-1] = replace(self.told[-1], page=page, picture=picture)
