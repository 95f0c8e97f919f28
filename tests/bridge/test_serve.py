"""The service as a real process: TLS, the ready line, the lock, and the end by a signal."""

import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.waiting import NotYet, eventually
from tests.bridge.serving import ANNA, Service, command, environment, serving


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


def test_a_service_whose_events_are_being_watched_does_not_wait_for_the_watchers(tmp_path: Path) -> None:
    admin = {"BRIDGE_ADMIN_USERNAME": "boss", "BRIDGE_ADMIN_PASSWORD": "boss-canary", "BRIDGE_DRAIN_TIMEOUT": "300"}
    with serving(tmp_path, admin) as watched, watched.client(auth=("boss", "boss-canary")) as client:
        events = watched.url.replace("/hubspot/contacts", "/admin/events")
        with client.stream("GET", events, headers={"Accept": "text/event-stream"}) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith(":")
            watched.process.send_signal(signal.SIGTERM)
            assert [line for line in lines if line] == []
            # Far less than open requests may take, and than the 30 s that TLS waits for the farewell of an idle client.
            assert watched.process.wait(20) == 0
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
