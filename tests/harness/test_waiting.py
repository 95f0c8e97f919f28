"""A wait ends at once when its condition holds, and says what it saw when it never does."""

import pytest

from harness.errors import WaitFailed
from harness.waiting import NotYet, Wait, eventually


class VirtualTime:
    """A clock that moves only when somebody pauses."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self.pauses.append(seconds)
        self.now += seconds

    def wait(self, within: float) -> Wait:
        """Return a wait of ``within`` seconds on this clock."""
        return Wait(within=within, clock=lambda: self.now, pause=self.pause)


def test_what_is_there_is_returned_without_a_pause() -> None:
    time = VirtualTime()
    assert eventually(lambda: 42, "an answer", wait=time.wait(1)) == 42
    assert time.pauses == []


def test_a_look_is_repeated_every_twenty_milliseconds() -> None:
    time = VirtualTime()

    def look() -> str:
        if time.now < 0.05:
            raise NotYet("nothing")
        return "there"

    assert eventually(look, "it", wait=time.wait(1)) == "there"
    assert time.pauses == [0.02] * 3


def never() -> None:
    raise NotYet("an empty table")


def test_a_wait_ends_after_its_time() -> None:
    time = VirtualTime()
    with pytest.raises(WaitFailed):
        eventually(never, "a row", wait=time.wait(1))
    assert time.now == pytest.approx(1, abs=0.03)


def test_a_failed_wait_says_what_was_awaited_and_seen_and_which_hop_is_stuck() -> None:
    with pytest.raises(WaitFailed) as failed:
        eventually(never, "a row", diagnose=lambda: "bridge: owed", wait=VirtualTime().wait(1))
    assert str(failed.value).splitlines() == [
        "awaited: a row (for 1 s)",
        "seen last: an empty table",
        "stuck at: bridge: owed",
    ]


def test_the_diagnosis_is_asked_only_when_the_time_is_up() -> None:
    asked: list[str] = []

    def diagnose() -> str:
        asked.append("once")
        return "nowhere"

    eventually(lambda: True, "it", diagnose=diagnose)
    assert asked == []
