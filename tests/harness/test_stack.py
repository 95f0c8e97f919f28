"""The three servers stand together: what a person registers arrives, whatever is killed or held back meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.clients import Contact, newest
from harness.diagnosis import diagnose
from harness.errors import StackError
from harness.people import People, Person
from harness.settings import Settings
from harness.stack import Stack
from harness.waiting import NotYet, Wait, eventually

LEASE = 4


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("stack"), Settings(blocking=True, hubspot_timeout=LEASE - 1, lease=LEASE))
    stack.start()
    yield stack
    stack.stop()


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Person:
    return People("stack", request.node.nodeid).new()


def arrives(stack: Stack, person: Person) -> Contact:
    """Wait for a contact with a person's names."""

    def look() -> Contact:
        contact = newest(stack.hubspot.contacts_of(person.user_name))
        if contact is None or contact.value("lastname") != person.family_name:
            raise NotYet(str(contact))
        return contact

    wait = Wait(within=60)  # a bridge that starts again on a busy machine takes its time
    return eventually(look, f"{person.full_name} in HubSpot", diagnose=lambda: str(diagnose(stack, person)), wait=wait)


def was_sent(stack: Stack, last_name: str) -> None:
    """Wait for a call that carries a last name."""

    def look() -> None:
        inputs = [each for request in stack.hubspot.requests() for each in request["inputs"]]
        if not any(each.get("properties", {}).get("lastname") == last_name for each in inputs):
            raise NotYet(f"{len(inputs)} items")

    eventually(look, f"a call with {last_name}")


def test_whoever_registers_becomes_a_contact(stack: Stack, person: Person) -> None:
    stack.identity_server.sign_up(person)
    assert arrives(stack, person).value("email") == person.email


def test_a_call_that_a_killed_bridge_left_behind_never_undoes_a_newer_one(stack: Stack, person: Person) -> None:
    stack.identity_server.sign_up(person)
    contact = arrives(stack, person)
    delay = {"kind": "delay", "seconds": LEASE - 1.5, "when": "before"}
    stack.hubspot.add_fault({"match": {"containing": person.user_name}, "fault": delay, "times": 1})
    stack.identity_server.replace(person.user_name, {"name": {"familyName": "Older"}})
    was_sent(stack, "Older")
    stack.identity_server.replace(person.user_name, {"name": {"familyName": "Newer"}})
    stack.kill("bridge")
    stack.restart("bridge")
    arrives(stack, replace(person, family_name="Newer"))
    assert stack.hubspot.history(contact.id, "lastname") == ["Newer", "Older", person.family_name]


def test_a_server_that_ended_by_itself_is_named(stack: Stack) -> None:
    stack.kill("bridge")
    with pytest.raises(StackError, match="bridge ended during the scenario"):
        stack.heal()
    stack.restart("bridge")
    stack.heal()


def test_a_stack_whose_server_does_not_start_leaves_no_process(tmp_path: Path) -> None:
    stack = Stack(tmp_path, Settings(hubspot_timeout=2, lease=1))
    with pytest.raises(StackError, match=r"(?s)bridge ended with exit code 2 .*--lease must be longer"):
        stack.start()
    assert not any(server.running for server in stack.servers)
