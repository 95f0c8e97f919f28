from bridge.hubspot.batches import Problem, read_body, read_outcomes, read_problem, upsert_body
from bridge.hubspot.client import Answer

KEYS = {"t1": "alice", "t2": "bob"}


def contact(contact_id: str, **fields: object) -> dict[str, object]:
    return {"id": contact_id, "properties": {}, **fields}


def test_results_are_matched_by_trace_id_and_not_by_position() -> None:
    body = {"results": [contact("2", objectWriteTraceId="t2"), contact("1", objectWriteTraceId="t1", new=True)]}
    found = read_outcomes(Answer(200, body, None), KEYS).contacts
    assert (found["t1"].id, found["t1"].new, found["t2"].id) == ("1", True, "2")


def test_a_result_without_trace_id_is_matched_by_our_unique_property() -> None:
    body = {"results": [contact("9", properties={"wso2_username": "bob"})]}
    assert read_outcomes(Answer(207, body, None), KEYS).contacts["t2"].id == "9"


def test_a_result_that_names_nobody_is_nobodys_in_a_batch_of_two() -> None:
    assert not read_outcomes(Answer(200, {"results": [contact("9")]}, None), KEYS).contacts


def test_a_result_that_names_nobody_is_the_sole_items() -> None:
    assert read_outcomes(Answer(200, {"results": [contact("9")]}, None), {"t1": "alice"}).contacts["t1"].id == "9"


def test_an_error_is_matched_by_the_trace_ids_in_its_context() -> None:
    error = {"category": "VALIDATION_ERROR", "message": "bad", "context": {"objectWriteTraceId": ["t2"]}}
    problems = read_outcomes(Answer(207, {"results": [], "errors": [error]}, None), KEYS).problems
    assert list(problems) == ["t2"]
    assert problems["t2"].category == "VALIDATION_ERROR"


def test_an_answer_of_another_shape_speaks_of_nobody() -> None:
    outcomes = read_outcomes(Answer(200, {"results": "no", "errors": [7]}, None), KEYS)
    assert not outcomes.contacts
    assert not outcomes.problems


def test_an_error_without_fields_still_has_a_category_and_a_message() -> None:
    assert read_problem({}) == Problem("UNKNOWN", "no reason given")


def test_an_upsert_names_its_key_and_its_trace_id() -> None:
    assert upsert_body([("t1", "alice", {"firstname": "Alice"})]) == {
        "inputs": [
            {
                "id": "alice",
                "idProperty": "wso2_username",
                "objectWriteTraceId": "t1",
                "properties": {"firstname": "Alice"},
            }
        ]
    }


def test_a_read_by_a_unique_property_names_it_once() -> None:
    assert read_body(["alice"], "wso2_username")["idProperty"] == "wso2_username"
    assert "idProperty" not in read_body(["1"])
