"""The environments of one test process: one that all share, and for each kind of settings one to be changed."""

from pathlib import Path

from harness.environment import Environment
from harness.settings import Settings

_SHARED = ("shared",)
_Key = tuple[object, ...]


class Session:
    """Starts environments when they are first needed, and keeps them for the scenarios that follow."""

    def __init__(self, folder: Path) -> None:
        """Take the folder for the environments' own folders."""
        self._folder = folder
        self._environments: dict[_Key, Environment] = {}
        self._started = 0

    def shared(self) -> Environment:
        """Return the environment of scenarios that change nothing for others."""
        return self._get(_SHARED, Settings())

    def own(self, settings: Settings) -> Environment:
        """Return an environment of its own kind, which only one scenario uses at a time."""
        environment = self._get(("own", *settings.processes), settings)
        environment.stack.adopt(settings)
        return environment

    def discard(self, environment: Environment) -> None:
        """End an environment that a failed scenario may have left unusable."""
        self._environments = {key: kept for key, kept in self._environments.items() if kept is not environment}
        environment.close()

    def close(self) -> None:
        """End all environments."""
        for environment in list(self._environments.values()):
            self.discard(environment)

    def _get(self, key: _Key, settings: Settings) -> Environment:
        kept = self._environments.get(key)
        if kept is not None and kept.usable:
            return kept
        if kept is not None:
            self.discard(kept)
        self._started += 1
        made = Environment(self._folder / str(self._started), settings)
        self._environments[key] = made
        return made
