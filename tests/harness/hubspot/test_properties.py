"""`/crm/…/properties/contacts`: the definitions."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PROPERTIES = "/crm/v3/properties/contacts"


def definition(name: str = "wso2_username", **more: Any) -> dict[str, Any]:
    body = {"name": name, "label": "User", "type": "string", "fieldType": "text", "groupName": "contactinformation"}
    return {**body, **more}


def test_the_standard_properties_are_listed_on_one_page(hubspot: TestClient) -> None:
    body = hubspot.get(PROPERTIES).json()
    listed = {entry["name"]: entry for entry in body["results"]}
    assert {"email", "firstname", "lastname", "phone", "mobilephone", "hs_object_id"} <= set(listed)
    assert "paging" not in body
    assert listed["hs_object_id"]["modificationMetadata"]["readOnlyValue"] is True
    assert listed["email"]["hasUniqueValue"] is False
    assert [option["value"] for option in listed["lifecyclestage"]["options"]][:2] == ["subscriber", "lead"]


@pytest.mark.parametrize("version", ["v3/properties", "properties/2025-09", "properties/2026-03", "properties/2026-09"])
@pytest.mark.parametrize("name", ["contacts", "0-1"])
def test_every_version_and_both_names_read_a_definition(hubspot: TestClient, version: str, name: str) -> None:
    assert hubspot.get(f"/crm/{version}/{name}/email").json()["label"] == "Email"


def test_a_created_definition_is_answered_and_can_be_used(hubspot: TestClient) -> None:
    answer = hubspot.post(PROPERTIES, json=definition(hasUniqueValue=True))
    assert answer.status_code == 201
    assert answer.json() == hubspot.get(f"{PROPERTIES}/wso2_username").json()
    assert (answer.json()["hasUniqueValue"], answer.json()["hubspotDefined"]) == (True, False)
    created = hubspot.post(
        "/crm/v3/objects/contacts", json={"properties": {"firstname": "Anna", "wso2_username": "anna"}}
    )
    assert created.status_code == 201


def test_an_unknown_definition_is_not_found(hubspot: TestClient) -> None:
    answer = hubspot.get(f"{PROPERTIES}/wso2_username")
    assert (answer.status_code, answer.json()["category"]) == (404, "OBJECT_NOT_FOUND")


def test_a_name_that_is_taken_is_a_conflict(hubspot: TestClient) -> None:
    answers = [hubspot.post(PROPERTIES, json=definition()) for _ in range(2)]
    assert answers[1].status_code == 409
    assert answers[1].json()["category"] == "OBJECT_ALREADY_EXISTS"


@pytest.mark.parametrize("missing", ["name", "label", "type", "fieldType", "groupName"])
def test_a_definition_without_what_it_needs_is_refused(hubspot: TestClient, missing: str) -> None:
    body = {key: value for key, value in definition().items() if key != missing}
    answer = hubspot.post(PROPERTIES, json=body)
    assert (answer.status_code, f"[{missing}]" in answer.json()["message"]) == (400, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Wso2"},
        {"type": "text"},
        {"fieldType": "input"},
        {"groupName": "nowhere"},
        {"type": "enumeration", "fieldType": "select"},
        {"type": "enumeration", "fieldType": "select", "options": ["a"]},
        {"type": "bool", "fieldType": "booleancheckbox", "hasUniqueValue": True},
    ],
)
def test_a_definition_that_is_not_allowed_is_refused(hubspot: TestClient, wrong: dict[str, Any]) -> None:
    answer = hubspot.post(PROPERTIES, json=definition(**wrong))
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_an_object_type_has_at_most_ten_unique_properties(hubspot: TestClient) -> None:
    answers = [
        hubspot.post(PROPERTIES, json=definition(f"unique_{number}", hasUniqueValue=True)) for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [201] * 10 + [400]


def test_created_choices_are_the_allowed_ones(hubspot: TestClient) -> None:
    options = [{"label": "Gold", "value": "gold"}, {"label": "Silver", "value": "silver"}]
    hubspot.post(PROPERTIES, json=definition("tier", type="enumeration", fieldType="select", options=options))
    contacts = "/crm/v3/objects/contacts"
    good = hubspot.post(contacts, json={"properties": {"firstname": "Anna", "tier": "gold"}})
    bad = hubspot.post(contacts, json={"properties": {"firstname": "Ben", "tier": "Gold"}})
    assert (good.status_code, bad.json()["errors"][0]["code"]) == (201, "INVALID_OPTION")
    assert "Gold was not one of the allowed options: [gold, silver]" in bad.json()["message"]


@pytest.mark.parametrize(("method", "path"), [("PATCH", "/email"), ("DELETE", "/email"), ("GET", "/groups")])
def test_what_is_not_implemented_says_so(hubspot: TestClient, method: str, path: str) -> None:
    answer = hubspot.request(method, f"{PROPERTIES}{path}")
    assert (answer.status_code, answer.json()["category"]) == (501, "NOT_IMPLEMENTED_BY_FAKE")
