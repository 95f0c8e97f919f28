"""One HubSpot portal: everything the fake knows, in memory, and in a file where one is given."""

from dataclasses import dataclass
from random import Random  # noqa: TID251 - probabilities of fault rules are drawn from the seed in the settings
from typing import Protocol
from uuid import UUID

from harness.faults import FaultPlan
from harness.hubspot.fake.contacts import Contacts
from harness.hubspot.fake.limits import ALLOWANCES, Allowance, Limits
from harness.hubspot.fake.properties import Properties
from harness.hubspot.fake.records import Records
from harness.hubspot.fake.requests import Exchange, RequestLog
from harness.hubspot.fake.standard import standard_properties
from harness.seams import Clock


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """What stays the same over a reset."""

    token: str
    allowance: Allowance = ALLOWANCES["pro"]
    ui_username: str = "marketing@example.com"
    ui_password: str = "marketing"  # noqa: S105 - the documented log-in of a fake
    portal_id: int = 1
    seed: int = 0
    """Of the probabilities in fault rules."""


class Keeper(Protocol):
    """Keeps what has changed, and a request, before an answer says that it was done."""

    def __call__(self, exchange: Exchange | None = None) -> None:
        """Keep it."""


class Portal:
    """Contacts, properties, limits, faults and the log of requests, all on one clock."""

    def __init__(self, settings: PortalSettings, clock: Clock) -> None:
        self.settings = settings
        self._clock = clock
        self.sessions: set[str] = set()
        """Log-ins of the pages, which survive a reset."""
        self.keep: Keeper = _in_memory
        """Called before anything is answered."""
        self.reset()

    def reset(self) -> None:
        """Return to the state at the start: no contacts, the standard properties, no faults, the clock as given."""
        settings = self.settings
        self.clock_offset = 0.0
        self.answers = 0
        """How many answers there were, of which correlation ids are made."""
        self.properties = Properties(standard_properties(), self.now)
        self.contacts = Contacts(self.properties, self.now, settings.portal_id)
        self.records = Records(self.properties, settings.portal_id)
        self.limits = Limits(settings.allowance, self.now)
        self.faults = FaultPlan(Random(settings.seed).random)  # noqa: S311 - repeatable, no secret
        self.requests = RequestLog()

    def now(self) -> float:
        """Return seconds since 1970: the given clock, shifted by what the control API said."""
        return self._clock() + self.clock_offset

    def next_correlation_id(self) -> str:
        """Return the id of the next answer, the same in every run: a UUID that counts up."""
        self.answers += 1
        return str(UUID(int=self.answers))


def _in_memory(exchange: Exchange | None = None) -> None:
    """Keep nothing but what the process has."""
