"""What of the delivery can be set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """Settings of the delivery; times in seconds."""

    lease: float = 30.0
    """How long a send without an answer holds newer versions back: longer than the client's time-out."""

    hold: bool = False
    """Whether everything is only worked out and shown, and nothing is sent."""

    limit: int | None = None
    """Calls in any ten seconds; None: what HubSpot says."""

    create_properties: bool = True
    """Whether a missing `wso2_username` may be made."""

    in_flight: int = 20
    """Calls under way at once, at most: 19 calls a second need about this many at a second each."""

    poll: float = 5.0
    """How often an idle worker looks for what another process marked, such as a replay."""

    grace: float = 5.0
    """How long a stopping worker waits for answers that are on their way."""

    settings_hash: str = ""
    """Stands for the settings whose change makes a refused user worth another try."""
