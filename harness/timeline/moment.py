"""One thing that happened at one hop of the chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Hop = Literal["browser", "identity server", "bridge", "HubSpot"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What one hop did, as the live view and the evidence show it.

    ``id`` names it in both (``browser-3``, ``is-12``, ``bridge-34``, ``hubspot-56``); ``at`` is in seconds since 1970;
    ``person`` is the user name, empty where nobody knows it; ``payload`` is what a click shows; ``failed`` says that a
    reader who looks for a cause should look here.
    """

    id: str
    at: float
    hop: Hop
    person: str
    title: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    failed: bool = False
