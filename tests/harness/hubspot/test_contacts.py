"""`/crm/…/objects/contacts`: one contact at a time, and the list."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

CONTACTS = "/crm/v3/objects/contacts"
Create = Callable[..., str]
Stored = Callable[[str], dict[str, Any]]


def test_a_created_contact_is_answered_with_what_hubspot_works_out(hubspot: TestClient) -> None:
    answer = hubspot.post(CONTACTS, json={"properties": {"email": "Anna@Example.com", "firstname": "Anna"}})
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.json() == {
        "id": "101",
        "properties": {
            "createdate": "2026-09-21T14:13:20.250Z",
            "email": "anna@example.com",
            "firstname": "Anna",
            "hs_all_contact_vids": "101",
            "hs_email_domain": "example.com",
            "hs_full_name_or_email": "Anna",
            "hs_is_contact": "true",
            "hs_is_unworked": "true",
            "hs_object_id": "101",
            "hs_object_source": "INTEGRATION",
            "hs_object_source_label": "INTEGRATION",
            "hs_pipeline": "contacts-lifecycle-pipeline",
            "lastmodifieddate": "2026-09-21T14:13:20.250Z",
            "lifecyclestage": "lead",
        },
        "createdAt": "2026-09-21T14:13:20.250Z",
        "updatedAt": "2026-09-21T14:13:20.250Z",
        "archived": False,
        "url": "https://app.hubspot.com/contacts/1/record/0-1/101",
    }


def test_ids_count_up(create: Create) -> None:
    assert [create(firstname="A"), create(firstname="B")] == ["101", "102"]


@pytest.mark.parametrize("version", ["v3/objects", "objects/2025-09", "objects/2026-03", "objects/2026-09"])
@pytest.mark.parametrize("name", ["contacts", "0-1"])
def test_every_version_and_both_names_reach_the_same_contacts(
    hubspot: TestClient, create: Create, version: str, name: str
) -> None:
    assert hubspot.get(f"/crm/{version}/{name}/{create(firstname='Anna')}").json()["properties"]["firstname"] == "Anna"


def test_times_leave_out_milliseconds_that_are_zero(hubspot: TestClient, clock: Any) -> None:
    clock.now = 1_790_000_000.0
    answer = hubspot.post(CONTACTS, json={"properties": {"firstname": "Anna"}})
    assert answer.json()["createdAt"] == "2026-09-21T14:13:20Z"


def test_a_read_answers_the_defaults_with_null_for_what_is_unset(hubspot: TestClient, create: Create) -> None:
    properties = hubspot.get(f"{CONTACTS}/{create(firstname='Anna')}").json()["properties"]
    assert list(properties) == ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"]
    assert (properties["email"], properties["firstname"]) == (None, "Anna")


@pytest.mark.parametrize("query", ["properties=phone,nonsense,email", "properties=phone&properties=email"])
def test_a_read_answers_what_is_asked_and_leaves_unknown_names_out(
    hubspot: TestClient, create: Create, query: str
) -> None:
    answer = hubspot.get(f"{CONTACTS}/{create(firstname='Anna', phone='+41 44 668 18 00')}?{query}")
    assert answer.json()["properties"] == {
        "createdate": "2026-09-21T14:13:20.250Z",
        "email": None,
        "hs_object_id": "101",
        "lastmodifieddate": "2026-09-21T14:13:20.250Z",
        "phone": "+41 44 668 18 00",
    }


def test_a_contact_is_read_by_email_in_any_case(hubspot: TestClient, create: Create) -> None:
    contact_id = create(email="anna@example.com")
    assert hubspot.get(f"{CONTACTS}/ANNA@example.com?idProperty=email").json()["id"] == contact_id


def test_a_contact_is_read_by_a_unique_property_exactly(hubspot: TestClient, create: Create, unique: str) -> None:
    contact_id = create(firstname="Anna", wso2_username="anna")
    assert hubspot.get(f"{CONTACTS}/anna?idProperty={unique}").json()["id"] == contact_id
    assert hubspot.get(f"{CONTACTS}/Anna?idProperty={unique}").status_code == 404


@pytest.mark.usefixtures("unique")
def test_a_value_with_a_slash_can_be_read_by(hubspot: TestClient, create: Create) -> None:
    contact_id = create(firstname="Anna", wso2_username="eu/anna")
    assert hubspot.get(f"{CONTACTS}/eu%2Fanna?idProperty=wso2_username").json()["id"] == contact_id


def test_a_property_that_is_not_unique_identifies_nobody(hubspot: TestClient, create: Create) -> None:
    create(firstname="Anna")
    answer = hubspot.get(f"{CONTACTS}/Anna?idProperty=firstname")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Unable to perform update/upsert by non-unique 0-1 property firstname"


def test_an_unknown_number_is_not_found_without_category(hubspot: TestClient) -> None:
    answer = hubspot.get(f"{CONTACTS}/999")
    assert answer.status_code == 404
    assert answer.json() == {
        "status": "error",
        "message": "resource not found",
        "correlationId": answer.headers["X-HubSpot-Correlation-Id"],
    }


def test_an_id_that_is_no_number_is_said_to_be_none(hubspot: TestClient) -> None:
    body = hubspot.get(f"{CONTACTS}/anna").json()
    assert body["message"] == "Object not found.  objectId are usually numeric."
    assert (body["category"], body["context"]) == ("OBJECT_NOT_FOUND", {"id": ["anna"]})


def test_an_update_changes_what_it_names_and_nothing_else(hubspot: TestClient, create: Create, stored: Stored) -> None:
    contact_id = create(email="anna@example.com", firstname="Anna", phone="1")
    answer = hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"phone": "2"}})
    assert (answer.status_code, answer.json()["properties"]["phone"]) == (200, "2")
    properties = stored(contact_id)["properties"]
    assert (properties["email"], properties["firstname"], properties["phone"]) == ("anna@example.com", "Anna", "2")


def test_an_update_by_email_reaches_the_owner(hubspot: TestClient, create: Create, stored: Stored) -> None:
    contact_id = create(email="anna@example.com")
    answer = hubspot.patch(
        f"{CONTACTS}/anna@example.com", params={"idProperty": "email"}, json={"properties": {"lastname": "Muster"}}
    )
    assert answer.status_code == 200
    assert stored(contact_id)["properties"]["lastname"] == "Muster"


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_value_clears(hubspot: TestClient, create: Create, stored: Stored, empty: str | None) -> None:
    contact_id = create(firstname="Anna", phone="1")
    answer = hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"phone": empty}})
    assert answer.json()["properties"]["phone"] == ""
    assert "phone" not in stored(contact_id)["properties"]
    assert hubspot.get(f"{CONTACTS}/{contact_id}?properties=phone").json()["properties"]["phone"] is None


def test_an_update_without_properties_is_refused(hubspot: TestClient, create: Create) -> None:
    answer = hubspot.patch(f"{CONTACTS}/{create(firstname='Anna')}", json={"properties": {}})
    assert answer.status_code == 400
    assert answer.json()["message"] == "No properties found to update, please provide at least one."
    assert answer.json()["context"] == {"properties": ["{}"]}


def test_a_read_shows_the_history_newest_first_with_time_and_source(
    hubspot: TestClient, create: Create, clock: Any
) -> None:
    contact_id = create(firstname="Anna")
    clock.now += 60
    hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"firstname": "Anneliese"}})
    hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"firstname": "Anneliese"}})
    history = hubspot.get(f"{CONTACTS}/{contact_id}?propertiesWithHistory=firstname").json()["propertiesWithHistory"]
    assert history == {
        "firstname": [
            {
                "value": "Anneliese",
                "timestamp": "2026-09-21T14:14:20.250Z",
                "sourceType": "INTEGRATION",
                "sourceId": "1",
                "sourceLabel": "Bridge",
            },
            {
                "value": "Anna",
                "timestamp": "2026-09-21T14:13:20.250Z",
                "sourceType": "INTEGRATION",
                "sourceId": "1",
                "sourceLabel": "Bridge",
            },
        ]
    }


def test_a_taken_email_refuses_a_create_and_names_the_owner(hubspot: TestClient, create: Create) -> None:
    contact_id = create(email="anna@example.com")
    answer = hubspot.post(CONTACTS, json={"properties": {"email": "ANNA@example.com"}})
    assert answer.status_code == 409
    assert answer.json() == {
        "status": "error",
        "message": f"Contact already exists. Existing ID: {contact_id}",
        "correlationId": answer.headers["X-HubSpot-Correlation-Id"],
        "category": "CONFLICT",
    }


def test_a_taken_email_refuses_an_update_and_names_the_owner_last(hubspot: TestClient, create: Create) -> None:
    owner, other = create(email="anna@example.com"), create(email="ben@example.com")
    answer = hubspot.patch(f"{CONTACTS}/{other}", json={"properties": {"email": "anna@example.com"}})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["message"] == (
        "Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, "
        f"propertyName=email, value=anna@example.com}} on {other}. {owner} already has that value."
    )


def test_a_taken_unique_value_refuses_a_create(hubspot: TestClient, create: Create, unique: str) -> None:
    owner = create(firstname="Anna", wso2_username="anna")
    answer = hubspot.post(CONTACTS, json={"properties": {"firstname": "Ben", unique: "anna"}})
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(f"on 102. {owner} already has that value.")


def test_the_other_recorded_form_of_a_conflict_can_be_chosen(hubspot: TestClient, create: Create) -> None:
    create(email="anna@example.com")
    hubspot.put("/_fake/behaviour", json={"create_conflict": "VALIDATION_ERROR"})
    answer = hubspot.post(CONTACTS, json={"properties": {"email": "anna@example.com"}})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_an_email_that_was_changed_is_free_again(hubspot: TestClient, create: Create) -> None:
    hubspot.patch(f"{CONTACTS}/{create(email='anna@example.com')}", json={"properties": {"email": "new@example.com"}})
    assert create(email="anna@example.com") == "102"


def test_a_secondary_email_is_unique_and_finds_its_owner(hubspot: TestClient) -> None:
    owner = hubspot.post(
        "/_fake/contacts", json={"properties": {"email": "anna@example.com"}, "secondaryEmails": ["old@example.com"]}
    ).json()["id"]
    assert hubspot.get(f"{CONTACTS}/old@example.com?idProperty=email").json()["id"] == owner
    assert hubspot.post(CONTACTS, json={"properties": {"email": "old@example.com"}}).status_code == 409


def test_a_secondary_email_made_primary_swaps_places(hubspot: TestClient, stored: Stored) -> None:
    owner = hubspot.post(
        "/_fake/contacts", json={"properties": {"email": "anna@example.com"}, "secondaryEmails": ["old@example.com"]}
    ).json()["id"]
    hubspot.patch(f"{CONTACTS}/{owner}", json={"properties": {"email": "old@example.com"}})
    properties = stored(owner)["properties"]
    assert (properties["email"], properties["hs_additional_emails"]) == ("old@example.com", "anna@example.com")
    assert hubspot.get(f"{CONTACTS}/anna@example.com?idProperty=email").json()["id"] == owner


@pytest.mark.parametrize("properties", [{}, {"phone": "1"}, {"email": ""}])
def test_a_new_contact_needs_email_or_a_name(hubspot: TestClient, properties: dict[str, str]) -> None:
    answer = hubspot.post(CONTACTS, json={"properties": properties})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert "email, firstname and lastname" in answer.json()["message"]


def test_an_archived_contact_is_gone_for_reads_and_updates(hubspot: TestClient, create: Create) -> None:
    contact_id = create(email="anna@example.com")
    answer = hubspot.delete(f"{CONTACTS}/{contact_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert hubspot.get(f"{CONTACTS}/{contact_id}").status_code == 404
    assert hubspot.get(f"{CONTACTS}/anna@example.com?idProperty=email").status_code == 404
    assert hubspot.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"phone": "1"}}).status_code == 404


def test_an_archived_contact_is_read_when_it_is_asked_for(hubspot: TestClient, create: Create) -> None:
    contact_id = create(email="anna@example.com")
    hubspot.delete(f"{CONTACTS}/{contact_id}")
    record = hubspot.get(f"{CONTACTS}/{contact_id}?archived=true").json()
    assert (record["archived"], record["archivedAt"]) == (True, "2026-09-21T14:13:20.250Z")


def test_archiving_twice_is_no_error_and_an_unknown_contact_is(hubspot: TestClient, create: Create) -> None:
    contact_id = create(firstname="Anna")
    assert [hubspot.delete(f"{CONTACTS}/{contact_id}").status_code for _ in range(2)] == [204, 204]
    assert hubspot.delete(f"{CONTACTS}/999").status_code == 404


def test_an_archived_contact_owns_no_unique_value(hubspot: TestClient, create: Create, unique: str) -> None:
    hubspot.delete(f"{CONTACTS}/{create(email='anna@example.com', wso2_username='anna')}")
    assert create(email="anna@example.com", wso2_username="anna") == "102"
    assert hubspot.get(f"{CONTACTS}/anna?idProperty={unique}").json()["id"] == "102"


def test_that_it_still_owns_them_can_be_chosen(hubspot: TestClient, create: Create) -> None:
    hubspot.put("/_fake/behaviour", json={"archived_holds_values": True})
    hubspot.delete(f"{CONTACTS}/{create(email='anna@example.com')}")
    assert hubspot.post(CONTACTS, json={"properties": {"email": "anna@example.com"}}).status_code == 409


def test_the_list_comes_in_pages_that_link_to_the_next(hubspot: TestClient, create: Create) -> None:
    ids = [create(firstname=f"A{number}") for number in range(5)]
    hubspot.delete(f"{CONTACTS}/{ids[1]}")
    first = hubspot.get(f"{CONTACTS}?limit=2&properties=firstname").json()
    assert [record["id"] for record in first["results"]] == [ids[0], ids[2]]
    assert first["paging"]["next"]["after"] == ids[3]
    second = hubspot.get(first["paging"]["next"]["link"]).json()
    assert [record["properties"]["firstname"] for record in second["results"]] == ["A3", "A4"]
    assert "paging" not in second


def test_the_list_has_ten_a_page_and_archived_contacts_apart(hubspot: TestClient, create: Create) -> None:
    ids = [create(firstname="A") for _ in range(12)]
    hubspot.delete(f"{CONTACTS}/{ids[4]}")
    assert len(hubspot.get(CONTACTS).json()["results"]) == 10
    assert [record["id"] for record in hubspot.get(f"{CONTACTS}?archived=true").json()["results"]] == [ids[4]]


@pytest.mark.parametrize(
    "query",
    ["limit=101", "limit=0", "limit=x", "after=x", f"after={'9' * 5000}", "limit=51&propertiesWithHistory=email"],
)
def test_a_list_that_asks_for_too_much_is_refused(hubspot: TestClient, query: str) -> None:
    assert hubspot.get(f"{CONTACTS}?{query}").json()["category"] == "VALIDATION_ERROR"
