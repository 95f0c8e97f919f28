"""The service as a process: what is checked and opened in which order, and how it ends.

Settings and mapping are checked first (exit code 2); then the database is locked and opened, the certificate made and
the port bound (exit code 3); then `ready <URL>` goes to standard output. HubSpot is not needed for any of it.
"""

import asyncio
import ipaddress
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn
from filelock import FileLock, Timeout
from starlette.applications import Starlette

from bridge import certificates
from bridge.app import create_app, load_mapping
from bridge.connection import Connection
from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.seams import Seams
from bridge.settings import Settings
from bridge.storage import WriterStore, database_file, open_engine
from bridge.telemetry import configure

_KEEP_ALIVE = 15
"""Seconds an idle connection stays. WSO2's `scim` connector leaves each of its connections open until a garbage
collection (2,000 calls, up to 1,500 open), so not for long; but okhttp, under `scim2`, looks whether a connection still
stands only when it was idle for 10 s, so longer than that."""
_BACKLOG = 2048
_FILES_WANTED = 16_384

_log = structlog.get_logger()


def serve(settings: Settings, seams: Seams) -> None:
    """Run the service until SIGTERM or SIGINT.

    Raises:
        WrongUse: credentials are missing, or the mapping or a certificate cannot be used.
        EnvironmentUnusable: the database or the port cannot be used.
    """
    settings.check_serving()
    mapping = load_mapping(settings)
    context = _given_context(settings)
    configure(settings)
    os.umask(0o077)  # the database has people's data: for the owner's eyes, unlike the authority's certificate
    with _locked(database_file(settings.database_url)):
        store = WriterStore(open_engine(settings.database_url))
        try:
            if settings.tls and context is None:
                context = _own_context(settings, seams)
            listener = _bind(settings)
        except BaseException:
            store.close()
            raise
        app = create_app(settings, seams=seams, store=store, mapping=mapping)
        _allow_files()
        server = _Server(
            _config(settings, app, context), _url(settings, listener), app.state.trail.close, app.state.reload.hurry
        )
        _run(server, listener)


def _config(settings: Settings, app: Starlette, context: ssl.SSLContext | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=round(settings.drain_timeout),
        ssl_context_factory=None if context is None else lambda _config, _default: context,
    )


class _Server(uvicorn.Server):
    """Says when it accepts."""

    def __init__(
        self, config: uvicorn.Config, url: str, ending: Callable[[], None], reload: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._url = url
        self._ending = ending
        self._reload = reload
        self._has_terminal = _is_terminal()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so: whoever started the process waits for this line."""
        await super().startup(sockets)
        if sys.platform != "win32":  # Windows has no such signal
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hang_up)
        _log.info("ready", url=self._url)
        sys.stdout.write(f"ready {self._url}\n")
        sys.stdout.flush()

    def _hang_up(self) -> None:
        """Look at the mapping file, as SIGHUP asks; but end when it says that the terminal is gone."""
        if self._has_terminal and not _is_terminal():
            self.handle_exit(signal.SIGTERM, None)
        else:
            self._reload()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send those home who only look on, then wait for the requests that change something."""
        self._ending()
        await super().shutdown(sockets)


def _is_terminal() -> bool:
    """Tell whether standard input is a terminal that is there: one that was closed is none any more."""
    try:
        return os.isatty(0)
    except OSError:
        return False


def _run(server: _Server, listener: socket.socket) -> None:
    """Serve until a signal. uvicorn raises it again at the end, where these handlers keep the exit code 0."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.handle_exit)
    server.run(sockets=[listener])
    _log.info("stopped")


@contextmanager
def _locked(database: Path | None) -> Iterator[None]:
    """Hold the database's lock, which the operating system takes back whatever ends the process."""
    if database is None:
        yield
        return
    if not database.absolute().parent.is_dir():
        raise EnvironmentUnusable(
            f"The folder of {database} is not there: make it, or name another database by --database-url."
        )
    path = database.with_name(database.name + ".lock")
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise EnvironmentUnusable(
            f"Another bridge serves {database} (it holds {path}): stop it, or name another by --database-url."
        ) from None
    except OSError as error:
        raise EnvironmentUnusable(
            f"{path} cannot be locked ({error.strerror}): make its folder writable, or name another database by "
            "--database-url."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _given_context(settings: Settings) -> ssl.SSLContext | None:
    """Load the owner's certificate, which is a setting and so is checked before anything is opened."""
    if not settings.tls or settings.tls_certificate is None or settings.tls_key is None:
        return None
    return certificates.server_context(settings.tls_certificate, settings.tls_key)


def _own_context(settings: Settings, seams: Seams) -> ssl.SSLContext:
    database = database_file(settings.database_url)
    folder = Path() if database is None else database.parent
    files = certificates.ensure(folder, settings.tls_hostname, seams.clock)
    _log.info("certificate", authority=str(files.authority), advice="see `bridge certificate`")
    return certificates.server_context(files.certificate, files.key)


def _bind(settings: Settings) -> socket.socket:
    where = f"{settings.host} port {settings.port}"
    try:
        family, *_ = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except UnicodeError as error:
        raise WrongUse(f"--host {settings.host!r} is no host name or IP address: give one of this machine.") from error
    except OSError as error:
        raise EnvironmentUnusable(
            f"Cannot listen at {where} ({error.strerror or error}): stop what listens there, or give another --host "
            "or --port (0 picks a free one)."
        ) from error


def _url(settings: Settings, listener: socket.socket) -> str:
    """Return a URL by which this machine reaches the users."""
    scheme = "https" if settings.tls else "http"
    return f"{scheme}://{_reachable(settings.host)}:{listener.getsockname()[1]}{settings.base_path}"


def _reachable(host: str) -> str:
    """Return how to call an address that is listened at: all addresses are reached by the loopback one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        address = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")  # noqa: PLR2004 - IPv4
    return str(address) if address.version == 4 else f"[{address}]"  # noqa: PLR2004 - IPv4


def _allow_files() -> None:
    """Raise the limit of open files as far as the system lets us: each connection is one."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - it exists on Unix only

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(_FILES_WANTED, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
