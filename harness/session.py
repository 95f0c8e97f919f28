"""The environments of one test process: one for each kind of settings."""

from pathlib import Path

from harness.environment import Environment
from harness.settings import Settings


class Session:
    """Starts environments when they are first needed, and keeps them for the scenarios that follow.

    A test process runs one scenario at a time, so an environment belongs to whoever runs: what a scenario changed is
    put back after it, and an environment that a failed scenario changed is thrown away.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder for the environments' own folders."""
        self._folder = folder
        self._environments: dict[tuple[object, ...], Environment] = {}
        self._started = 0

    def get(self, settings: Settings) -> Environment:
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

    def discard(self, environment: Environment) -> None:
        """End an environment that may be unusable."""
        self._environments = {key: kept for key, kept in self._environments.items() if kept is not environment}
        environment.close()

    def close(self) -> None:
        """End all environments."""
        for environment in list(self._environments.values()):
            self.discard(environment)

    def _start(self, settings: Settings) -> Environment:
        self._started += 1
        return Environment(self._folder / str(self._started), settings)
