"""`/_fake/…`: what tests and checks ask and tell the fake."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

CONTACTS = "/crm/v3/objects/contacts"
Create = Callable[..., str]


def test_the_control_needs_no_credentials_and_counts_in_no_limit(app: Starlette) -> None:
    stranger = TestClient(app)
    assert stranger.get("/_fake/contacts").status_code == 200
    assert stranger.get("/_fake/limits").json()["used"] == 0


def test_contacts_are_shown_with_their_set_properties(hubspot: TestClient, create: Create) -> None:
    hubspot.delete(f"{CONTACTS}/{create(firstname='Anna')}")
    contact = hubspot.get("/_fake/contacts").json()["contacts"][0]
    assert {"id", "properties", "archived", "createdAt", "updatedAt"} <= set(contact)
    assert (contact["id"], contact["archived"], contact["properties"]["firstname"]) == ("101", True, "Anna")


def test_requests_are_shown_with_the_items_of_a_batch_and_without_credentials(hubspot: TestClient) -> None:
    inputs = [{"properties": {"firstname": "Anna"}}]
    hubspot.post(f"{CONTACTS}/batch/create?x=1", json={"inputs": inputs})
    answer = hubspot.get("/_fake/requests")
    request = answer.json()["requests"][0]
    assert {key: request[key] for key in ("method", "path", "query", "status", "at", "inputs", "applied", "fault")} == {
        "method": "POST",
        "path": f"{CONTACTS}/batch/create",
        "query": "x=1",
        "status": 201,
        "at": 1_790_000_000.25,
        "inputs": inputs,
        "applied": True,
        "fault": None,
    }
    assert request["answer"]["results"][0]["id"] == "101"
    assert "pat-test" not in answer.text
    assert "authorization" not in answer.text.lower()


def test_a_request_that_is_no_batch_has_no_inputs(hubspot: TestClient) -> None:
    hubspot.get(CONTACTS)
    hubspot.post(CONTACTS, content=b"no json")
    shown = hubspot.get("/_fake/requests").json()["requests"]
    assert [(request["inputs"], request["body"]) for request in shown] == [([], None), ([], "no json")]


def test_a_reset_forgets_all(hubspot: TestClient, create: Create, unique: str) -> None:
    create(firstname="Anna")
    hubspot.post("/_fake/faults", json={"fault": {"kind": "status"}})
    hubspot.put("/_fake/limits", json={"limit": 1})
    hubspot.post("/_fake/clock", json={"advance": 60})
    assert hubspot.post("/_fake/reset").status_code == 204
    assert hubspot.get("/_fake/contacts").json() == {"contacts": []}
    assert hubspot.get("/_fake/requests").json() == {"requests": []}
    assert hubspot.get("/_fake/faults").json() == {"faults": []}
    assert hubspot.get("/_fake/limits").json()["limit"] == 190
    assert hubspot.get("/_fake/clock").json()["offset"] == 0
    assert hubspot.get(f"/crm/v3/properties/contacts/{unique}").status_code == 404
    assert create(firstname="Anna") == "101"


def test_the_clock_can_be_put_forward(hubspot: TestClient, create: Create) -> None:
    told = hubspot.post("/_fake/clock", json={"advance": 3600})
    assert told.json() == {"now": 1_790_003_600.25, "iso": "2026-09-21T15:13:20.250Z", "offset": 3600}
    create(firstname="Anna")
    assert hubspot.get("/_fake/contacts").json()["contacts"][0]["createdAt"] == "2026-09-21T15:13:20.250Z"


def test_marketing_can_make_a_contact_by_hand(hubspot: TestClient) -> None:
    answer = hubspot.post(
        "/_fake/contacts", json={"properties": {"email": "Anna@Example.com"}, "secondaryEmails": ["Old@Example.com"]}
    )
    assert answer.status_code == 201
    assert answer.json()["properties"]["hs_additional_emails"] == "old@example.com"
    assert answer.json()["history"]["email"][0]["sourceType"] == "CRM_UI"


def test_a_contact_made_by_hand_is_made_whole_or_not_at_all(hubspot: TestClient, create: Create) -> None:
    create(email="old@example.com")
    answer = hubspot.post(
        "/_fake/contacts", json={"properties": {"email": "anna@example.com"}, "secondaryEmails": ["old@example.com"]}
    )
    assert answer.status_code == 400
    assert len(hubspot.get("/_fake/contacts").json()["contacts"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("POST", "/_fake/faults", {"fault": {"kind": "explode"}}, "kinds are"),
        ("POST", "/_fake/clock", {"advance": -1}, "not negative"),
        ("POST", "/_fake/clock", {"advance": "1"}, "number of seconds"),
        ("POST", "/_fake/clock", {"back": 1}, "allowed are advance"),
        ("PUT", "/_fake/limits", {"limit": "many"}, "whole number"),
        ("PUT", "/_fake/limits", {"perWindow": 1}, "allowed are limit, dailyLimit"),
        ("PUT", "/_fake/behaviour", {"colour": "red"}, "there are create_conflict"),
        ("PUT", "/_fake/behaviour", {"create_conflict": "maybe"}, '"CONFLICT" or "VALIDATION_ERROR"'),
        ("PUT", "/_fake/behaviour", {"archived_holds_values": "yes"}, "is a bool"),
        ("PUT", "/_fake/behaviour", [], "JSON object"),
        ("POST", "/_fake/contacts", {"properties": {"email": "x"}}, "Email address x is invalid"),
        ("POST", "/_fake/contacts", {"properties": [1]}, "JSON object"),
    ],
)
def test_a_bad_word_to_the_control_is_400_and_told_what_is_allowed(
    hubspot: TestClient, method: str, path: str, body: Any, told: str
) -> None:
    answer = hubspot.request(method, path, json=body)
    assert (answer.status_code, told in answer.json()["error"]) == (400, True)


def test_a_body_that_is_no_json_is_told_so(hubspot: TestClient) -> None:
    assert "must be JSON" in hubspot.post("/_fake/faults", content=b"{").json()["error"]


def test_an_unknown_control_path_is_404(hubspot: TestClient) -> None:
    assert hubspot.get("/_fake/nothing").status_code == 404
