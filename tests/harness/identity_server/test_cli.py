"""`harness identity-server serve`."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.identity_server.cli import app

SERVE = [sys.executable, "-W", "error", "-m", "harness", "identity-server", "serve"]


def test_it_says_where_it_is_ready_and_ends_with_0_on_sigterm(tmp_path: Path) -> None:
    missing = tmp_path / "ca.pem"
    command = [*SERVE, "--port", "0", "--provision-to", "https://127.0.0.1:1/x", "--provision-ca", str(missing)]
    environment = {**os.environ, "HARNESS_PROVISION_PASSWORD": "secret-canary"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        word, url = process.stdout.readline().split()
        context = ssl._create_unverified_context()  # noqa: S323, SLF001 - a throw-away certificate
        with urllib.request.urlopen(f"{url}/_sim/config", context=context, timeout=10) as answer:  # noqa: S310 - local
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=20)
    assert word == "ready"
    assert url.startswith("https://127.0.0.1:")
    assert process.returncode == 0
    assert rest == ""
    warning, started = errors.splitlines()
    assert warning == f"warning: the CA file {missing} is not there yet; it is read at the first call"
    assert re.search(r"WSO2 Carbon started in \d+ sec$", started)


def test_a_port_in_use_is_one_line_and_exit_code_3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", *SERVE[-3:], "--port", str(taken.getsockname()[1])]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)  # noqa: S603 - our own
    assert result.returncode == 3
    assert result.stderr.count("\n") == 1
    assert "choose another --port" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--profile", "5.11"], "profile '5.11' is not simulated; use --profile with one of 6.1, 7.0, 7.1, 7.2, 7.3"),
        (["--public-url", "localhost"], "--public-url 'localhost' is no URL"),
        (["--provision-to", "http://[::x/"], "--provision-to 'http://[::x/' is no URL"),
        (["--public-url", "https://localhost:99999999"], "--public-url 'https://localhost:99999999' is no URL"),
        (["--provision-to", "bridge"], "--provision-to 'bridge' is no URL"),
        (["--tls-certificate", "/nonexistent.pem"], "give a PEM certificate with --tls-certificate"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["serve", "--port", "0", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_wso2s_code_without_a_jdk_is_one_line_and_exit_code_3(tmp_path: Path) -> None:
    command = [*SERVE, "--port", "0", "--sender", "wso2", "--provision-to", "https://127.0.0.1:1/x"]
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=20)  # noqa: S603 - our own
    assert result.returncode == 3
    assert "apt-get install default-jdk-headless maven" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_state_file_that_is_none_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("to do: " + "nothing " * 200)
    result = CliRunner().invoke(app, ["serve", "--port", "0", "--state", str(foreign)])
    assert result.exit_code == 2
    assert result.stderr == f"--state {foreign}: it is no file of a simulator: give another name\n"


def test_a_later_release_says_what_is_not_simulated_of_it() -> None:
    result = CliRunner().invoke(app, ["serve", "--profile", "7.2", "--tls-certificate", "/nonexistent.pem"])
    assert result.stderr.splitlines()[0] == (
        "warning: the profile 7.2 is simulated in part: "
        "groups, flows and the repetitions of later connectors, among others, are missing"
    )
