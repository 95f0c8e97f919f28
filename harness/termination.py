"""SIGTERM, as a pipeline's cancellation sends it, ends a test run in order: as Ctrl-C does, once."""

import signal
import threading
from types import FrameType
from typing import Any, Self


class Termination:
    """What SIGTERM does while it is in force; another does nothing, so that it cannot cut the end short."""

    def __init__(self) -> None:
        self._before: Any = None
        self._in_force = False

    def begin(self) -> Self:
        """Let SIGTERM be a wish to end; only a process's main thread may say so, and in others nothing happens."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGTERM, self._interrupt)
            self._in_force = True
        return self

    def ignore(self) -> None:
        """Take no wish to end any more: it ends."""
        if self._in_force:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def end(self) -> None:
        """Let SIGTERM do what it did before."""
        if self._in_force:
            self._in_force = False
            signal.signal(signal.SIGTERM, self._before)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.ignore()
        raise KeyboardInterrupt("SIGTERM")
