"""HubSpot's calls as moments, one a person."""

from typing import Any

from harness.timeline.hubspot import contact, moments, owners_in

UPSERT: dict[str, Any] = {
    "id": 56,
    "at": 9.0,
    "method": "POST",
    "path": "/crm/v3/objects/contacts/batch/upsert",
    "query": "",
    "status": 207,
    "applied": True,
    "fault": None,
    "correlationId": "c",
}


def item(name: str) -> dict[str, Any]:
    return {"id": name, "idProperty": "wso2_username", "objectWriteTraceId": f"t-{name}", "properties": {"email": name}}


def result(name: str, id_: str) -> dict[str, Any]:
    return {"id": id_, "new": True, "objectWriteTraceId": f"t-{name}", "properties": {"wso2_username": name}}


def refusal(name: str) -> dict[str, Any]:
    return {"category": "CONFLICT", "message": "taken", "context": {"objectWriteTraceId": [f"t-{name}"]}}


def test_a_batch_is_one_moment_a_person_whatever_the_order_of_the_answer() -> None:
    answer = {"results": [result("bob", "102")], "errors": [refusal("alice")]}
    call = {**UPSERT, "inputs": [item("alice"), item("bob")], "answer": answer}
    alice, bob = moments([call])
    assert (alice.id, alice.person, alice.failed) == ("hubspot-56-1", "alice", True)
    assert alice.title == "POST batch/upsert → 207, refused: CONFLICT: taken"
    assert (bob.id, bob.person, bob.failed) == ("hubspot-56-2", "bob", False)
    assert bob.title == "POST batch/upsert → 207, contact 102 (new)"
    assert bob.payload["request"]["this person's item"] == item("bob")
    assert bob.payload["answer"]["body"] == answer


def test_the_answer_in_full_is_left_out_of_large_batches() -> None:
    call = {**UPSERT, "inputs": [item(f"user{number}") for number in range(100)], "answer": {"results": []}}
    assert moments([call])[0].payload["answer"]["body"] is None


def test_an_archive_is_about_the_contact_s_owner() -> None:
    made = {**UPSERT, "status": 200, "inputs": [item("alice")], "answer": {"results": [result("alice", "101")]}}
    archive = {**UPSERT, "id": 57, "path": "/crm/v3/objects/contacts/batch/archive", "status": 204}
    archived = {**archive, "inputs": [{"id": "101"}], "answer": None}
    assert [moment.person for moment in moments([made, archived])] == ["alice", "alice"]
    assert moments([archived], owners_in([made]))[0].person == "alice"


def test_a_whole_call_that_was_refused_is_marked_for_everybody_in_it() -> None:
    refused = {"status": "error", "category": "RATE_LIMITS", "message": "slow down"}
    call = {**UPSERT, "status": 429, "inputs": [item("alice"), item("bob")], "answer": refused}
    assert [moment.failed for moment in moments([call])] == [True, True]
    assert moments([call])[0].title == "POST batch/upsert → 429, refused: RATE_LIMITS: slow down"


def test_a_fault_is_named() -> None:
    call = {**UPSERT, "status": None, "inputs": [item("alice")], "answer": None, "fault": {"kind": "hang"}}
    (moment,) = moments([call])
    assert moment.title == "POST batch/upsert → no answer (fault: hang)"
    assert moment.failed


def test_a_call_about_nobody_is_there_without_a_person() -> None:
    call = {**UPSERT, "path": "/crm/v3/properties/contacts", "status": 201, "inputs": [], "answer": {"name": "x"}}
    (moment,) = moments([call])
    assert (moment.person, moment.title) == ("", "POST /crm/v3/properties/contacts → 201")


def test_the_contact_at_the_end_is_a_moment_of_its_owner() -> None:
    record = {"id": "101", "archived": True, "properties": {"wso2_username": "al", "phone": "1", "hs_object_id": "1"}}
    moment = contact(record, 9.5)
    assert (moment.person, moment.at) == ("al", 9.5)
    assert moment.title == "contact 101 at the end, archived: phone=1, wso2_username=al"


def test_a_look_for_what_is_not_there_is_no_failure() -> None:
    answer = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "no such property"}
    call = {
        **UPSERT,
        "method": "GET",
        "path": "/crm/v3/properties/contacts/x",
        "status": 404,
        "inputs": [],
        "answer": answer,
    }
    (moment,) = moments([call])
    assert (moment.title, moment.failed) == ("GET /crm/v3/properties/contacts/x → 404, not there", False)
    assert moments([{**call, "method": "POST"}])[0].failed
