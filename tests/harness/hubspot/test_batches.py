"""`/crm/…/objects/contacts/batch/…`: one fate for all, or each its own."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

BATCH = "/crm/v3/objects/contacts/batch"
Create = Callable[..., str]
Stored = Callable[[str], dict[str, Any]]


def names(hubspot: TestClient) -> list[str]:
    """Return the first names of all contacts in the order of their creation."""
    contacts = hubspot.get("/_fake/contacts").json()["contacts"]
    return [contact["properties"]["firstname"] for contact in contacts]


def user(name: str, trace: str | None = None, **properties: str) -> dict[str, Any]:
    """Return an input of an upsert by the user's name."""
    item = {"id": name, "idProperty": "wso2_username", "properties": {"firstname": name, **properties}}
    return {**item, "objectWriteTraceId": trace} if trace else item


def test_a_batch_create_answers_201_and_not_in_the_order_of_the_inputs(hubspot: TestClient) -> None:
    inputs = [{"properties": {"firstname": name}} for name in ("A", "B", "C", "D")]
    answer = hubspot.post(f"{BATCH}/create", json={"inputs": inputs})
    assert answer.status_code == 201
    assert {key: answer.json()[key] for key in ("status", "startedAt", "completedAt")} == {
        "status": "COMPLETE",
        "startedAt": "2026-09-21T14:13:20.250Z",
        "completedAt": "2026-09-21T14:13:20.250Z",
    }
    assert [record["properties"]["firstname"] for record in answer.json()["results"]] == ["B", "D", "A", "C"]
    assert names(hubspot) == ["A", "B", "C", "D"]


def test_an_upsert_creates_and_updates_and_tells_which(hubspot: TestClient, create: Create, unique: str) -> None:
    contact_id = create(firstname="old", wso2_username="anna")
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna", "t1"), user("ben", "t2")]})
    assert answer.status_code == 200
    found = {record["objectWriteTraceId"]: record for record in answer.json()["results"]}
    assert (found["t1"]["id"], found["t1"]["new"], found["t2"]["new"]) == (contact_id, False, True)
    assert found["t2"]["properties"][unique] == "ben"


@pytest.mark.usefixtures("unique")
def test_a_partial_upsert_leaves_the_rest(hubspot: TestClient, create: Create, stored: Stored) -> None:
    contact_id = create(firstname="Anna", phone="1", wso2_username="anna")
    item = {"id": "anna", "idProperty": "wso2_username", "properties": {"phone": "2"}}
    hubspot.post(f"{BATCH}/upsert", json={"inputs": [item]})
    properties = stored(contact_id)["properties"]
    assert (properties["firstname"], properties["phone"]) == ("Anna", "2")


def test_an_upsert_by_email_creates_the_contact_with_that_email(hubspot: TestClient) -> None:
    item = {"id": "Anna@Example.com", "idProperty": "email", "properties": {"phone": "1"}}
    record = hubspot.post(f"{BATCH}/upsert", json={"inputs": [item]}).json()["results"][0]
    assert (record["properties"]["email"], record["new"]) == ("anna@example.com", True)


@pytest.mark.usefixtures("unique")
def test_without_trace_ids_one_bad_input_fails_all(hubspot: TestClient) -> None:
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna"), user("ben", email="ben"), user("cem")]})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert names(hubspot) == []


@pytest.mark.usefixtures("unique")
def test_without_trace_ids_a_conflict_is_a_409_that_names_the_owner(hubspot: TestClient, create: Create) -> None:
    owner = create(email="anna@example.com", firstname="owner")
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("ben"), user("anna", email="anna@example.com")]})
    assert answer.status_code == 409
    assert answer.json()["message"] == f"Contact already exists. Existing ID: {owner}"
    assert names(hubspot) == ["owner"]


@pytest.mark.usefixtures("unique")
def test_with_trace_ids_the_good_ones_are_written_and_the_bad_ones_named(hubspot: TestClient, create: Create) -> None:
    owner = create(email="anna@example.com", firstname="owner")
    inputs = [user("ben", "t1"), user("anna", "t2", email="anna@example.com"), user("cem", "t3", nonsense="x")]
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": inputs})
    body = answer.json()
    assert (answer.status_code, body["status"], body["numErrors"]) == (207, "COMPLETE", 2)
    assert [record["objectWriteTraceId"] for record in body["results"]] == ["t1"]
    conflict, invalid = body["errors"]
    assert conflict == {
        "status": "error",
        "category": "CONFLICT",
        "message": f"Contact already exists. Existing ID: {owner}",
        "context": {"objectWriteTraceId": ["t2"], "existingId": [owner]},
    }
    assert (invalid["category"], invalid["context"]) == ("VALIDATION_ERROR", {"objectWriteTraceId": ["t3"]})
    assert 'Property \\"nonsense\\" does not exist' in invalid["message"]
    assert names(hubspot) == ["owner", "ben"]


@pytest.mark.usefixtures("unique")
def test_with_trace_ids_a_known_user_who_takes_anothers_email_is_told_the_owner_last(
    hubspot: TestClient, create: Create
) -> None:
    owner = create(email="anna@example.com")
    other = create(firstname="Ben", wso2_username="ben")
    body = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("ben", "t1", email="anna@example.com")]}).json()
    assert body["errors"][0]["category"] == "VALIDATION_ERROR"
    assert body["errors"][0]["message"].endswith(f" on {other}. {owner} already has that value.")


@pytest.mark.parametrize("traces", [("t", "t"), ("t", None)])
@pytest.mark.usefixtures("unique")
def test_trace_ids_that_are_not_unique_on_every_input_do_not_count(
    hubspot: TestClient, traces: tuple[str, str | None]
) -> None:
    inputs = [user("anna", traces[0]), user("ben", traces[1], email="ben")]
    assert hubspot.post(f"{BATCH}/upsert", json={"inputs": inputs}).status_code == 400
    assert names(hubspot) == []


@pytest.mark.usefixtures("unique")
def test_two_inputs_of_one_batch_cannot_have_one_email(hubspot: TestClient) -> None:
    inputs = [user("anna", "t1", email="a@example.com"), user("ben", "t2", email="a@example.com")]
    body = hubspot.post(f"{BATCH}/upsert", json={"inputs": inputs}).json()
    assert [error["context"]["objectWriteTraceId"] for error in body["errors"]] == [["t2"]]


@pytest.mark.usefixtures("unique")
def test_an_id_given_twice_fails_the_whole_batch_even_with_trace_ids(hubspot: TestClient) -> None:
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna", "t1"), user("anna", "t2")]})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Duplicate IDs found in batch input: [anna]. IDs must be unique"
    assert answer.json()["context"] == {"ids": ["anna"]}


@pytest.mark.parametrize("operation", ["create", "read", "update", "upsert", "archive"])
@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_has_one_to_a_hundred_inputs(hubspot: TestClient, operation: str, count: int) -> None:
    item = {"id": "anna@example.com", "idProperty": "email", "properties": {"firstname": "Anna"}}
    answer = hubspot.post(f"{BATCH}/{operation}", json={"inputs": [item] * count})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert names(hubspot) == []


@pytest.mark.parametrize("operation", ["create", "read", "update", "upsert", "archive"])
@pytest.mark.parametrize("body", [{}, {"inputs": "x"}, {"inputs": ["x"]}, {"inputs": [{}]}])
def test_inputs_of_another_shape_are_refused(hubspot: TestClient, operation: str, body: dict[str, Any]) -> None:
    assert hubspot.post(f"{BATCH}/{operation}", json=body).status_code == 400


def test_an_upsert_by_a_property_that_is_not_unique_is_refused(hubspot: TestClient) -> None:
    item = {"id": "Anna", "idProperty": "firstname", "properties": {"lastname": "x"}, "objectWriteTraceId": "t"}
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [item]})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Unable to perform update/upsert by non-unique 0-1 property firstname"


def test_an_upsert_by_an_unknown_property_says_that_it_does_not_exist(hubspot: TestClient) -> None:
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna", "t1")]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "PROPERTY_DOESNT_EXIST")


def test_an_upsert_without_id_property_is_refused(hubspot: TestClient) -> None:
    answer = hubspot.post(f"{BATCH}/upsert", json={"inputs": [{"id": "1", "properties": {"firstname": "A"}}]})
    assert "[idProperty]" in answer.json()["message"]


def test_unknown_ids_of_an_update_are_named_and_the_others_written(
    hubspot: TestClient, create: Create, stored: Stored
) -> None:
    contact_id = create(firstname="Anna")
    ids = (("998", "t1"), (contact_id, "t2"), ("999", "t3"))
    inputs = [{"id": key, "properties": {"phone": "1"}, "objectWriteTraceId": trace} for key, trace in ids]
    answer = hubspot.post(f"{BATCH}/update", json={"inputs": inputs})
    assert (answer.status_code, answer.json()["numErrors"]) == (207, 1)
    assert answer.json()["errors"] == [
        {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist. "
            "Check that ids are valid.",
            "context": {"ids": ["998", "999"], "objectWriteTraceId": ["t1", "t3"]},
        }
    ]
    assert stored(contact_id)["properties"]["phone"] == "1"


def test_a_batch_update_takes_record_ids_only(hubspot: TestClient, create: Create) -> None:
    create(email="anna@example.com")
    item = {"id": "anna@example.com", "idProperty": "email", "properties": {"phone": "1"}}
    assert hubspot.post(f"{BATCH}/update", json={"inputs": [item]}).status_code == 400


def test_a_batch_read_finds_by_id_property_and_names_what_is_not_there(hubspot: TestClient, create: Create) -> None:
    ids = {create(email="anna@example.com"), create(email="ben@example.com")}
    inputs = [{"id": mail} for mail in ("anna@example.com", "BEN@example.com", "no@example.com", "anna@example.com")]
    body = {"idProperty": "email", "properties": ["email"], "inputs": inputs}
    answer = hubspot.post(f"{BATCH}/read", json=body)
    assert answer.status_code == 207
    assert {record["id"] for record in answer.json()["results"]} == ids
    assert len(answer.json()["results"]) == 2
    assert answer.json()["errors"][0]["context"] == {"ids": ["no@example.com"]}


def test_a_batch_read_with_history_has_at_most_fifty_inputs(hubspot: TestClient, create: Create) -> None:
    item = {"id": create(firstname="Anna")}
    body = {"properties": [], "propertiesWithHistory": ["firstname"]}
    read = hubspot.post(f"{BATCH}/read", json={**body, "inputs": [item]}).json()["results"][0]
    assert read["propertiesWithHistory"]["firstname"][0]["value"] == "Anna"
    assert hubspot.post(f"{BATCH}/read", json={**body, "inputs": [item] * 51}).status_code == 400


def test_a_batch_archive_answers_204_and_207_for_ids_that_never_were(
    hubspot: TestClient, create: Create, stored: Stored
) -> None:
    first, second = create(firstname="Anna"), create(firstname="Ben")
    assert hubspot.post(f"{BATCH}/archive", json={"inputs": [{"id": first}]}).status_code == 204
    again = hubspot.post(f"{BATCH}/archive", json={"inputs": [{"id": first}, {"id": "999"}, {"id": second}]})
    assert again.status_code == 207
    assert again.json()["errors"][0]["context"] == {"ids": ["999"]}
    assert (stored(first)["archived"], stored(second)["archived"]) == (True, True)


@pytest.mark.usefixtures("unique")
def test_an_upsert_for_an_archived_contact_creates_a_new_one(hubspot: TestClient, create: Create) -> None:
    archived = create(firstname="Anna", wso2_username="anna")
    hubspot.post(f"{BATCH}/archive", json={"inputs": [{"id": archived}]})
    record = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna", "t")]}).json()["results"][0]
    assert (record["new"], record["id"] != archived) == (True, True)


@pytest.mark.usefixtures("unique")
def test_that_results_do_not_repeat_trace_ids_can_be_chosen(hubspot: TestClient) -> None:
    hubspot.put("/_fake/behaviour", json={"results_carry_trace_ids": False})
    record = hubspot.post(f"{BATCH}/upsert", json={"inputs": [user("anna", "t")]}).json()["results"][0]
    assert "objectWriteTraceId" not in record
