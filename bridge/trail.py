"""What happened to whom: the last events of this process, in memory, for the people who look for one.

Rooms are given a `Tell` and say what they did; whoever reads asks the `Trail`. An event's data is made only when
somebody keeps it, never holds a password (`bridge.scim.document` drops it, and what could still name one is hidden
here), and is cut where it is long. Nothing that tells ever waits for anybody that reads.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bridge.scim.document import names_password
from bridge.scim.names import key_of
from bridge.seams import Clock

Step = Literal["received", "understood", "changed", "answered", "mapped", "sent", "outcome"]
"""In their order: a request came, was read, changed the directory, was answered; a user was mapped, sent, settled."""

LARGEST_PART: Final = 8_000
"""Characters of JSON that one part of an event's data may have; a whole user has about 500."""

_SHOWN_OF_LONG: Final = 2_000
_HIDDEN: Final = "(not shown: it names the password)"

Data = Callable[[], Mapping[str, Any]]
"""Makes an event's data, if anybody wants it."""


@dataclass(frozen=True, slots=True)
class About:
    """Whom an event is about: the name as said or the key, the request's correlation id, and the version meant."""

    user_name: str
    correlation_id: str
    version: int | None = None


Tell = Callable[[Step, About, Data], None]
"""Takes what happened. Called in the event loop's thread, after the commit if there is one."""


def tell_nobody(_step: Step, _about: About, _data: Data) -> None:
    """Keep nothing, and make no data."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `id` rises by one from 1 at the start of the process; `at` is in seconds since 1970."""

    id: int
    at: float
    step: Step
    about: About
    data: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """Return the event as JSON shows it."""
        return {
            "id": self.id,
            "at": self.at,
            "step": self.step,
            "userName": self.about.user_name,
            "correlationId": self.about.correlation_id,
            "version": self.about.version,
            "data": self.data,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a reader wants; empty texts want all.

    Attributes:
        user_name: a person, with or without store domain: the events that name them, and the other events of the
            requests which do (a request is received before anybody knows whom it means).
        correlation_id: one request.
    """

    user_name: str = ""
    correlation_id: str = ""

    def among(self, events: deque[Event]) -> Callable[[Event], bool]:
        """Return the test for one event, given all that are kept."""
        key = key_of(self.user_name)
        theirs = (each for each in events if key_of(each.about.user_name) == key) if key else ()
        requests = {each.about.correlation_id for each in theirs}

        def test(event: Event) -> bool:
            named = key_of(event.about.user_name)
            is_theirs = not key or named == key or (not named and event.about.correlation_id in requests)
            return is_theirs and self.correlation_id in {"", event.about.correlation_id}

        return test


class Trail:
    """Keeps the last events, and wakes those who wait for more."""

    def __init__(self, size: int, clock: Clock) -> None:
        """Take how many events to keep, and the clock."""
        self.size = size
        self._events: deque[Event] = deque(maxlen=size)
        self._clock = clock
        self._last = 0
        self._news = asyncio.Event()
        self._closed = False

    def is_closed(self) -> bool:
        """Tell whether the process ends, so that readers should go."""
        return self._closed

    @property
    def last(self) -> int:
        """The id of the newest event; 0: nothing happened yet."""
        return self._last

    @property
    def oldest(self) -> int:
        """The id of the oldest event that is kept, or of the one to come."""
        return self._events[0].id if self._events else self._last + 1

    def tell(self, step: Step, about: About, data: Data) -> None:
        """Keep one event, and drop the oldest if there is no room."""
        self._last += 1
        parts = {name: _short(value) for name, value in _clean(data()).items()}
        self._events.append(Event(self._last, self._clock(), step, about, parts))
        self._wake()

    def after(self, event_id: int, wanted: Wanted) -> list[Event]:
        """Return the kept events behind an id, oldest first; an id of an earlier process counts as 0."""
        behind = event_id if event_id <= self._last else 0
        if behind == self._last:
            return []
        test = wanted.among(self._events)
        return [each for each in self._events if each.id > behind and test(each)]

    async def news(self, seconds: float) -> None:
        """Wait until something happens, the trail is closed, or the seconds are over."""
        if self._closed:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """Send all readers home: the process ends."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def _clean(value: Any) -> Any:
    """Return the value without anything that is called a password, at any depth."""
    if isinstance(value, Mapping):
        return {name: _part(name, inner) for name, inner in value.items() if not names_password(str(name))}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def _part(name: str, value: Any) -> Any:
    """Hide a path, a filter or a target that names the password: it may hold one, to compare with."""
    if isinstance(value, str) and name.casefold() in {"path", "filter", "target"} and names_password(value):
        return _HIDDEN
    return _clean(value)


def _short(value: Any) -> Any:
    """Cut what is long, and say so."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) <= LARGEST_PART:
        return value
    return {"cut": f"{len(text)} characters of JSON, of which these are the first", "start": text[:_SHOWN_OF_LONG]}
