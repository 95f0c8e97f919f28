"""Environments are started once for each kind of settings, and thrown away when they are unusable."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from harness import session as module
from harness.session import OwnSession
from harness.settings import Settings
from harness.stack import Stack


class UnstartedStack(Stack):
    """A stack without processes that remembers what it was told to be like."""

    made: ClassVar[list["UnstartedStack"]]

    def __init__(self, folder: Path, settings: Settings) -> None:
        super().__init__(folder, settings)
        self.told: list[Settings] = []
        self.alive = True
        self.stopped = False
        self.healed = 0
        self.made.append(self)

    def start(self, tell: Callable[[str], None] = lambda _name: None) -> None:
        """Start nothing."""

    @property
    def usable(self) -> bool:
        """Whether nothing died."""
        return self.alive

    def heal(self) -> None:
        """Count it."""
        self.healed += 1

    def stop(self) -> None:
        """Remember it."""
        self.stopped = True
        super().stop()

    def adopt(self, settings: Settings) -> None:
        """Remember the settings."""
        self.told.append(settings)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnSession]:
    monkeypatch.setattr(module, "Stack", UnstartedStack)
    UnstartedStack.made = []
    session = OwnSession(tmp_path)
    yield session
    session.close()


def test_what_a_running_simulator_can_be_told_needs_no_servers_of_its_own(session: OwnSession) -> None:
    assert session.get(Settings(), alone=True) is session.get(Settings(connector="scim2", stock=True), alone=True)


@pytest.mark.parametrize("settings", [Settings(hubspot_timeout=1), Settings(limits="free"), Settings(lease=2)])
def test_what_is_told_at_the_start_needs_servers_of_its_own(session: OwnSession, settings: Settings) -> None:
    assert session.get(Settings(), alone=True) is not session.get(settings, alone=True)
    assert session.get(settings, alone=True) is session.get(settings, alone=True)


def test_every_use_says_what_the_environment_is_to_be_like(session: OwnSession) -> None:
    session.get(Settings(connector="scim2"), alone=True)
    session.get(Settings(), alone=True)
    assert [each.told for each in UnstartedStack.made] == [[Settings(connector="scim2"), Settings()]]


def test_an_environment_with_a_dead_server_is_replaced(session: OwnSession) -> None:
    session.get(Settings(), alone=True)
    UnstartedStack.made[0].alive = False
    session.get(Settings(), alone=True)
    assert [each.stopped for each in UnstartedStack.made] == [True, False]


def test_every_environment_has_a_folder_of_its_own(session: OwnSession) -> None:
    for lease in (1, 2):
        session.get(Settings(lease=lease), alone=True)
    assert len({each.folder for each in UnstartedStack.made}) == 2


def test_the_end_closes_all(session: OwnSession) -> None:
    for lease in (1, 2):
        session.get(Settings(lease=lease), alone=True)
    session.close()
    assert all(each.stopped for each in UnstartedStack.made)


@pytest.mark.parametrize(
    ("alone", "failed", "healed", "stopped"),
    [(False, False, 1, False), (True, False, 1, False), (False, True, 0, False), (True, True, 0, True)],
)
def test_only_what_a_failed_scenario_had_for_itself_is_thrown_away(
    session: OwnSession, *, alone: bool, failed: bool, healed: int, stopped: bool
) -> None:
    session.give_back(session.get(Settings(), alone=alone), alone=alone, failed=failed)
    assert [(each.healed, each.stopped) for each in UnstartedStack.made] == [(healed, stopped)]
