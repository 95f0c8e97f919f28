"""What every verb works with."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from harness.browser import Tab
from harness.people import Person
from harness.stack import Stack

Seen = TypeVar("Seen")


class Context(Protocol):
    """One scenario on one environment."""

    @property
    def stack(self) -> Stack:
        """The servers."""

    def tab_of(self, person: Person) -> Tab:
        """Return the person's browser, opened when it is first needed."""

    def marketing(self) -> Tab:
        """Return the browser of somebody from marketing, logged in to HubSpot."""

    def note(self, step: str) -> None:
        """Keep what was done, for the summary of a failed scenario."""

    def await_for(self, person: Person, look: Callable[[], Seen], awaited: str) -> Seen:
        """Wait for an effect of what a person did; a failed wait names the hop it is stuck at."""
