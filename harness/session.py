"""The environments of one test process: one for each kind of settings."""

from pathlib import Path
from typing import Protocol

from harness.environment import Environment
from harness.settings import Settings
from harness.stack import Stack


class Session(Protocol):
    """Where scenarios get their environments from."""

    def get(self, settings: Settings, *, alone: bool) -> Environment:
        """Return a running environment that is as ``settings`` say; ``alone``: nobody else uses it meanwhile."""

    def waited(self) -> float:
        """Return for how many seconds this process waited for its turn since it was last asked."""

    def give_back(self, environment: Environment, *, alone: bool, failed: bool) -> None:
        """Take an environment back at a scenario's end, and leave it as others expect it.

        Raises:
            StackError: a server has ended by itself.
        """

    def close(self) -> None:
        """End what this process started."""


class OwnSession:
    """Starts environments when they are first needed, and keeps them for the scenarios that follow.

    A test process runs one scenario at a time, so an environment belongs to whoever runs: what a scenario changed is
    put back after it, and an environment that a failed scenario changed is thrown away.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder for the environments' own folders."""
        self._folder = folder
        self._environments: dict[tuple[object, ...], Environment] = {}
        self._started = 0

    def get(self, settings: Settings, *, alone: bool) -> Environment:  # noqa: ARG002 - this process is always alone
        """Return a running environment that is as ``settings`` say."""
        key = settings.processes
        kept = self._environments.get(key)
        if kept is not None and not kept.usable:
            self.discard(kept)
            kept = None
        if kept is None:
            kept = self._environments[key] = self._start(settings)
        kept.stack.adopt(settings)
        return kept

    def waited(self) -> float:
        """Return 0: nobody else uses this process's environments."""
        return 0.0

    def give_back(self, environment: Environment, *, alone: bool, failed: bool) -> None:
        """Put back what a scenario changed; what a failed one had for itself is thrown away.

        Raises:
            StackError: a server has ended by itself.
        """
        if not failed:
            environment.stack.heal()
        elif alone:
            self.discard(environment)

    def discard(self, environment: Environment) -> None:
        """End an environment that may be unusable."""
        self._environments = {key: kept for key, kept in self._environments.items() if kept is not environment}
        environment.stack.ask_to_stop()
        environment.close()
        environment.stack.stop()

    def close(self) -> None:
        """End all environments."""
        for environment in list(self._environments.values()):
            self.discard(environment)

    def _start(self, settings: Settings) -> Environment:
        self._started += 1
        folder = self._folder / str(self._started)
        folder.mkdir(parents=True)
        stack = Stack(folder, settings)
        stack.start()
        return Environment(stack)
