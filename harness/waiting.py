"""Bounded waits: poll every 20 ms until a look succeeds; when time is up, say what was seen last and who is stuck."""

import threading
import time  # noqa: TID251 - a wait's bound must not move with the wall clock
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from harness.errors import WaitFailed

POLL: Final = 0.02  # seconds
WITHIN: Final = 20.0  # seconds: far more than the chain needs, so that a busy machine does not fail a scenario

Seen = TypeVar("Seen")


class NotYet(Exception):
    """Raised by a look that does not yet see what is awaited; its text says what it sees instead."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How to wait; a test passes its own clock (seconds) and pause."""

    within: float = WITHIN
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], object] = threading.Event().wait


def eventually(
    look: Callable[[], Seen],
    awaited: str,
    *,
    diagnose: Callable[[], str] | None = None,
    wait: Wait | None = None,
) -> Seen:
    """Return what ``look`` returns as soon as it raises ``NotYet`` no more.

    Args:
        look: one quick look, without waiting of its own.
        awaited: what is awaited, completing "awaited: …".
        diagnose: says which hop of the chain is stuck; asked once, after the time is up.
        wait: another bound, clock or pause.

    Raises:
        WaitFailed: ``look`` still raised ``NotYet`` at the end of the time.
    """
    __tracebackhide__ = True  # the reader of a failed scenario looks for what was awaited, not for this loop
    wait = wait or Wait()
    deadline = wait.clock() + wait.within
    while True:
        try:
            return look()
        except NotYet as seen:
            if wait.clock() >= deadline:
                raise WaitFailed(_message(awaited, str(seen), wait.within, diagnose)) from None
        wait.pause(POLL)


def _message(awaited: str, seen: str, within: float, diagnose: Callable[[], str] | None) -> str:
    lines = [f"awaited: {awaited} (for {within:g} s)", f"seen last: {seen}"]
    if diagnose is not None:
        lines.append(f"stuck at: {diagnose()}")
    return "\n".join(lines)
