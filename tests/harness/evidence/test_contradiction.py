"""The bridge believes what HubSpot did not say of this person."""

from typing import Any

from harness.evidence.contradiction import contradictions
from harness.timeline.moment import Moment

REFUSED = {"category": "CONFLICT", "message": "the e-mail is taken", "context": {}}


def answer(at: float, own: Any, path: str = "/crm/v3/objects/contacts/batch/upsert") -> Moment:
    payload = {"request": {"path": path}, "answer": {"status": 207, "about this person": own}}
    return Moment(f"hubspot-{at}", at, "HubSpot", "alice", "", payload)


def outcome(at: float, state: str = "delivered", contact: str | None = "101") -> Moment:
    return Moment(f"bridge-{at}", at, "bridge", "alice", "", {"step": "outcome", "state": state, "contactId": contact})


def said(*moments: Moment) -> list[str]:
    return [each.text for each in contradictions("alice", moments)]


def test_a_refusal_that_was_taken_for_a_delivery_is_named() -> None:
    assert said(answer(1, REFUSED), outcome(2)) == [
        "HubSpot refused this person (the e-mail is taken), but the bridge believes in contact 101."
    ]


def test_somebody_else_s_contact_is_named() -> None:
    assert said(answer(1, {"id": "102"}), outcome(2)) == [
        "HubSpot wrote this person to contact 102, but the bridge believes in contact 101."
    ]


def test_an_answer_that_was_read_as_it_was_meant_is_none() -> None:
    assert said(answer(1, {"id": "101"}), outcome(2)) == []
    assert said(answer(1, REFUSED), outcome(2, "refused", None)) == []


def test_the_last_write_before_the_outcome_counts() -> None:
    linked = answer(2, {"id": "101"}, "/crm/v3/objects/contacts/batch/update")
    assert said(answer(1, REFUSED), linked, outcome(3), answer(4, REFUSED)) == []


def test_an_outcome_without_a_call_contradicts_nothing() -> None:
    assert said(outcome(1), answer(2, REFUSED)) == []
