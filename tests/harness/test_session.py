"""Environments are started once for each kind of settings, and thrown away when they are unusable."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness import session as module
from harness.session import Session
from harness.settings import Settings


@dataclass
class StubStack:
    """Takes settings."""

    adopted: list[Settings] = field(default_factory=list)

    def adopt(self, settings: Settings) -> None:
        """Remember the settings."""
        self.adopted.append(settings)


class StubEnvironment:
    """An environment without servers."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.stack = StubStack()
        self.usable = True
        self.closed = False

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(module, "Environment", StubEnvironment)
    return Session(tmp_path)


def test_what_a_running_simulator_can_be_told_needs_no_servers_of_its_own(session: Session) -> None:
    assert session.get(Settings()) is session.get(Settings(connector="scim2", blocking=True))


@pytest.mark.parametrize("settings", [Settings(stock=True), Settings(limits="free"), Settings(lease=2)])
def test_what_is_told_at_the_start_needs_servers_of_its_own(session: Session, settings: Settings) -> None:
    assert session.get(Settings()) is not session.get(settings)
    assert session.get(settings) is session.get(settings)


def test_every_use_says_what_the_environment_is_to_be_like(session: Session) -> None:
    environment = session.get(Settings(connector="scim2"))
    session.get(Settings())
    assert isinstance(environment.stack, StubStack)
    assert environment.stack.adopted == [Settings(connector="scim2"), Settings()]


def test_an_environment_with_a_dead_server_is_replaced(session: Session) -> None:
    first = session.get(Settings())
    assert isinstance(first, StubEnvironment)
    first.usable = False
    second = session.get(Settings())
    assert second is not first
    assert first.closed


def test_every_environment_has_a_folder_of_its_own(session: Session) -> None:
    environments = [session.get(Settings(stock=stock)) for stock in (True, False)]
    folders = {each.folder for each in environments if isinstance(each, StubEnvironment)}
    assert len(folders) == 2


def test_the_end_closes_all(session: Session) -> None:
    environments = [session.get(Settings(stock=stock)) for stock in (True, False)]
    session.close()
    assert all(isinstance(each, StubEnvironment) and each.closed for each in environments)
