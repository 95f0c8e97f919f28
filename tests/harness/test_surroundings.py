"""What `harness doctor` sees around the scenarios."""

import gc
import json
import socket
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme

from harness.check import Check
from harness.seams import system_clock
from harness.surroundings import check_certificates, check_credentials, check_disk, check_engine

DAY = 86_400


@pytest.fixture
def engine() -> Iterator[str]:
    """Serve what a Docker engine answers to /version; return its DOCKER_HOST."""

    class Engine(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"Version": "29.1.0"}).encode() if self.path == "/version" else b"{}"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Engine) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Write a certificate that ends in a week."""
    week = datetime.fromtimestamp(system_clock(), UTC) + timedelta(days=7)
    path = tmp_path / "bridge-ca.pem"
    path.write_bytes(trustme.CA().issue_cert("localhost", not_after=week).cert_chain_pems[0].bytes())
    return path


def by_name(checks: Iterator[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_a_full_disk_is_missing_with_how_much_to_free(tmp_path: Path) -> None:
    check = check_disk(str(tmp_path), room=2**80)
    assert check.state == "missing"
    assert "MiB more there, or name another folder by TMPDIR" in check.mend


def test_an_engine_that_answers_is_fine(engine: str) -> None:
    assert check_engine({"DOCKER_HOST": engine}).seen == f"29.1.0 at {engine}"


@pytest.mark.parametrize("host", ["tcp://127.0.0.1:9", "unix:///nowhere/docker.sock"])
def test_an_engine_that_does_not_answer_is_a_note(host: str) -> None:
    check = check_engine({"DOCKER_HOST": host})
    assert (check.state, check.seen) == ("note", f"none answers at {host}")
    assert "DOCKER_HOST" in check.mend


def test_the_socket_of_an_engine_that_has_ended_is_a_note_and_leaves_no_connection_open(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as ended:
        ended.bind(str(path))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        check = check_engine({"DOCKER_HOST": f"unix://{path}"})
        gc.collect()
    assert (check.state, [str(warning.message) for warning in warned]) == ("note", [])


def test_an_engine_behind_another_way_is_left_to_docker_itself() -> None:
    check = check_engine({"DOCKER_HOST": "ssh://box"})
    assert check.mend == "see whether `docker -H ssh://box version` answers"


def test_without_an_authority_there_is_nothing_to_say_about_it(tmp_path: Path) -> None:
    assert [check.name for check in check_certificates(tmp_path / "none.pem")] == ["certificates"]


def test_an_authority_that_ends_soon_is_a_note_with_what_renews_it(authority: Path) -> None:
    check = by_name(check_certificates(authority))["authority bridge-ca.pem"]
    assert (check.state, check.seen) == ("note", "valid for 6 days")
    assert "start `bridge serve` again" in check.mend


def test_an_authority_that_lasts_is_fine(authority: Path) -> None:
    check = by_name(check_certificates(authority, clock=lambda: system_clock() - 60 * DAY))["authority bridge-ca.pem"]
    assert check.state == "fine"


def test_an_authority_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bridge-ca.pem"
    path.write_text("no certificate")
    assert by_name(check_certificates(path))["authority bridge-ca.pem"].seen.startswith("cannot be read")


def test_half_of_a_pair_of_credentials_says_what_is_lacking_and_shows_no_value() -> None:
    check = by_name(check_credentials({"IS_ADMIN_USERNAME": "s3cret"}))["credentials of an identity server of yours"]
    assert check.mend == "set IS_ADMIN_PASSWORD too, or its _FILE"
    assert "s3cret" not in str(check)


def test_credentials_from_a_file_count(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cret")
    checks = by_name(check_credentials({"BRIDGE_HUBSPOT_TOKEN_FILE": str(file)}))
    assert checks["token of a HubSpot account of yours"].state == "fine"
    assert "BRIDGE_HUBSPOT_TOKEN_FILE" not in checks


def test_a_file_of_credentials_that_is_not_there_is_a_note() -> None:
    check = by_name(check_credentials({"BRIDGE_PASSWORD_FILE": "/nowhere/password"}))["BRIDGE_PASSWORD_FILE"]
    assert check.state == "note"
