"""One HTTP connection, which gets a bounded time for each request and for its end: slow clients must not pile up."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 30.0
"""From the connection or its first byte until the whole request is there."""

FAREWELL_SECONDS = 1.0
"""How long a connection that this side ends waits for the other side's farewell. TLS (RFC 8446 section 6.1) lets the
side that closes first go at once; Python's waits 30 s. A client that pools connections, as both of WSO2's connectors
do, does not look at one before it needs it: each stop of the service would take as long as open requests may."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, closed when a request is not there in time, or when the client does not let go."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._farewell: asyncio.TimerHandle | None = None

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
        if self._farewell is not None:
            self._farewell.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Bound the farewell after a last answer."""
        super().on_response_complete()
        self._let_go()

    def timeout_keep_alive_handler(self) -> None:
        """Bound the farewell of a connection that was idle for too long."""
        super().timeout_keep_alive_handler()
        self._let_go()

    def shutdown(self) -> None:
        """Bound the farewell of an idle connection when the service ends."""
        super().shutdown()
        self._let_go()

    def _let_go(self) -> None:
        if self.transport.is_closing() and self._farewell is None:
            self._farewell = self.loop.call_later(FAREWELL_SECONDS, self._cut)

    def _cut(self) -> None:
        """End the connection without the client's farewell, but not before it has read what it was answered."""
        if self.transport.get_write_buffer_size():
            self._farewell = self.loop.call_later(FAREWELL_SECONDS, self._cut)
        else:
            self.transport.abort()

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
