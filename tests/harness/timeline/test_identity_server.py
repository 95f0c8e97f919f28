"""The calls of the identity server as moments."""

from typing import Any

import pytest

from harness.timeline.identity_server import moments

CALL: dict[str, Any] = {
    "id": 12,
    "at": 5.5,
    "userName": "alice",
    "operation": "POST",
    "method": "POST",
    "target": "/hubspot/contacts",
    "status": 201,
    "outcome": "ok",
    "headers": {"Authorization": "Basic [redacted]"},
    "body": '{"userName":"alice"}',
    "answer": "",
}


def test_a_call_is_titled_by_request_and_status() -> None:
    (moment,) = moments([CALL])
    assert (moment.id, moment.at, moment.hop, moment.person) == ("is-12", 5.5, "identity server", "alice")
    assert moment.title == "POST /hubspot/contacts → 201"
    assert not moment.failed


def test_a_click_shows_request_and_answer_as_json() -> None:
    (moment,) = moments([{**CALL, "answer": "<html>"}])
    assert moment.payload["request"]["body"] == {"userName": "alice"}
    assert moment.payload["request"]["headers"] == {"Authorization": "Basic [redacted]"}
    assert moment.payload["answer"] == {"status": 201, "body": "<html>"}


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"status": 409, "outcome": "refused, counts as success"}, "→ 409 (refused, counts as success)"),
        ({"status": None, "outcome": "failed: refused"}, "→ no answer (failed: refused)"),
        ({"status": 500, "outcome": "failed: HTTP 500"}, "→ 500 (failed: HTTP 500)"),
        (
            {"method": None, "target": None, "status": None, "outcome": "skipped: no policy"},
            "nothing sent for a POST: no policy",
        ),
    ],
)
def test_what_went_wrong_is_marked_and_said(change: dict[str, Any], title: str) -> None:
    (moment,) = moments([CALL | change])
    assert moment.failed
    assert moment.title.endswith(title)


def test_a_call_under_way_is_no_failure() -> None:
    (moment,) = moments([CALL | {"status": None, "outcome": "sent"}])
    assert not moment.failed
    assert moment.title.endswith("→ no answer yet")


def test_a_target_is_shown_as_people_read_it() -> None:
    (moment,) = moments([CALL | {"method": "GET", "target": "/hubspot/contacts?filter=userName%20Eq%20alice"}])
    assert "?filter=userName Eq alice →" in moment.title


def test_calls_without_an_id_are_counted() -> None:
    old = {name: value for name, value in CALL.items() if name not in {"id", "headers"}}
    assert [moment.id for moment in moments([old, old])] == ["is-1", "is-2"]
