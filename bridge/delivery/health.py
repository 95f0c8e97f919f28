"""Whether HubSpot can be used, as the delivery last saw it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HubSpotHealth:
    """Usable, or the reason why not and what to do about it."""

    usable: bool
    reason: str | None
