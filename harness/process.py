"""One server of the environment as a process of its own, from start to end."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from harness.errors import StackError, WaitFailed
from harness.leash import PARENT
from harness.waiting import NotYet, Wait, eventually

READY: Final = "ready "
START_WITHIN: Final = 60.0  # seconds; a start takes about one, unless the machine is busy
STOP_WITHIN: Final = 3.0  # seconds
LOG_TAIL: Final = 30  # lines


class ServerProcess:
    """``python -m MODULE …``, which prints ``ready URL`` once it accepts connections and logs to standard error."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str], arguments: Sequence[str]) -> None:
        """Take what ``python -m`` is to run; ``folder`` takes its output and log."""
        self._name = name
        self._arguments = arguments
        self.log = folder / f"{name}.log"
        self._output = folder / f"{name}.out"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """Which server of the chain it is."""
        return self._name

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def ending(self) -> str:
        """How the process ended: its exit code, or the signal that ended it."""
        code = self._started().poll()
        if code is None:
            return "it runs"
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    @property
    def pid(self) -> int:
        """The process id of the last start."""
        return self._started().pid

    def start(self) -> None:
        """Start ``python -m arguments…`` and return at once; the log of earlier starts is kept."""
        command = [sys.executable, "-m", "harness.leash", *self._arguments]
        with self._output.open("wb") as output, self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is the harness's own
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the test run, which then ends its servers in order
                env={**_clean_environment(), **self._environment, PARENT: str(os.getpid())},
            )

    def wait_until_ready(self) -> str:
        """Return the URL of the ``ready`` line.

        Raises:
            StackError: the process ended instead, or was not ready in time; the text has the end of its log.
        """
        try:
            return eventually(self._ready_url, f"the ready line of {self.name}", wait=Wait(within=START_WITHIN))
        except WaitFailed as error:
            raise StackError(f"{error}\n{self.log_tail()}") from None

    def restart(self) -> None:
        """Start it again with the same arguments, and wait until it is ready.

        Raises:
            StackError: it did not start, or not in time.
        """
        self.start()
        self.wait_until_ready()

    def cut(self) -> None:
        """Refuse: processes of one machine have no network that could be cut.

        Raises:
            StackError: always.
        """
        raise StackError(f"{self.name} is a process on this machine's loopback: give --rung containers to cut it off")

    def heal(self) -> None:
        """Leave it as it is: it cannot have been cut off."""

    def kill(self) -> None:
        """End the process as a power cut would (SIGKILL) and return when it is gone."""
        process = self._started()
        process.kill()
        process.wait()

    def ask_to_stop(self) -> None:
        """Send SIGTERM and return at once."""
        if self.running:
            self._started().send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """End the process politely, then by force."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def log_tail(self, lines: int = LOG_TAIL) -> str:
        """Return the last lines of the process's log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join([f"--- end of the log of {self.name} ---", *text.splitlines()[-lines:]])

    def _ready_url(self) -> str:
        for line in self._output.read_text(errors="replace").splitlines(keepends=True):
            if line.startswith(READY) and line.endswith("\n"):
                return line.removeprefix(READY).strip()
        if not self.running:
            status = self._started().returncode
            raise StackError(f"{self.name} ended with exit code {status} instead of starting\n{self.log_tail()}")
        raise NotYet("no such line on its standard output")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise StackError(f"{self.name} was never started: call start() first")
        return self._process


def _clean_environment() -> dict[str, str]:
    """Return this process's environment without settings that were meant for somebody else."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BRIDGE_", "HARNESS_"))}
