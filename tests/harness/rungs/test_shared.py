"""One set of servers for all processes of a run: started once, shared or had alone, left in order."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness.errors import StackError, WaitFailed
from harness.rungs import turns
from harness.rungs.shared import SharedSession, forget_failures
from harness.settings import Settings
from harness.stack import Stack
from harness.waiting import Wait


class StubStack(Stack):
    """A stack without servers that notes what is done to it."""

    def __init__(self, folder: Path, settings: Settings, notes: list[str]) -> None:
        super().__init__(folder, settings)
        self.notes = notes
        self.ended = ""

    @property
    def usable(self) -> bool:
        """Always, unless a server has ended."""
        return not self.ended

    def adopt(self, settings: Settings) -> None:
        """Note it."""
        self.notes.append(f"adopt {settings.connector}")

    def restore(self) -> None:
        """Note it."""
        self.notes.append("restore")

    def detach(self) -> None:
        """Give back the ports that every stack takes."""
        super().detach()
        self._servers.stop()

    def see_all_run(self) -> None:
        """Fail as if a server had ended, if one has."""
        if self.ended:
            raise StackError(f"{self.ended} ended during the scenario")


class StubBringer:
    """Brings stubs, and knows those of other processes by the notes that they share."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.gone = False
        self.broken = ""

    def start(self, folder: Path, settings: Settings) -> Stack:
        """Note the settings that it starts with; fail if it is broken."""
        self.notes.append(f"start {settings.connector} {settings.lease}")
        if self.broken:
            raise StackError(self.broken)
        return StubStack(folder, settings, self.notes)

    def describe(self, stack: Stack) -> dict[str, Any]:
        """Say where it is."""
        return {"folder": str(stack.folder)}

    def attach(self, folder: Path, settings: Settings, described: Mapping[str, Any]) -> Stack | None:
        """Find it, unless it is gone."""
        assert described == {"folder": str(folder)}
        return None if self.gone else StubStack(folder, settings, self.notes)


@pytest.fixture
def bringer() -> StubBringer:
    return StubBringer()


@pytest.fixture
def sessions(
    tmp_path: Path, bringer: StubBringer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[SharedSession, SharedSession]]:
    """Two processes of a run, which wait a short time only."""
    monkeypatch.setattr(turns, "PATIENCE", Wait(within=0.1))
    both = SharedSession(tmp_path, bringer), SharedSession(tmp_path, bringer)
    yield both
    for session in both:
        session.close()


Sessions = tuple[SharedSession, SharedSession]


def test_whoever_comes_first_starts_it_for_all(sessions: Sessions, bringer: StubBringer) -> None:
    for session in sessions:
        session.get(Settings(), alone=False)
    assert bringer.notes == ["start scim None"]


def test_a_stack_that_is_gone_is_started_again(sessions: Sessions, bringer: StubBringer) -> None:
    sessions[0].get(Settings(), alone=False)
    bringer.gone = True
    sessions[1].get(Settings(), alone=False)
    assert bringer.notes == ["start scim None"] * 2


def test_settings_that_need_other_processes_have_a_stack_of_their_own(sessions: Sessions, bringer: StubBringer) -> None:
    sessions[0].get(Settings(), alone=True)
    sessions[1].get(Settings(lease=2, connector="scim2"), alone=True)
    assert bringer.notes == ["start scim None", "adopt scim", "start scim 2", "adopt scim2"]


def test_while_one_has_it_alone_another_waits(sessions: Sessions) -> None:
    sessions[0].get(Settings(), alone=True)
    with pytest.raises(WaitFailed, match="a turn with stack-"):
        sessions[1].get(Settings(), alone=False)


def test_what_one_had_alone_is_left_as_others_expect_it(sessions: Sessions, bringer: StubBringer) -> None:
    environment = sessions[0].get(Settings(connector="scim2"), alone=True)
    sessions[0].give_back(environment, alone=True, failed=True)
    sessions[1].get(Settings(), alone=False)
    assert bringer.notes == ["start scim None", "adopt scim2", "restore"]


def test_the_time_of_waiting_for_a_turn_is_told_once(tmp_path: Path, bringer: StubBringer) -> None:
    session = SharedSession(tmp_path, bringer, clock=iter([10.0, 12.5]).__next__)
    session.get(Settings(), alone=True)
    assert (session.waited(), session.waited()) == (2.5, 0.0)
    session.close()


def test_what_was_shared_is_left_alone(sessions: Sessions, bringer: StubBringer) -> None:
    sessions[0].give_back(sessions[0].get(Settings(), alone=False), alone=False, failed=False)
    assert bringer.notes == ["start scim None"]


def test_what_a_dead_process_had_alone_is_put_in_order_first(sessions: Sessions, bringer: StubBringer) -> None:
    sessions[0].get(Settings(connector="scim2"), alone=True)
    sessions[0].close()  # the operating system does no more for a process that was killed
    sessions[1].get(Settings(), alone=False)
    sessions[0].get(Settings(), alone=False)
    assert bringer.notes == ["start scim None", "adopt scim2", "restore"]


def test_a_server_that_ended_by_itself_is_named_and_the_stack_is_put_in_order(
    sessions: Sessions, bringer: StubBringer
) -> None:
    environment = sessions[0].get(Settings(), alone=True)
    assert isinstance(environment.stack, StubStack)
    environment.stack.ended = "bridge"
    with pytest.raises(StackError, match="bridge ended during the scenario"):
        sessions[0].give_back(environment, alone=True, failed=False)
    assert bringer.notes[-1] == "restore"
    sessions[1].get(Settings(), alone=True)


def test_a_scenario_that_shares_cannot_have_it_alone(sessions: Sessions) -> None:
    sessions[0].get(Settings(), alone=False)
    with pytest.raises(RuntimeError, match="cannot have it alone"):
        sessions[0].get(Settings(), alone=True)


def test_a_damaged_description_says_what_to_remove(sessions: Sessions, tmp_path: Path) -> None:
    sessions[0].give_back(sessions[0].get(Settings(), alone=False), alone=False, failed=False)
    next(tmp_path.glob("*.json")).write_text("{")
    with pytest.raises(StackError, match=r"stack-\w+\.json is damaged .*remove it"):
        sessions[1].get(Settings(), alone=False)


def test_a_stack_that_did_not_start_is_not_started_again_by_any_process(
    sessions: Sessions, bringer: StubBringer
) -> None:
    bringer.broken = "identity-server: no answer within 300 s: see its log"
    for session in (*sessions, sessions[0]):
        with pytest.raises(StackError, match=r"^identity-server: no answer within 300 s: see its log$"):
            session.get(Settings(), alone=False)
    assert bringer.notes == ["start scim None"]


def test_the_next_run_in_the_same_folder_tries_again(sessions: Sessions, bringer: StubBringer, tmp_path: Path) -> None:
    bringer.broken = "the bridge ended: see its log"
    with pytest.raises(StackError):
        sessions[0].get(Settings(), alone=False)
    bringer.broken = ""
    forget_failures(tmp_path)
    sessions[1].get(Settings(), alone=False)
    assert bringer.notes == ["start scim None"] * 2
