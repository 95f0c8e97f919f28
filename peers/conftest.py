"""WSO2's own code in its JVMs, a stack of servers for it, and a target that notes what it is sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest

from harness.identity_server.peer.process import Endpoint, Peer
from harness.settings import Settings
from harness.stack import Stack

Answer = tuple[int, str]
"""A status and a body."""
WITHOUT_HOST: Final = "Host"


class Target:
    """A SCIM target that answers from a script and notes every request with its headers in order, but for Host."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.requests: list[tuple[str, str, list[tuple[str, str]], str]] = []
        self._script: list[Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        """The user endpoint."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/hubspot/contacts"

    def answers(self, *script: Answer) -> None:
        """Forget what was noted, and answer the next requests so."""
        self.requests.clear()
        self._script[:] = script

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        target = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline()
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                headers = [item for item in self.headers.items() if item[0] != WITHOUT_HOST]
                target.requests.append((self.command, self.path, headers, body))
                self._answer(*target._script.pop(0))

            def _answer(self, status: int, text: str) -> None:
                content = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if status != 204:  # noqa: PLR2004 - such an answer has no body (RFC 9110, section 15.3.5)
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                """Say nothing."""

        return Handler


@pytest.fixture(scope="session")
def target() -> Iterator[Target]:
    """Return a target for all tests of this process; each scripts it anew."""
    target = Target()
    yield target
    target.close()


@pytest.fixture(scope="session")
def told_to_target(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Peer]]:
    """Return a maker of JVMs that provision to the scripted target, one a kind."""
    started: dict[str, Peer] = {}

    def peer(kind: str) -> Peer:
        if kind not in started:
            endpoint = Endpoint(target.url, "admin", "admin")
            started[kind] = Peer(kind, tmp_path_factory.mktemp(kind), endpoint)
            started[kind].start()
        return started[kind]

    yield peer
    for each in started.values():
        each.stop()


@pytest.fixture
def new_peer(tmp_path: Path) -> Iterator[Callable[[str, Endpoint], Peer]]:
    """Return a maker of JVMs that one test alone uses."""
    started: list[Peer] = []

    def make(kind: str, endpoint: Endpoint) -> Peer:
        started.append(Peer(kind, tmp_path, endpoint))
        started[-1].start()
        return started[-1]

    yield make
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a running bridge with the fake HubSpot behind it."""
    stack = Stack(tmp_path_factory.mktemp("stack"), Settings())
    stack.start()
    yield stack
    stack.stop()


@pytest.fixture
def bridge_away(servers: Stack) -> Callable[[], AbstractContextManager[None]]:
    """Return what takes the bridge away for a while; it comes back on its port and its database."""

    @contextmanager
    def away() -> Iterator[None]:
        servers.kill("bridge")
        try:
            yield
        finally:
            servers.restart("bridge")

    return away


@pytest.fixture(scope="session", params=["scim", "scim2"])
def peer(request: pytest.FixtureRequest, servers: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Return WSO2's connectors, one after the other, provisioning to the bridge over TLS."""
    yield from to_bridge(request.param, servers, tmp_path_factory.mktemp("peer"))


@pytest.fixture(scope="session")
def framework(servers: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Return the connector scim under IS 6.1's own provisioning, provisioning to the bridge over TLS."""
    yield from to_bridge("framework", servers, tmp_path_factory.mktemp("framework"))


def to_bridge(kind: str, servers: Stack, folder: Path) -> Iterator[Peer]:
    """Yield a JVM whose trust store holds the bridge's CA."""
    credentials = servers.credentials
    ca_file = servers.folder / "bridge-ca.pem"
    endpoint = Endpoint(servers.scim_url, credentials.scim_username, credentials.scim_password, ca_file)
    peer = Peer(kind, folder, endpoint)
    peer.start()
    yield peer
    peer.stop()
