"""How a call to HubSpot fails, told apart by what is then known.

HubSpotError
├── Away          the account cannot be used now, whoever is sent: one wait for all
│   ├── Unreachable   the request was never sent: nothing was applied
│   ├── Unanswered    sent, and no answer came: it may have been applied, or may yet be
│   └── Unusable      answered that it cannot work (401, 403, 408, 423, 429, 477, 5xx) or with what is no answer
└── Refused       answered that what was sent is wrong (400, 409, …)
"""

from typing import Any


class HubSpotError(Exception):
    """A call that did not do what it was for."""


class Away(HubSpotError):
    """HubSpot cannot be used now; the same call may go through later."""

    unknown = False
    """Whether the call may have been applied all the same."""

    def __init__(self, kind: str, reason: str, status: int | None = None) -> None:
        """Take a short class for people's tables, the reason with what to do, and the answer's status."""
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.status = status


class Unreachable(Away):
    """No connection: the request was never sent."""


class Unanswered(Away):
    """The request was sent and no answer came."""

    unknown = True


class Unusable(Away):
    """HubSpot answered, but not about the items."""

    def __init__(self, kind: str, reason: str, status: int, *, unknown: bool) -> None:
        """Take whether the call may have been applied all the same (5xx, garbage) or surely not (429, 401)."""
        super().__init__(kind, reason, status)
        self.unknown = unknown


class Refused(HubSpotError):
    """HubSpot refuses what was sent, in its own error form."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        """Take the answer's status and its error body."""
        super().__init__(str(body.get("message", status)))
        self.status = status
        self.body = body
