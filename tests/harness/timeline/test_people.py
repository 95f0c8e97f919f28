"""A request that names nobody is about the person whom another step, or its sender, names."""

from typing import Any

from harness.timeline.moment import Hop, Moment
from harness.timeline.people import named

TARGET = "/hubspot/contacts/1"


def moment(at: float, hop: Hop, person: str = "", **payload: Any) -> Moment:
    return Moment(f"{hop}-{at}", at, hop, person, "", payload)


def people(*moments: Moment) -> list[str]:
    return [each.person for each in named(moments)]


def test_another_step_of_the_request_names_the_person() -> None:
    steps = [moment(1, "bridge", correlationId="c"), moment(2, "bridge", "alice", correlationId="c")]
    assert people(*steps) == ["alice", "alice"]


def test_else_the_sender_of_the_same_request_does() -> None:
    sent = moment(1, "identity server", "alice", request={"method": "DELETE", "target": TARGET})
    late = moment(4, "identity server", "bob", request={"method": "DELETE", "target": TARGET})
    received = moment(2, "bridge", step="received", correlationId="c", method="DELETE", target=TARGET)
    assert people(sent, received, moment(3, "bridge", correlationId="c"), late) == ["alice", "alice", "alice", "bob"]


def test_a_request_of_an_unknown_sender_stays_nobody_s() -> None:
    received = moment(2, "bridge", step="received", correlationId="c", method="DELETE", target=TARGET)
    assert people(received, moment(3, "HubSpot")) == ["", ""]
