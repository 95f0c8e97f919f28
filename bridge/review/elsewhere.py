"""Work in a second process, beside this one. It starts as a copy of this one, so a tenth of a second of work pays."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Result = TypeVar("Result")


def is_possible() -> bool:
    """Tell whether there is a second processor, and a system on which a copy of a process is safe and cheap."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class Elsewhere(Generic[Result]):
    """Work under way in another process."""

    def __init__(self, process: int, pipe: int) -> None:
        self._process = process
        self._pipe = pipe
        self._ended = False

    def result(self) -> Result | None:
        """Wait for the work; None if it failed: do it here to see why."""
        with os.fdopen(self._pipe, "rb", closefd=False) as pipe:
            content = pipe.read()
        self._ended = True
        _, status = os.waitpid(self._process, 0)
        found: Result | None = None if status else pickle.loads(content)  # noqa: S301 - written by our own copy
        return found

    def end(self) -> None:
        """End the process, whether it is done or not."""
        os.close(self._pipe)
        if not self._ended:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


@contextmanager
def elsewhere(work: Callable[[], Result]) -> Iterator[Elsewhere[Result]]:
    """Do work in a copy of this process, as long as the block lasts."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        _work(work, writer)
    os.close(writer)
    other: Elsewhere[Result] = Elsewhere(process, reader)
    try:
        yield other
    finally:
        other.end()


def _work(work: Callable[[], object], writer: int) -> None:
    """Do the work, and end the process without any of the clean-up that is the original's."""
    status = 1
    try:
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(work(), pipe)
        status = 0
    finally:
        os._exit(status)
