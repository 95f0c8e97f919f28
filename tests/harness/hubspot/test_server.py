"""The fake behind a real socket: broken connections as a client meets them, and the command's manners."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx2
import pytest

from harness.waiting import NotYet, eventually

CONTACTS = "/crm/v3/objects/contacts"
ANNA = {"properties": {"firstname": "Anna"}}
SERVE = (sys.executable, "-m", "harness", "hubspot", "serve")

Serve = Callable[..., "Served"]


class Served:
    """A running server."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.ready = process.stdout.readline().rstrip("\n")
        self.url = self.ready.removeprefix("ready ")
        self.port = int(self.url.rpartition(":")[2])

    def client(self) -> httpx2.Client:
        """Return a client that knows the token."""
        return httpx2.Client(base_url=self.url, headers={"Authorization": "Bearer t"}, timeout=10)

    def end(self) -> None:
        """Kill the server if it still runs."""
        self.process.kill()
        self.process.communicate()


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HARNESS_")}
    return {**kept, **more}


def started(*flags: str) -> Served:
    return Served(
        subprocess.Popen(  # noqa: S603 - our own command
            [*SERVE, "--port", "0", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(HARNESS_HUBSPOT_TOKEN="t"),
        )
    )


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers of one's own, and end them with the test."""
    running: list[Served] = []

    def start(*flags: str) -> Served:
        running.append(started(*flags))
        return running[-1]

    yield start
    for served in running:
        served.end()


@pytest.fixture(scope="module")
def shared() -> Iterator[Served]:
    """A server for all tests that leave it running."""
    served = started()
    yield served
    served.end()


@pytest.fixture
def client(shared: Served) -> Iterator[httpx2.Client]:
    """A client of the shared server, which has forgotten the test before."""
    with shared.client() as client:
        client.post("/_fake/reset")
        yield client


def test_it_says_ready_answers_and_ends_with_0_on_sigterm(serve: Serve) -> None:
    served = serve()
    assert served.ready == f"ready http://127.0.0.1:{served.port}"
    with served.client() as client:
        assert client.post(CONTACTS, json=ANNA).status_code == 201
    served.process.send_signal(signal.SIGTERM)
    rest, errors = served.process.communicate(timeout=10)
    assert (served.process.returncode, rest, errors) == (0, "", "")


def test_ctrl_c_ends_it_although_a_fault_holds_an_answer(serve: Serve) -> None:
    served = serve()
    with served.client() as client, socket.create_connection(("127.0.0.1", served.port)) as held:
        client.post("/_fake/faults", json={"fault": {"kind": "hang"}, "times": 1})
        held.sendall(_request(b"GET", CONTACTS))
        _until_there_are(client, "requests")
        served.process.send_signal(signal.SIGINT)
        _, errors = served.process.communicate(timeout=10)
    assert served.process.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.parametrize(("when", "contacts"), [("before", 0), ("after", 1)])
def test_reset_is_a_true_tcp_reset(shared: Served, client: httpx2.Client, when: str, contacts: int) -> None:
    client.post("/_fake/faults", json={"fault": {"kind": "reset", "when": when}, "times": 1})
    with socket.create_connection(("127.0.0.1", shared.port)) as raw:
        raw.sendall(_request(b"POST", CONTACTS, b'{"properties":{"firstname":"Anna"}}'))
        with pytest.raises(ConnectionResetError):
            raw.recv(1000)
    assert len(client.get("/_fake/contacts").json()["contacts"]) == contacts


def test_truncate_ends_the_answer_in_the_middle(client: httpx2.Client) -> None:
    client.post("/_fake/faults", json={"fault": {"kind": "truncate"}, "times": 1})
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
        client.post(CONTACTS, json=ANNA)
    assert len(client.get("/_fake/contacts").json()["contacts"]) == 1
    assert client.post(CONTACTS, json=ANNA).status_code == 201


def test_truncate_of_an_empty_answer_ends_the_connection_without_one(client: httpx2.Client) -> None:
    client.post(CONTACTS, json=ANNA)
    client.post("/_fake/faults", json={"fault": {"kind": "truncate"}, "times": 1})
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending a response"):
        client.delete(f"{CONTACTS}/101")
    assert client.get("/_fake/contacts").json()["contacts"][0]["archived"] is True


def test_hang_answers_nothing_and_leaves_the_others_alone(client: httpx2.Client) -> None:
    client.post("/_fake/faults", json={"fault": {"kind": "hang", "when": "after"}, "times": 1})
    with pytest.raises(httpx2.ReadTimeout):
        client.post(CONTACTS, json=ANNA, timeout=0.3)
    assert client.get(f"{CONTACTS}/101").status_code == 200


def test_a_request_held_before_is_applied_although_its_client_has_gone(client: httpx2.Client) -> None:
    client.post("/_fake/faults", json={"fault": {"kind": "delay", "seconds": 0.5}, "times": 1})
    with pytest.raises(httpx2.ReadTimeout):
        client.post(CONTACTS, json=ANNA, timeout=0.1)
    assert client.get("/_fake/contacts").json() == {"contacts": []}
    _until_there_are(client, "contacts")


def test_it_serves_https_with_a_certificate_of_its_own(serve: Serve) -> None:
    served = serve("--tls")
    assert served.url.startswith("https://127.0.0.1:")
    certificate = ssl.get_server_certificate(("127.0.0.1", served.port))
    context = ssl.create_default_context(cadata=certificate)
    with httpx2.Client(verify=context, headers={"Authorization": "Bearer t"}) as client:
        assert client.get(f"{served.url}{CONTACTS}").status_code == 200
        assert client.get(f"https://localhost:{served.port}{CONTACTS}").status_code == 200


def _request(method: bytes, path: str, body: bytes = b"") -> bytes:
    lines = (
        b"%b %b HTTP/1.1" % (method, path.encode()),
        b"Host: fake",
        b"Authorization: Bearer t",
        b"Content-Length: %d" % len(body),
        b"",
    )
    return b"\r\n".join(lines) + b"\r\n" + body


def _until_there_are(client: httpx2.Client, things: str) -> None:
    def look() -> None:
        if not client.get(f"/_fake/{things}").json()[things]:
            raise NotYet(f"no {things}")

    eventually(look, f"{things} in the fake")
