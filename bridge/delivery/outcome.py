"""What became of one user in one call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivered:
    """The contact has what was sent."""

    contact_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """HubSpot refuses this user, until the user, the mapping or the settings change."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Again:
    """This user alone has to be tried again, after a wait; `unknown`: what was sent may have been applied."""

    kind: str
    message: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """HubSpot was away: all wait together. `alone`: it may be this user's doing, so it waits longer by itself."""

    kind: str
    message: str
    unknown: bool
    unanswered: bool
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The contact of an ended generation is archived, unlinked, or was never there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The contact that an unanswered create made."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A contact that marketing made now has our key."""


Outcome = Delivered | Refused | Again | Failed | Gone | Found | Linked
