"""When a server in a container is ready: its health endpoint, then the first call that a test makes of it."""

import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import httpx2

from harness.containers.errors import NotReady
from harness.errors import WaitFailed
from harness.waiting import NotYet, Wait, eventually

POLL: Final = 0.05  # seconds
_ANSWER_WITHIN: Final = 5.0  # seconds for one call
_LOOK_EVERY: Final = 10  # calls without an answer between two looks whether the container still runs
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class FirstCall:
    """A GET that must be answered 200."""

    path: str
    auth: tuple[str, str] | None = None


class Awaited(Protocol):
    """What is asked of a server."""

    @property
    def name(self) -> str:
        """What it is called in errors."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def running(self) -> bool:
        """Whether its container runs."""

    @property
    def ending(self) -> str:
        """How its container ended."""

    def log_tail(self) -> str:
        """Return the end of its log."""


def wait_until_ready(server: Awaited, calls: Sequence[FirstCall], within: float) -> None:
    """Wait until each call was answered 200, in this order.

    Args:
        server: who is asked.
        calls: at least one.
        within: seconds for all together.

    Raises:
        NotReady: the container ended, or the time is up; the text has the end of the log.
    """
    pause = threading.Event()
    wait = Wait(within=within, pause=lambda _seconds: pause.wait(POLL))
    with httpx2.Client(base_url=server.url, verify=trusting(), timeout=_ANSWER_WITHIN, trust_env=False) as client:
        asking = _Asking(server, client, list(calls))
        try:
            eventually(asking.look, f"{server.name} ready at {server.url}", wait=wait)
        except WaitFailed as error:
            raise NotReady(f"{error}\n{server.log_tail()}") from None


def trusting() -> ssl.SSLContext:
    """Return a TLS context that takes any certificate: for servers that this process itself started."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class _Asking:
    """The calls that were not answered yet."""

    def __init__(self, server: Awaited, client: httpx2.Client, calls: list[FirstCall]) -> None:
        self._server = server
        self._client = client
        self._calls = calls
        self._in_vain = 0

    def look(self) -> None:
        """Ask on from the first call that was not answered 200.

        Raises:
            NotYet: one was not.
            NotReady: the container has ended.
        """
        while self._calls:
            seen = self._answer(self._calls[0])
            if seen:
                self._check_running()
                raise NotYet(f"GET {self._calls[0].path}: {seen}")
            del self._calls[0]

    def _answer(self, call: FirstCall) -> str:
        try:
            status = self._client.get(call.path, auth=call.auth).status_code
        except httpx2.TransportError as error:
            return f"no answer ({type(error).__name__})"
        return "" if status == _OK else str(status)

    def _check_running(self) -> None:
        self._in_vain += 1
        if self._in_vain % _LOOK_EVERY == 0 and not self._server.running:
            server = self._server
            raise NotReady(f"{server.name} ended ({server.ending}) instead of starting\n{server.log_tail()}")
