"""The order of the two events of one sign-up when nothing blocks.

The server runs every event in threads of its own, so the second event of a sign-up (the account lock) may look for
the row of the first before it is there, and then creates the user a second time. Which of the two arrives first is
chance there, and fixed here by `doublePost`.
"""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class DoublePost(StrEnum):
    """What becomes of the second event of a non-blocking sign-up."""

    OFF = "off"
    """It waits until the first has finished, and so finds its row."""
    AFTER = "after"
    """It creates the user again, after the first."""
    BEFORE = "before"
    """It creates the user before the first does."""
    TOGETHER = "together"
    """Both are sent at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When a job may run.

    Attributes:
        waits_for: the job is not sent before this is set.
        decides_late: the row is looked up after that wait, and not at the event.
        done: set once the job is over.
    """

    waits_for: asyncio.Event | None = None
    decides_late: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        """Return when the job may be sent."""
        if self.waits_for is not None:
            await self.waits_for.wait()


def sign_up_turns(order: DoublePost) -> tuple[Turn, Turn]:
    """Return the turns of a sign-up's two events."""
    first_done, second_done = asyncio.Event(), asyncio.Event()
    waits = {DoublePost.BEFORE: (second_done, None), DoublePost.TOGETHER: (None, None)}
    first_waits, second_waits = waits.get(order, (None, first_done))
    first = Turn(first_waits, done=first_done)
    return first, Turn(second_waits, decides_late=order is DoublePost.OFF, done=second_done)
