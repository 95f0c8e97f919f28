"""The time that a client has for its request."""

import asyncio
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from bridge.connection import REQUEST_SECONDS, Connection
from harness.simulation.clock import VirtualLoop, run_virtually

WHOLE = b"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}"


class Transport(asyncio.Transport):
    """Remembers whether the connection was cut."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.cut = False

    def abort(self) -> None:
        """Cut the connection."""
        self.cut = True

    def close(self) -> None:
        """End the connection in order."""

    def is_closing(self) -> bool:
        """Say whether it is cut."""
        return self.cut

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
