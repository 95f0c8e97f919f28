"""An environment of all processes is shared by many or had by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import WaitFailed
from harness.rungs import turns as module
from harness.rungs.turns import Turns
from harness.waiting import Wait


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Turns, Turns]]:
    """Two who want the same; a file locks against another opening of it, be it in this process or another."""
    monkeypatch.setattr(module, "PATIENCE", Wait(within=0.1))
    both = Turns(tmp_path, "stack"), Turns(tmp_path, "stack")
    yield both
    for turns in both:
        turns.leave()


def test_many_share(pair: tuple[Turns, Turns]) -> None:
    for turns in pair:
        turns.share()
    assert all(turns.held for turns in pair)


def test_whoever_has_it_alone_keeps_the_others_out(pair: tuple[Turns, Turns]) -> None:
    pair[0].take()
    with pytest.raises(WaitFailed, match="a turn with stack"):
        pair[1].share()


def test_whoever_shares_keeps_those_out_who_want_it_alone(pair: tuple[Turns, Turns]) -> None:
    pair[0].share()
    with pytest.raises(WaitFailed, match="a turn with stack"):
        pair[1].take()


def test_leaving_lets_the_next_in(pair: tuple[Turns, Turns]) -> None:
    pair[0].take()
    pair[0].leave()
    pair[1].take()
    assert pair[1].held


def test_a_wait_in_vain_leaves_no_lock_behind(pair: tuple[Turns, Turns]) -> None:
    pair[0].share()
    with pytest.raises(WaitFailed):
        pair[1].take()
    pair[0].leave()
    pair[0].take()
    assert pair[0].held


def test_what_somebody_had_alone_is_in_disorder_until_they_say_otherwise(pair: tuple[Turns, Turns]) -> None:
    pair[0].take()
    pair[0].leave()
    assert pair[1].left_over
    pair[1].put_in_order()
    assert not pair[0].left_over


def test_nobody_has_two_turns(pair: tuple[Turns, Turns]) -> None:
    pair[0].share()
    with pytest.raises(RuntimeError, match="has a turn with stack already"):
        pair[0].take()
