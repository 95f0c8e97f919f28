"""The feed tells its readers what is new, and again what has changed."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.errors import ControlError
from harness.timeline.moment import Moment
from harness.up.feed import Entry, Feed

SENT = Moment("is-1", 1.0, "identity server", "alice", "POST → no answer yet")


def feed_of(*looks: list[Moment], state: Callable[[], dict[str, Any]] = dict) -> Feed:
    """Return a feed whose sources show these moments, look by look."""
    left = list(looks)
    return Feed(lambda: left.pop(0), state)


def moments(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(content["id"], content["title"]) for _, kind, content in entries if kind == "moment"]


def test_a_moment_is_told_once() -> None:
    feed = feed_of([SENT], [SENT])
    feed.look()
    feed.look()
    assert moments(feed.after(0)) == [("is-1", SENT.title)]


def test_a_moment_that_has_changed_is_told_again_under_its_id() -> None:
    feed = feed_of([SENT], [replace(SENT, title="POST → 201")])
    feed.look()
    feed.look()
    assert moments(feed.after(0)) == [("is-1", SENT.title), ("is-1", "POST → 201")]


def test_a_reader_that_was_away_goes_on_behind_what_it_saw_last() -> None:
    feed = feed_of([SENT], [SENT, replace(SENT, id="is-2")])
    feed.look()
    last = feed.after(0)[-1][0]
    feed.look()
    assert [id_ for id_, _ in moments(feed.after(last))] == ["is-2"]


def test_a_server_that_does_not_answer_hides_nothing_that_was_seen() -> None:
    def fail() -> list[Moment]:
        raise ControlError("bridge: no answer")

    sources = iter([lambda: [SENT], fail])

    def look() -> list[Moment]:
        return next(sources)()

    feed = Feed(look, dict)
    feed.look()
    feed.look()
    assert moments(feed.after(0)) == [("is-1", SENT.title)]


def test_the_servers_state_is_told_when_it_changes() -> None:
    states = [{"servers": ["runs"]}, {"servers": ["runs"]}, {"servers": ["has ended"]}]
    feed = feed_of([], [], [], state=lambda: states.pop(0))
    for _ in range(3):
        feed.look()
    assert [content for _, kind, content in feed.after(0) if kind == "state"] == [
        {"servers": ["runs"]},
        {"servers": ["has ended"]},
    ]


def test_a_reader_gets_what_comes_while_it_waits_and_ends_with_the_feed() -> None:
    shown: list[Moment] = []
    feed = Feed(lambda: list(shown), dict)

    async def read() -> list[str]:
        read = []
        async for entry in feed.read(0):
            assert entry is not None
            read.append(entry[2]["id"])
            if len(read) == 1:
                shown.append(replace(SENT, id="is-2"))
            else:
                await asyncio.to_thread(feed.stop)
        return read

    shown.append(SENT)
    feed.start()
    assert asyncio.run(asyncio.wait_for(read(), 10)) == ["is-1", "is-2"]
