"""HubSpot's rate limits: a rolling window of ten seconds, and a day.

Figures and header names: HubSpot's usage guidelines. What a refused call costs is not documented; here it counts in
neither limit [U]. A day ends at midnight in the portal's time zone, which is UTC here.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal, get_args

from harness.hubspot.fake.errors import RateLimitedError
from harness.seams import Clock

WINDOW_SECONDS = 10.0
_DAY_SECONDS = 86_400.0

Plan = Literal["free", "pro", "addon", "off"]
PLANS: tuple[Plan, ...] = get_args(Plan)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an account may do; `None` is no limit."""

    per_window: int | None
    """Calls in any ten seconds."""
    per_day: int | None
    """Calls in a calendar day."""


ALLOWANCES: dict[Plan, Allowance] = {
    "free": Allowance(100, 250_000),
    "pro": Allowance(190, 625_000),
    "addon": Allowance(250, 1_000_000),
    "off": Allowance(None, None),
}


class Limits:
    """The calls of one account, counted as they arrive.

    A call that arrives at t occupies the window until, but not including, t + 10 s.
    """

    def __init__(self, allowance: Allowance, now: Clock) -> None:
        self.allowance = allowance
        self._now = now
        self._window: deque[float] = deque()
        self._day = 0
        self._used_today = 0

    def admit(self) -> None:
        """Count a call.

        Raises:
            RateLimitedError: The window or the day is full; the call is not counted.
        """
        self._forget()
        if self.allowance.per_day is not None and self._used_today >= self.allowance.per_day:
            raise RateLimitedError("DAILY")
        if self.allowance.per_window is not None and len(self._window) >= self.allowance.per_window:
            raise RateLimitedError("TEN_SECONDLY_ROLLING")
        self._window.append(self._now())
        self._used_today += 1

    @property
    def used(self) -> int:
        """Calls in the last ten seconds."""
        self._forget()
        return len(self._window)

    @property
    def used_today(self) -> int:
        """Calls since midnight."""
        self._forget()
        return self._used_today

    def headers(self) -> dict[str, str]:
        """Return the headers that tell a client where it stands; none for a limit that is off."""
        headers: dict[str, str] = {}
        if (most := self.allowance.per_window) is not None:
            headers["X-HubSpot-RateLimit-Max"] = str(most)
            headers["X-HubSpot-RateLimit-Remaining"] = str(max(0, most - self.used))
            headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = str(int(WINDOW_SECONDS * 1000))
        if (most := self.allowance.per_day) is not None:
            headers["X-HubSpot-RateLimit-Daily"] = str(most)
            headers["X-HubSpot-RateLimit-Daily-Remaining"] = str(max(0, most - self.used_today))
        return headers

    def _forget(self) -> None:
        now = self._now()
        while self._window and self._window[0] <= now - WINDOW_SECONDS:
            self._window.popleft()
        if (day := int(now // _DAY_SECONDS)) != self._day:
            self._day, self._used_today = day, 0
