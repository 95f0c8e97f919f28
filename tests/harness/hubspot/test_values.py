"""What may be set on a contact, how it is kept, and what a body that cannot be read is told."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

CONTACTS = "/crm/v3/objects/contacts"
Create = Callable[..., str]
Stored = Callable[[str], dict[str, Any]]


def refused(answer: Any) -> list[tuple[str, str]]:
    """Return the codes and names of an answer about values that are not valid."""
    body = answer.json()
    assert (answer.status_code, body["category"]) == (400, "VALIDATION_ERROR")
    assert body["message"].startswith("Property values were not valid: [{")
    return [(error["code"], error["context"]["propertyName"][0]) for error in body["errors"]]


def test_all_values_that_are_not_valid_are_listed(hubspot: TestClient, create: Create) -> None:
    answer = hubspot.patch(
        f"{CONTACTS}/{create(firstname='Anna')}",
        json={
            "properties": {
                "nonsense": "x",
                "email": "anna",
                "lifecyclestage": "friend",
                "hs_object_id": "7",
                "closedate": "soon",
                "lastname": "Muster",
            }
        },
    )
    assert refused(answer) == [
        ("PROPERTY_DOESNT_EXIST", "nonsense"),
        ("INVALID_EMAIL", "email"),
        ("INVALID_OPTION", "lifecyclestage"),
        ("READ_ONLY_VALUE", "hs_object_id"),
        ("INVALID_LONG", "closedate"),
    ]


def test_a_refused_update_writes_nothing(hubspot: TestClient, create: Create, stored: Stored) -> None:
    contact_id = create(firstname="Anna")
    before = stored(contact_id)
    hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"firstname": "Ben", "email": "ben"}})
    assert stored(contact_id) == before


def test_a_lifecycle_stage_moves_forward_only_until_it_is_cleared(
    hubspot: TestClient, create: Create, stored: Stored
) -> None:
    contact_id = create(firstname="Anna", lifecyclestage="customer")
    stages = []
    for stage in ("lead", "", "subscriber"):
        hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"lifecyclestage": stage}})
        stages.append(stored(contact_id)["properties"].get("lifecyclestage"))
    assert stages == ["customer", None, "subscriber"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"closedate": "2026-01-02"}, "2026-01-02T00:00:00Z"),
        ({"closedate": "1767312000123"}, "2026-01-02T00:00:00.123Z"),
        ({"hs_buying_role": "CHAMPION;BLOCKER"}, "CHAMPION;BLOCKER"),
        ({"hs_buying_role": ";END_USER"}, "INFLUENCER;END_USER"),
        ({"phone": " +41 (0)44 668-18 00 "}, " +41 (0)44 668-18 00 "),
        ({"annualrevenue": 12}, "12"),
        ({"company": True}, "true"),
    ],
)
def test_values_are_kept_in_hubspots_form(
    hubspot: TestClient, create: Create, stored: Stored, sent: dict[str, Any], kept: str
) -> None:
    contact_id = create(firstname="Anna", hs_buying_role="INFLUENCER")
    assert hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": sent}).status_code == 200
    assert stored(contact_id)["properties"][next(iter(sent))] == kept


@pytest.mark.parametrize("moment", ["soon", "9" * 30, "-99999999999999", "0001-01-01T00:00:00+14:00", "²"])
def test_a_time_that_is_none_or_not_of_our_era_is_refused(hubspot: TestClient, moment: str) -> None:
    answer = hubspot.post(CONTACTS, json={"properties": {"firstname": "Anna", "closedate": moment}})
    assert refused(answer) == [("INVALID_LONG", "closedate")]


def test_a_text_of_more_than_65536_characters_is_refused(hubspot: TestClient) -> None:
    assert refused(hubspot.post(CONTACTS, json={"properties": {"firstname": "x" * 65_537}}))[0][1] == "firstname"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{\n"properties": {"a": x}}', "Invalid input JSON on line 2, column 21"),
        (b"", "Invalid input JSON on line 1, column 1"),
        (b"[]", "Invalid input JSON"),
        (b"\xff", "Invalid input JSON"),
        (b"[" * 100_000, "Invalid input JSON"),
        (b'{"properties": {"firstname": ' + b"9" * 5000 + b"}}", "Invalid input JSON"),
        (b'{"properties": {"firstname": "\\ud800"}}', "Invalid input JSON"),
        (b'{"properties": {"firstname": {"a": 1}}}', "Invalid input JSON"),
        (b'{"properties": ["firstname"]}', "Invalid input JSON"),
    ],
)
def test_a_body_that_is_not_the_json_it_should_be_is_refused_without_category(
    hubspot: TestClient, body: bytes, told: str
) -> None:
    answer = hubspot.post(CONTACTS, content=body)
    assert (answer.status_code, answer.json()["message"].startswith(told)) == (400, True)
    assert "category" not in answer.json()
    assert hubspot.get("/_fake/requests").status_code == 200


def test_a_body_without_properties_is_refused(hubspot: TestClient) -> None:
    assert "Some required fields were not set: [properties]" in hubspot.post(CONTACTS, json={}).json()["message"]
