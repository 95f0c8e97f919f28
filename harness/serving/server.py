"""Serving an application over a socket, until Ctrl-C or SIGTERM."""

import asyncio
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from harness.serving import TRANSPORT
from harness.serving.errors import ServerError

_SHUTDOWN_SECONDS = 1
"""How long answers under way may take at the end; one that a fault rule holds would take for ever."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 takes a free one."""

    host: str
    port: int


def serve(app: ASGIApp, address: Address, tls: ssl.SSLContext | None, ready: Callable[[str], None]) -> None:
    """Serve until a signal comes.

    Args:
        app: The application.
        address: Where to listen.
        tls: The context of HTTPS; `None` for HTTP.
        ready: Called with the origin, e.g. `http://127.0.0.1:8310`, when connections are accepted.

    Raises:
        ServerError: The address cannot be listened on.
    """
    listener = _listener(address)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("uvicorn.error").addFilter(_tells_more_than_a_cancelled_answer)
    config = Config(
        app,
        http=_BreakableProtocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    for signum in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises a caught signal once more after its shutdown; the command is to end with 0 then.
        signal.signal(signum, lambda _signum, _frame: None)
    scheme = "https" if tls else "http"
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    _AnnouncingServer(config, lambda: ready(f"{scheme}://{shown}:{port}")).run(sockets=[listener])


class _AnnouncingServer(Server):
    """A uvicorn server that says when it accepts connections."""

    def __init__(self, config: Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, then say so."""
        await super().startup(sockets)
        self._announce()


class _BreakableProtocol(HttpToolsProtocol):
    """Hands the application the transport, so that a fault rule can break the connection."""

    def on_message_begin(self) -> None:
        """Begin a request whose scope carries the transport."""
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


def _tells_more_than_a_cancelled_answer(record: logging.LogRecord) -> bool:
    """Drop the traceback of an answer that a fault rule held until the end of the server."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _listener(address: Address) -> socket.socket:
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        return _bound(family, address)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ServerError(
            f"Cannot listen on {address.host}:{address.port} ({reason}): end what holds it, or choose another "
            "--port (0 takes a free one) or --host."
        ) from error


def _bound(family: int, address: Address) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
