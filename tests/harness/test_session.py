"""Environments are started once for each kind of settings, and thrown away when they are unusable."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from harness import session as module
from harness.environment import Environment
from harness.session import Session
from harness.settings import Settings
from harness.stack import Stack


class UnstartedStack(Stack):
    """A stack without processes that remembers what it was told to be like."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.told: list[Settings] = []

    def adopt(self, settings: Settings) -> None:
        """Remember the settings."""
        self.told.append(settings)


class StubEnvironment(Environment):
    """An environment without servers."""

    made: ClassVar[list["StubEnvironment"]]

    def __init__(self, folder: Path, settings: Settings) -> None:  # noqa: ARG002 - the environment's signature
        self.stack: UnstartedStack = UnstartedStack(folder)
        self.alive = True
        self.closed = False
        self.made.append(self)

    @property
    def usable(self) -> bool:
        """Whether nothing died."""
        return self.alive

    def close(self) -> None:
        """Remember it."""
        self.closed = True
        self.stack.stop()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(module, "Environment", StubEnvironment)
    StubEnvironment.made = []
    session = Session(tmp_path)
    yield session
    session.close()


def test_what_a_running_simulator_can_be_told_needs_no_servers_of_its_own(session: Session) -> None:
    assert session.get(Settings()) is session.get(Settings(connector="scim2", stock=True))


@pytest.mark.parametrize("settings", [Settings(hubspot_timeout=1), Settings(limits="free"), Settings(lease=2)])
def test_what_is_told_at_the_start_needs_servers_of_its_own(session: Session, settings: Settings) -> None:
    assert session.get(Settings()) is not session.get(settings)
    assert session.get(settings) is session.get(settings)


def test_every_use_says_what_the_environment_is_to_be_like(session: Session) -> None:
    session.get(Settings(connector="scim2"))
    session.get(Settings())
    assert [each.stack.told for each in StubEnvironment.made] == [[Settings(connector="scim2"), Settings()]]


def test_an_environment_with_a_dead_server_is_replaced(session: Session) -> None:
    session.get(Settings())
    StubEnvironment.made[0].alive = False
    session.get(Settings())
    assert [each.closed for each in StubEnvironment.made] == [True, False]


def test_every_environment_has_a_folder_of_its_own(session: Session) -> None:
    for lease in (1, 2):
        session.get(Settings(lease=lease))
    assert len({each.stack.folder for each in StubEnvironment.made}) == 2


def test_the_end_closes_all(session: Session) -> None:
    for lease in (1, 2):
        session.get(Settings(lease=lease))
    session.close()
    assert all(each.closed for each in StubEnvironment.made)
