"""When to try again: one wait for all while HubSpot is away, a wait of its own for an item that failed alone."""

from typing import Final

_PROBES: Final = (1.0, 2.0, 4.0, 8.0, 10.0)
"""Seconds before each probing call; the last one stays."""

LONGEST_ITEM_WAIT: Final = 100.0

_REAL_OUTAGE: Final = 3
"""Failures in a row, with no answer between, that show an outage and not a user whose call HubSpot cannot take."""


def item_wait(attempts: int) -> float:
    """Return the seconds before an item's next try after `attempts` failed ones: 1 s, doubling, at most 100 s."""
    return float(min(LONGEST_ITEM_WAIT, 2.0 ** min(attempts - 1, 10)))


class Outage:
    """Whether HubSpot is away, why, and when the next probing call is due. Times are seconds since 1970."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self.healed = False
        """Set when an outage ends that one user's calls alone would not have made; whoever acts on it unsets it."""

        self._failures = 0
        self._since = 0.0
        self._until = 0.0

    @property
    def away(self) -> bool:
        """Whether the last call found HubSpot unusable."""
        return self._failures > 0

    @property
    def next_probe_at(self) -> float | None:
        """When the next probing call is due; None while HubSpot is there."""
        return self._until if self.away else None

    def failed(self, sent_at: float, now: float, reason: str) -> None:
        """Take a failed call; one that was under way when the outage was noticed says nothing new."""
        if self.away and sent_at < self._since:
            return
        self._until = now + _PROBES[min(self._failures, len(_PROBES) - 1)]
        self._since = now
        self._failures += 1
        self.reason = reason

    def ended(self) -> None:
        """Take a call that HubSpot answered."""
        self.healed = self.healed or self._failures >= _REAL_OUTAGE
        self._failures = 0
        self.reason = None

    def wait(self, now: float) -> float:
        """Return the seconds until the next probing call; 0: HubSpot is there, it is due, or the clock jumped."""
        wait = self._until - now if self.away else 0.0
        return wait if 0 < wait <= _PROBES[-1] else 0.0
