"""The service as a real process: TLS, the ready line, the lock, and the end by a signal."""

import os
import pty
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from bridge.settings import PREFIX
from harness.waiting import NotYet, eventually

TOKEN = "pat-canary-token"
PASSWORD = "password-canary"
NOTHING: Mapping[str, str] = {}
ANNA = {"userName": "anna", "emails": ["anna@example.com"], "password": "typed-canary"}


@dataclass(frozen=True, slots=True)
class Service:
    """A bridge that serves a folder."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def client(self, auth: tuple[str, str] | None = ("is", PASSWORD)) -> httpx2.Client:
        """Return a client that trusts the bridge's authority and nothing else."""
        context = ssl.create_default_context(cafile=str(self.folder / "bridge-ca.pem"))
        return httpx2.Client(verify=context, auth=auth)

    def log(self) -> str:
        """Return what it wrote to standard error."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def stop(self, number: int) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)


def environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**own, "BRIDGE_USERNAME": "is", "BRIDGE_PASSWORD": PASSWORD, "BRIDGE_HUBSPOT_TOKEN": TOKEN}


def command(folder: Path) -> list[str]:
    flags = ("--port", "0", "--database-url", f"sqlite:///{folder}/bridge.db")
    return [sys.executable, "-m", "bridge", "serve", *flags, "--hubspot-url", "http://127.0.0.1:9"]


@contextmanager
def serving(folder: Path, more: Mapping[str, str] = NOTHING, stdin: int | None = None) -> Iterator[Service]:
    """Run a bridge; whatever happens, it is gone at the end."""
    everything = {**environment(), **more}
    with (
        (folder / "log").open("a", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603 - our own command
            command(folder), env=everything, stdin=stdin, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            word, _, url = process.stdout.readline().strip().partition(" ")
            assert word == "ready", (folder / "log").read_text(encoding="utf-8")
            yield Service(process, url, folder)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One running bridge for all tests that leave it as it is."""
    with serving(tmp_path_factory.mktemp("bridge")) as running:
        yield running


def refused(folder: Path) -> tuple[int, str]:
    """Start a bridge that cannot serve; return its exit code and its last line."""
    ended = subprocess.run(command(folder), env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert ended.stdout == ""
    return ended.returncode, ended.stderr.splitlines()[-1]


def test_the_ready_line_gives_the_url_of_the_users(service: Service) -> None:
    assert service.url.startswith("https://127.0.0.1:")
    assert service.url.endswith("/hubspot/contacts")


def test_users_are_taken_over_tls_that_is_verified_against_the_bridges_authority(service: Service) -> None:
    with service.client() as client:
        assert client.post(service.url, json=ANNA).status_code == 201
        assert client.get(service.url).json()["totalResults"] == 1


def test_a_request_without_credentials_is_refused(service: Service) -> None:
    with service.client(auth=None) as client:
        assert client.get(service.url).status_code == 401


def test_an_answer_does_not_name_the_server(service: Service) -> None:
    with service.client() as client:
        assert "server" not in client.get(service.url).headers


def test_a_second_service_on_the_same_database_is_refused(service: Service) -> None:
    code, line = refused(service.folder)
    assert code == 3
    assert "Another bridge serves" in line


def test_a_killed_service_keeps_what_it_answered_and_leaves_no_lock(tmp_path: Path) -> None:
    with serving(tmp_path) as killed, killed.client() as client:
        assert client.post(killed.url, json=ANNA).status_code == 201
        assert killed.stop(signal.SIGKILL) == -signal.SIGKILL
    with serving(tmp_path) as again:
        with again.client() as client:
            assert client.get(again.url).json()["totalResults"] == 1
        assert again.stop(signal.SIGTERM) == 0
        assert "canary" not in again.log()


def test_only_the_owner_may_read_the_database(service: Service) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in service.folder.glob("bridge*")}
    assert {name for name, mode in modes.items() if mode} == {"bridge-ca.pem", "bridge-certificate.pem"}


def test_a_service_whose_events_are_being_watched_stops_at_once(tmp_path: Path) -> None:
    admin = {"BRIDGE_ADMIN_USERNAME": "boss", "BRIDGE_ADMIN_PASSWORD": "boss-canary"}
    with serving(tmp_path, admin) as watched, watched.client(auth=("boss", "boss-canary")) as client:
        events = watched.url.replace("/hubspot/contacts", "/admin/events")
        with client.stream("GET", events, headers={"Accept": "text/event-stream"}) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith(":")
            watched.process.send_signal(signal.SIGTERM)
            assert [line for line in lines if line] == []
            assert watched.process.wait(5) == 0
    assert "timeout graceful shutdown exceeded" not in watched.log()


def test_a_hang_up_makes_it_look_at_the_mapping_file_and_serve_on(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("version: 1\nproperties: {email: emails.value}\n", "utf-8")
    with serving(tmp_path, {"BRIDGE_MAPPING": str(mapping)}) as service, service.client(auth=None) as client:
        ready = service.url.replace("/hubspot/contacts", "/health/ready")

        def refused() -> None:
            told = client.get(ready).json()["mapping"]
            if not told.startswith(f"{mapping}:1: "):
                raise NotYet(told)

        mapping.write_text("version: 2\n", "utf-8")
        service.process.send_signal(signal.SIGHUP)
        eventually(refused, "the new mapping file is refused")
        assert service.stop(signal.SIGTERM) == 0


def test_a_terminal_that_is_closed_ends_it(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    try:
        with serving(tmp_path, stdin=terminal) as service:
            os.close(master)
            assert service.stop(signal.SIGHUP) == 0
    finally:
        os.close(terminal)
