"""The bridge's trail as moments."""

from typing import Any

import pytest

from harness.timeline.bridge import moments

ALICE = {"userName": "alice", "name": {"givenName": "Alice", "familyName": "Doe"}, "emails": [{"value": "a@b.ch"}]}
ALICIA = {**ALICE, "name": {"givenName": "Alicia", "familyName": "Doe"}}


def event(step: str, **data: Any) -> dict[str, Any]:
    return {
        "id": 17,
        "at": 7.25,
        "step": step,
        "userName": "alice",
        "correlationId": "c-1",
        "version": 2,
        "data": data,
    }


@pytest.mark.parametrize(
    ("step", "data", "title"),
    [
        (
            "received",
            {"method": "PATCH", "target": "/hubspot/contacts/1", "dialect": "SCIM 1.1", "body": {}},
            "received PATCH /hubspot/contacts/1 as SCIM 1.1",
        ),
        (
            "understood",
            {"operation": "put", "says": {"name": {"givenName": "Alicia"}}},
            "understood: put name.givenName=Alicia",
        ),
        ("understood", {"operation": "delete"}, "understood: delete"),
        ("changed", {"before": ALICE, "after": ALICIA}, "directory: version 2, name.givenName Alice → Alicia"),
        ("changed", {"before": ALICE, "after": ALICE}, "directory: version 2, nothing changed"),
        ("changed", {"before": ALICE, "after": None}, "directory: version 2, deleted"),
        ("changed", {"before": None, "after": {"userName": "al"}}, "directory: version 2, new: userName=al"),
        ("answered", {"status": 200, "body": {}}, "answered 200"),
        ("mapped", {"properties": {"firstname": "Alicia", "phone": ""}}, "mapped: firstname=Alicia, phone="),
        (
            "sent",
            {"callId": 3, "operation": "upsert", "properties": {"firstname": "Al"}},
            "sends upsert: firstname=Al",
        ),
        ("outcome", {"state": "delivered", "contactId": "101"}, "outcome: delivered, contact 101"),
        ("outcome", {"state": "held", "properties": {}}, "outcome: held"),
        ("a step of a later version", {}, "a step of a later version"),
    ],
)
def test_a_step_is_titled_by_what_it_did(step: str, data: dict[str, Any], title: str) -> None:
    (moment,) = moments([event(step, **data)])
    assert (moment.id, moment.hop, moment.person, moment.failed) == ("bridge-17", "bridge", "alice", False)
    assert moment.title == title


def test_a_click_shows_all_of_the_event() -> None:
    (moment,) = moments([event("mapped", properties={"firstname": "Al"})])
    assert moment.payload == {
        "step": "mapped",
        "version": 2,
        "correlationId": "c-1",
        "properties": {"firstname": "Al"},
    }


def test_a_refusal_is_marked_with_hubspot_s_reason() -> None:
    (moment,) = moments([event("outcome", state="refused", error={"class": "VALIDATION_ERROR", "message": "bad"})])
    assert moment.failed
    assert moment.title == "outcome: refused: VALIDATION_ERROR: bad"


def test_an_answer_that_is_an_error_is_marked() -> None:
    assert moments([event("answered", status=401)])[0].failed


def test_a_trail_without_events_is_empty() -> None:
    assert moments([]) == []
