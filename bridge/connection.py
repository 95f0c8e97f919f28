"""One HTTP connection, which gets a bounded time for each request: slow clients must not pile up."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 30.0
"""From the connection or its first byte until the whole request is there."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, closed when a request is not there in time."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """Start the time: a client that sends nothing at all is closed too."""
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Start the time with a request's first byte."""
        self._arm()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Start the time for a request whose first byte came with the end of another."""
        self._arm()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Stop the time: the request is there."""
        self._disarm()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the time."""
        self._disarm()
        super().connection_lost(exc)

    def _arm(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._expire)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expire(self) -> None:
        self.logger.warning("A client did not send its whole request within %g s; closed.", REQUEST_SECONDS)
        self.transport.abort()
