"""What the log shows, and what it never shows."""

import base64
import io
import json
import logging

import pytest
import structlog

from bridge.settings import Settings
from bridge.telemetry import Redactor, configure, describe

PASSWORD = "pass-canary-12345"
TOKEN = "token-canary-12345"


@pytest.fixture
def log(own_logging: None) -> io.StringIO:  # noqa: ARG001 - it puts the process's logging back
    """The log of a bridge with secrets."""
    stream = io.StringIO()
    configure(settings(), stream)
    return stream


def settings() -> Settings:
    return Settings.model_validate({"username": "is-user", "password": PASSWORD, "hubspot_token": TOKEN})


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_time_level_and_event(log: io.StringIO) -> None:
    structlog.get_logger().info("started", port=1)
    (line,) = lines(log)
    assert (line["level"], line["event"], line["port"]) == ("info", "started", 1)
    assert str(line["timestamp"]).endswith("Z")


def test_a_line_within_a_request_has_its_correlation_id(log: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(correlation_id="c-1"):
        structlog.get_logger().info("taken")
    assert lines(log)[0]["correlation_id"] == "c-1"


def test_a_line_of_a_library_is_json_too(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("odd %s", "client")
    assert lines(log)[0]["event"] == "odd client"


@pytest.mark.usefixtures("own_logging")
def test_a_line_for_people_has_no_secret_either() -> None:
    stream = io.StringIO()
    configure(settings().model_copy(update={"log_format": "console"}), stream)
    structlog.get_logger().info("started", token="canary", text=TOKEN)
    assert "started" in stream.getvalue()
    assert "canary" not in stream.getvalue()


@pytest.mark.usefixtures("own_logging")
def test_a_level_holds_for_libraries_too() -> None:
    stream = io.StringIO()
    configure(settings().model_copy(update={"log_level": "error"}), stream)
    logging.getLogger("uvicorn.error").warning("quiet")
    structlog.get_logger().warning("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("key", ["password", "Authorization", "hubspot_token", "client_secret", "X-Api-Key"])
def test_a_value_is_taken_out_by_the_name_of_its_key(log: io.StringIO, key: str) -> None:
    structlog.get_logger().info("seen", **{key: "canary"})
    assert "canary" not in log.getvalue()


def test_a_secret_is_taken_out_wherever_it_stands(log: io.StringIO) -> None:
    basic = base64.b64encode(f"is-user:{PASSWORD}".encode()).decode()
    structlog.get_logger().info(f"got {TOKEN}", nested={"deep": [f"x{PASSWORD}y", basic]}, error=ValueError(TOKEN))
    assert "canary" not in log.getvalue()
    assert basic not in log.getvalue()


def test_a_short_secret_is_taken_out_only_as_a_whole_value() -> None:
    redact = Redactor(Settings.model_validate({"password": "admin"}))
    line = redact(None, "info", {"path": "/admin/users", "value": "admin"})
    assert line == {"path": "/admin/users", "value": "[redacted]"}


def test_an_exception_is_one_line_without_what_it_quotes(log: io.StringIO) -> None:
    try:
        fail("first line\nparameters: anna@example.com")
    except ValueError:
        logging.getLogger("library").exception("failed")
    (line,) = lines(log)
    assert str(line["error"]).startswith("ValueError: first line (")
    assert "anna" not in log.getvalue()


def test_an_exception_names_where_it_happened() -> None:
    with pytest.raises(ValueError, match="odd") as caught:
        fail("odd")
    assert f"({__name__}:" in describe(caught.value)


def fail(text: str) -> None:
    raise ValueError(text)
