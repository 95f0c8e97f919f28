"""HubSpot's burst limit as it is: a rolling window, not a bucket.

At most `limit` calls are unanswered or were answered within the last ten seconds. Counting from the answer is safe
whenever the server counted the request: that was between sending and answer.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

INTERVAL: Final = 10.0
"""Seconds; `X-HubSpot-RateLimit-Interval-Milliseconds` is always 10000."""

FIRST_LIMIT: Final = 100
"""The lowest limit of any account, until HubSpot names its own."""


class RateWindow:
    """Which calls count now. Times are seconds since 1970, from the caller's clock."""

    def __init__(self, fixed_limit: int | None = None) -> None:
        """Take a limit that overrides what HubSpot says."""
        self._fixed = fixed_limit
        self._limit = fixed_limit or FIRST_LIMIT
        self._unanswered = 0
        self._answered: deque[float] = deque()

    @property
    def limit(self) -> int:
        """Calls in any ten seconds."""
        return self._limit

    def restore(self, answered: Iterable[float]) -> None:
        """Count calls of an earlier run, answered at these times in ascending order."""
        self._answered.extend(answered)

    def learn(self, limit: int | None) -> None:
        """Take the limit that an answer named."""
        if limit is not None and self._fixed is None:
            self._limit = limit

    def wait(self, now: float) -> float:
        """Return the seconds until there is room for a call; 0 = now; infinity = only an answer makes room."""
        if self._answered and self._answered[-1] > now:  # the clock was put back
            self._answered = deque(min(at, now) for at in self._answered)
        while self._answered and self._answered[0] <= now - INTERVAL:
            self._answered.popleft()
        excess = self._unanswered + len(self._answered) - self._limit
        if excess < 0:
            return 0.0
        if excess >= len(self._answered):
            return float("inf")
        return self._answered[excess] + INTERVAL - now

    def sent(self) -> None:
        """Count a call that is about to be sent."""
        self._unanswered += 1

    def unsent(self) -> None:
        """Take back a call that was counted and then not made."""
        self._unanswered -= 1

    def answered(self, at: float) -> None:
        """Count a call as answered, or as given up."""
        self._unanswered -= 1
        self._answered.append(at)
