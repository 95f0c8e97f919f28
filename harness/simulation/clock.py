"""An event loop whose time jumps to the next thing that is due, instead of waiting for it."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

START = 1_700_000_000.0
"""Where the virtual wall clock begins: seconds since 1970."""


class NothingWillHappen(RuntimeError):
    """Everything waits and no timer is set: the code under test waits for something that never comes."""


class _JumpingSelector(selectors.SelectSelector):
    """Hands over what is ready, else moves the loop's time on to its next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return at once; the time-out passes in virtual time only."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise NothingWillHappen("nothing is scheduled: look for a wait that no timer and no event ends")
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in virtual time. It must see every wait: no threads, no sockets."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual time in seconds since the loop was made."""
        return self._jumping.now

    def wall_clock(self) -> float:
        """Return the virtual seconds since 1970."""
        return START + self.time()


def run_virtually(main: Callable[[VirtualLoop], Coroutine[Any, Any, Result]]) -> Result:
    """Run `main` on a loop of its own in virtual time and return its result."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
