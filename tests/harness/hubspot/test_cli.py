"""`harness hubspot serve` when it cannot: one line that says what to do, and the exit code."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.hubspot.cli import app


def refused(*flags: str) -> tuple[int, str, str]:
    """Run the command, which is to end at once; return its exit code and what it wrote."""
    done = CliRunner(env={"HARNESS_HUBSPOT_TOKEN": None}).invoke(app, ["serve", *flags])
    return done.exit_code, done.stdout, done.stderr


def test_a_port_in_use_is_one_line_and_exit_code_3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = str(holder.getsockname()[1])
        code, out, errors = refused("--port", port, "--token", "t")
    assert (code, out, errors.count("\n")) == (3, "", 1)
    assert f"Cannot listen on 127.0.0.1:{port}" in errors
    assert "another --port" in errors


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "x" * 70])
def test_an_address_of_another_machine_is_one_line_and_exit_code_3(host: str) -> None:
    code, out, errors = refused("--host", host, "--port", "0", "--token", "t")
    assert (code, out, errors.count("\n"), "--host" in errors) == (3, "", 1, True)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_cannot_be_used_is_one_line_and_exit_code_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "certificate.pem"
    if content is not None:
        path.write_text(content)
    code, out, errors = refused("--port", "0", "--token", "t", "--tls", "--tls-certificate", str(path))
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert "--tls-certificate" in errors


@pytest.mark.parametrize("flags", [(), ("--token", "t", "--limits", "all"), ("--token", "t", "--port", "70000")])
def test_wrong_use_is_exit_code_2(flags: tuple[str, ...]) -> None:
    code, out, errors = refused(*flags)
    assert (code, out) == (2, "")
    assert any(flag in errors for flag in ("--token", "--limits", "--port"))
