"""Steps, and what the page showed at their ends."""

from dataclasses import dataclass
from typing import Any, cast

from harness.evidence.steps import Steps


@dataclass
class Window:
    """A stand-in of a tab."""

    shows: str = "hello"
    pictures: int = 0

    def glimpse(self) -> dict[str, str]:
        """Return what it shows, if it can be looked at."""
        if not self.shows:
            raise RuntimeError("the browser is gone")
        return {"shows": self.shows}

    def picture(self) -> bytes:
        """Count the picture."""
        self.pictures += 1
        return b"jpeg"


@dataclass
class Used:
    """A stand-in of a chain."""

    last_used: Window | None


def steps(*, looks: bool = True) -> Steps:
    return Steps(lambda: 1.0, looks=looks)


def chains(window: Window | None) -> Any:
    return cast("Any", [Used(window)])


def test_a_step_ends_with_the_page_that_it_used() -> None:
    told = steps()
    told.note("alice registers", chains(None))
    told.note("alice signs in", chains(Window("registered")))
    assert [(step.text, dict(step.page)) for step in told.told] == [
        ("alice registers", {"shows": "registered"}),
        ("alice signs in", {}),
    ]


def test_a_window_that_was_not_used_since_is_not_looked_at_again() -> None:
    told, used = steps(), chains(Window())
    told.note("one", used)
    assert used[0].last_used is None


def test_a_step_ends_with_a_picture_of_the_page() -> None:
    told = steps()
    told.note("one", chains(None))
    told.end(chains(Window()))
    assert told.told[0].picture == b"jpeg"


def test_without_evidence_nobody_looks() -> None:
    told = steps(looks=False)
    told.note("one", chains(None))
    window = Window()
    told.end(chains(window))
    assert (told.told[0].page, window.pictures) == ({}, 0)


def test_a_window_that_cannot_be_looked_at_fails_nobody() -> None:
    told = steps()
    told.note("one", chains(None))
    told.end(chains(Window(shows="")))
    assert told.told[0].page == {}
