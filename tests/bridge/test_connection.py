"""The time that a client has for its request."""

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from bridge.connection import FAREWELL_SECONDS, REQUEST_SECONDS, Connection
from harness.simulation.clock import VirtualLoop, run_virtually

WHOLE = b"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}"


class Transport(asyncio.Transport):
    """Remembers whether the connection was cut."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.cut = False
        self.closed = False
        self.unsent = 0

    def abort(self) -> None:
        """Cut the connection."""
        self.cut = True

    def close(self) -> None:
        """Begin to end the connection in order; this client never says farewell."""
        self.closed = True

    def is_closing(self) -> bool:
        """Say whether it is ending."""
        return self.cut or self.closed

    def get_write_buffer_size(self) -> int:
        """Return how much of the answers the client has not taken."""
        return self.unsent

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take an answer."""


async def _app(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def cut_after(sent: list[bytes], pause: float = 0.0) -> bool:
    """Send parts with a pause between them, then wait for longer than a request may take."""

    async def main(loop: VirtualLoop) -> bool:
        config = uvicorn.Config(_app, lifespan="off", log_config=None, ws="none", timeout_keep_alive=1000)
        connection, transport = Connection(config, ServerState(), {}, loop), Transport()
        connection.connection_made(transport)
        for part in sent:
            connection.data_received(part)
            await asyncio.sleep(pause)
        await asyncio.sleep(REQUEST_SECONDS + 1)
        cut = transport.cut
        connection.connection_lost(None)
        return cut

    return run_virtually(main)


def test_a_client_that_sends_nothing_is_cut_off() -> None:
    assert cut_after([])


def test_a_client_that_sends_half_a_header_is_cut_off() -> None:
    assert cut_after([WHOLE[:20]])


def test_a_client_that_sends_half_a_body_is_cut_off() -> None:
    assert cut_after([WHOLE[:-1]])


def test_a_client_that_trickles_is_cut_off() -> None:
    assert cut_after([WHOLE[at : at + 1] for at in range(len(WHOLE))], pause=1.0)


def test_a_client_that_starts_a_second_request_and_stops_is_cut_off() -> None:
    assert cut_after([WHOLE + WHOLE[:9]])


def test_a_client_that_sent_its_request_is_not() -> None:
    assert not cut_after([WHOLE])


def test_an_idle_connection_is_left_to_the_keep_alive_time() -> None:
    assert not cut_after([WHOLE, WHOLE], pause=REQUEST_SECONDS - 1)


def cut_at_the_stop(unsent: int, *, seconds: float, how: Callable[[Connection], None] = Connection.shutdown) -> bool:
    """Answer a request, end the connection, and say whether it is cut so long after that."""

    async def main(loop: VirtualLoop) -> bool:
        config = uvicorn.Config(_app, lifespan="off", log_config=None, ws="none", timeout_keep_alive=1000)
        connection, transport = Connection(config, ServerState(), {}, loop), Transport()
        connection.connection_made(transport)
        connection.data_received(WHOLE)
        await asyncio.sleep(0.1)
        transport.unsent = unsent
        how(connection)
        await asyncio.sleep(seconds)
        cut = transport.cut
        connection.connection_lost(None)
        return cut

    return run_virtually(main)


def test_a_pooled_connection_whose_client_says_no_farewell_does_not_hold_up_the_stop() -> None:
    assert cut_at_the_stop(0, seconds=FAREWELL_SECONDS + 0.1)


def test_the_client_of_a_pooled_connection_may_say_farewell() -> None:
    assert not cut_at_the_stop(0, seconds=FAREWELL_SECONDS - 0.1)


def test_a_client_that_still_reads_its_answer_is_not_cut_off_at_the_stop() -> None:
    assert not cut_at_the_stop(1, seconds=FAREWELL_SECONDS * 5)


def test_a_connection_idle_for_too_long_is_let_go_without_a_farewell() -> None:
    assert cut_at_the_stop(0, seconds=FAREWELL_SECONDS + 0.1, how=Connection.timeout_keep_alive_handler)
