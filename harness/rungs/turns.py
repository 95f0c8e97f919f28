"""Who may use an environment that all processes of a run share: many at once, or one alone."""

import fcntl
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

from harness.waiting import NotYet, Wait, eventually

PATIENCE: Final = Wait(within=600.0)
"""A scenario takes seconds; this is for many processes that all wait for a turn of their own."""


class Turns:
    """A lock for readers and writers between processes, by the operating system: gone with whoever held it.

    Whoever wants the environment alone waits at the door first, so that those who share it cannot keep it for ever.
    ``left_over`` tells that somebody who had it alone ended without having put it in order.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Take the folder that all processes know, and what the lock is about."""
        self._name = name
        self._door = folder / f"{name}.door"
        self._room = folder / f"{name}.room"
        self._mark = folder / f"{name}.in-use"
        self._held: IO[bytes] | None = None

    @property
    def held(self) -> bool:
        """Whether this process has a turn."""
        return self._held is not None

    @property
    def left_over(self) -> bool:
        """Whether the environment may be in disorder."""
        return self._mark.exists()

    def share(self) -> None:
        """Wait until nobody has the environment alone, and use it beside others."""
        self._enter(fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait until nobody uses the environment, and have it alone."""
        self._enter(fcntl.LOCK_EX)
        self._mark.touch()

    def put_in_order(self) -> None:
        """Say that the environment is as others expect it."""
        self._mark.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let others have it."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _enter(self, how: int) -> None:
        if self._held is not None:
            raise RuntimeError(f"this process has a turn with {self._name} already: leave it first")
        with ExitStack() as opened:
            door = opened.enter_context(self._door.open("ab"))
            room = opened.enter_context(self._room.open("ab"))
            _lock(door, fcntl.LOCK_EX, f"the door of {self._name}")
            _lock(room, how, f"a turn with {self._name}")
            self._held = room
            door.close()
            opened.pop_all()


def _lock(file: IO[bytes], how: int, awaited: str) -> None:
    def look() -> None:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotYet("another process of this run has it") from None

    eventually(look, awaited, wait=PATIENCE)
