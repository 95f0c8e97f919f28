"""Breaking a connection the way networks do.

A server that lets the fake do so puts its asyncio transport into the scope, as the extension `TRANSPORT`. Without a
transport (the application called in process) the caller gets a `ConnectionResetError`.
"""

import asyncio
import socket
import struct
from typing import cast

from starlette.types import Receive, Scope

from harness.serving import TRANSPORT


async def reset(scope: Scope, receive: Receive) -> None:
    """Break the connection with a TCP reset, so that the client sees it broken rather than ended.

    Raises:
        ConnectionResetError: There is no connection, the application was called in process.
    """
    transport = _transport(scope)
    if (plain := transport.get_extra_info("socket")) is not None:
        # Lingering for no time makes closing send RST instead of FIN (POSIX, SO_LINGER).
        with socket.socket(fileno=_duplicate(plain.fileno())) as twin:
            twin.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await gone(receive)


async def cut(scope: Scope, receive: Receive) -> None:
    """End the connection in good order in the middle of an answer, once what was written is out.

    Raises:
        ConnectionResetError: There is no connection, the application was called in process.
    """
    _transport(scope).close()
    await gone(receive)


async def gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _duplicate(descriptor: int) -> int:
    return socket.dup(descriptor)


def _transport(scope: Scope) -> asyncio.Transport:
    transport = scope.get("extensions", {}).get(TRANSPORT, {}).get("transport")
    if transport is None:
        raise ConnectionResetError("A fault rule broke the connection.")
    return cast("asyncio.Transport", transport)  # uvloop's have the methods, not the class
