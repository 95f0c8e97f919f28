"""What the live view shows, as it grows: every moment of the chain, and again each one that has changed since."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from harness.errors import ControlError
from harness.timeline.moment import Moment

LOOK_EVERY: Final = 0.2  # seconds: a person sees no delay
_HEARTBEAT: Final = 15.0  # seconds of silence after which a reader is told that all is well
_KEPT: Final = 5000
"""Entries kept for readers that come late; each takes a few kilobytes."""

Sources = Callable[[], Iterable[Moment]]
State = Callable[[], Mapping[str, Any]]
Entry = tuple[int, str, Mapping[str, Any]]
"""A rising number, ``moment`` or ``state``, and the content."""


class Feed:
    """Looks at the sources in a thread of its own, and tells its readers what is new."""

    def __init__(self, sources: Sources, state: State) -> None:
        """Take where moments come from, and what says how the servers are."""
        self._sources = sources
        self._state = state
        self._entries: list[Entry] = []
        self._known: dict[str, Moment] = {}
        self._known_state: Mapping[str, Any] = {}
        self._number = 0
        self._readers: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the looking and all readers."""
        self._ended.set()
        self._thread.join()
        self._tell()

    def look(self) -> None:
        """Look once: what is new or has changed becomes an entry."""
        try:
            moments = list(self._sources())
        except ControlError:
            moments = []  # a server is away or was restarted: the state says so
        for moment in moments:
            if self._known.get(moment.id) != moment:
                self._known[moment.id] = moment
                self._add("moment", asdict(moment))
        state = self._state()
        if state != self._known_state:
            self._known_state = state
            self._add("state", state)

    def after(self, number: int) -> list[Entry]:
        """Return the entries behind a number, oldest first."""
        return [entry for entry in self._entries if entry[0] > number]

    async def read(self, number: int) -> AsyncIterator[Entry | None]:
        """Give the entries behind a number as they come, until the end; None is a heartbeat."""
        news = asyncio.Event()
        self._readers[news] = asyncio.get_running_loop()
        try:
            while not self._ended.is_set():
                news.clear()
                for entry in self.after(number):
                    number = entry[0]
                    yield entry
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        await news.wait()
                except TimeoutError:
                    yield None
        finally:
            self._readers.pop(news, None)

    def _run(self) -> None:
        while not self._ended.is_set():
            self.look()
            self._ended.wait(LOOK_EVERY)

    def _add(self, kind: str, content: Mapping[str, Any]) -> None:
        self._number += 1
        self._entries = [*self._entries[-_KEPT + 1 :], (self._number, kind, content)]
        self._tell()

    def _tell(self) -> None:
        for news, loop in list(self._readers.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(news.set)
