"""The outside world as values that are passed in, so that a test can run the same code on a virtual clock.

Waits go through asyncio, whose loop time a virtual loop owns. Nothing else in the bridge reads a clock, draws a
random number or makes an id (ruff's banned-api holds it to that).
"""

import random  # noqa: TID251 - the one place where the real generator is made
import time  # noqa: TID251 - the one place where the real clock is read
import uuid
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds since 1970 (UTC)."""

NewId = Callable[[], str]
"""A fresh id, unique for all practical purposes: a SCIM resource id, a trace id, a correlation id."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What the bridge asks of the world outside the process."""

    clock: Clock
    new_id: NewId
    random: random.Random


def system_seams() -> Seams:
    """Return the real clock, random version 4 UUIDs (RFC 9562) and an operating-system seeded generator."""
    return Seams(clock=time.time, new_id=lambda: str(uuid.uuid4()), random=random.Random())  # noqa: S311, TID251 - jitter, no secret
