"""Environments that all processes of a run share: one set of servers for each kind of settings."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from harness.environment import Environment
from harness.errors import HarnessError, StackError
from harness.rungs.turns import Turns
from harness.seams import Clock, system_clock
from harness.settings import Settings
from harness.stack import Stack

_FAILED: Final = ".failed"


class Bringer(Protocol):
    """Starts servers that other processes can use too."""

    def start(self, folder: Path, settings: Settings) -> Stack:
        """Start and set up a new stack; ``folder`` takes what it keeps on this machine."""

    def describe(self, stack: Stack) -> dict[str, Any]:
        """Return what another process needs in order to use the stack."""

    def attach(self, folder: Path, settings: Settings, described: Mapping[str, Any]) -> Stack | None:
        """Return a stack that another process started; None if it is gone."""


@dataclass(slots=True)
class _Held:
    environment: Environment
    turns: Turns
    alone: bool


class SharedSession:
    """Whoever needs an environment first starts it, for all; a scenario that changes it has it alone.

    The servers outlive this process: the run ends them.
    """

    def __init__(self, folder: Path, bringer: Bringer, clock: Clock = system_clock) -> None:
        """Take the folder that all processes of the run know, what starts servers, and a clock (seconds)."""
        self._clock = clock
        self._waited = 0.0
        self._folder = folder
        self._bringer = bringer
        self._environments: dict[str, Environment] = {}
        self._held: dict[str, _Held] = {}

    def get(self, settings: Settings, *, alone: bool) -> Environment:
        """Return a running environment that is as ``settings`` say; waits until it may be used so.

        Raises:
            StackError: it could not be started or put in order.
        """
        name = _name_of(settings)
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._enter(name, settings, alone=alone)
        elif alone and not held.alone:
            raise RuntimeError("a scenario that shares an environment cannot have it alone: use own_stack(...) only")
        if alone:
            held.environment.stack.adopt(settings)
        return held.environment

    def waited(self) -> float:
        """Return for how many seconds this process waited for its turn since it was last asked."""
        waited, self._waited = self._waited, 0.0
        return waited

    def give_back(self, environment: Environment, *, alone: bool, failed: bool) -> None:  # noqa: ARG002 - a session's
        """Leave it as others expect it, and let them have it.

        Raises:
            StackError: a server has ended by itself; it runs again.
        """
        name, held = next((each for each in self._held.items() if each[1].environment is environment), ("", None))
        if held is None:
            return
        del self._held[name]
        try:
            if not failed:
                environment.stack.see_all_run()
        finally:
            try:
                if held.alone:
                    environment.stack.restore()
                    held.turns.put_in_order()
            finally:
                held.turns.leave()

    def close(self) -> None:
        """End the browsers of this process; the servers go on for the others."""
        for held in self._held.values():
            held.turns.leave()
        self._held.clear()
        for environment in self._environments.values():
            environment.close()
            environment.stack.detach()
        self._environments.clear()

    def _enter(self, name: str, settings: Settings, *, alone: bool) -> _Held:
        turns = Turns(self._folder, name)
        while True:
            disorder = turns.left_over
            began = self._clock()
            (turns.take if alone or disorder else turns.share)()
            self._waited += self._clock() - began
            try:
                environment = self._environment(name, settings)
                if disorder:  # whoever had it ended in the middle
                    environment.stack.restore()
                    turns.put_in_order()
                if disorder and not alone:
                    turns.leave()
                    continue
            except BaseException:
                turns.leave()
                raise
            return _Held(environment, turns, alone)

    def _environment(self, name: str, settings: Settings) -> Environment:
        kept = self._environments.get(name)
        if kept is None:
            kept = self._environments[name] = Environment(self._started(name, settings))
        return kept

    def _started(self, name: str, settings: Settings) -> Stack:
        """Return the stack of this name, started by whoever comes first."""
        start = Turns(self._folder, f"{name}-start")
        start.take()
        try:
            return self._attached(name, settings) or self._new(name, settings)
        finally:
            start.leave()

    def _attached(self, name: str, settings: Settings) -> Stack | None:
        file = self._folder / f"{name}.json"
        if not file.exists():
            return None
        try:
            described = json.loads(file.read_text())
        except ValueError as error:
            raise StackError(f"{file} is damaged ({error}): remove it, and start again") from error
        stack = self._bringer.attach(self._folder / name, settings, described)
        if stack is not None and not stack.usable:  # kept, and the machine was started anew
            stack.restore()
        return stack

    def _new(self, name: str, settings: Settings) -> Stack:
        """Start a stack; one that did not start is not waited for again in this run.

        Raises:
            StackError: it did not start, here or in another process of the run.
        """
        folder, failed = self._folder / name, self._folder / f"{name}{_FAILED}"
        if failed.exists():
            raise StackError(failed.read_text(encoding="utf-8"))
        folder.mkdir(exist_ok=True)
        try:
            stack = self._bringer.start(folder, settings.at_rest)
        except HarnessError as error:
            failed.write_text(str(error), encoding="utf-8")
            raise
        file = self._folder / f"{name}.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(self._bringer.describe(stack)))
        return stack


def forget_failures(folder: Path) -> None:
    """Let a new run try what did not start in an earlier one that kept its stacks in the same folder."""
    for failed in folder.glob(f"*{_FAILED}"):
        failed.unlink(missing_ok=True)


def _name_of(settings: Settings) -> str:
    """Return a name for all settings that need the same processes."""
    return "stack-" + hashlib.sha256(repr(settings.processes).encode()).hexdigest()[:8]
