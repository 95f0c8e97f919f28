"""IS 6.1's own provisioning around the connector scim: what leaves the server when a user store changes."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from harness.clients import newest
from harness.diagnosis import diagnose
from harness.identity_server.peer.process import Endpoint, Outcome, Peer
from harness.people import People, Person
from harness.stack import Stack
from harness.waiting import NotYet, eventually

LOCAL: Final = {
    "name.givenName": "givenname",
    "name.familyName": "lastname",
    "emails": "emailaddress",
    "phoneNumbers": "phoneNumbers",
}
"""The local claims behind the paths of the recordings."""
RECORDED: Final = ("self-registration", "profile edit: first name", "profile edit: e-mail and phone", "delete")


@pytest.fixture
def people(request: pytest.FixtureRequest) -> People:
    """Return people whom no other test meets."""
    return People(request.config.getoption("people_seed"), request.node.nodeid)


@pytest.fixture
def person(people: People) -> Person:
    """Return somebody new."""
    return people.new()


def claims(person: Person) -> dict[str, str]:
    """Return what the registration form gave, Telephone included."""
    names = {"givenname": person.given_name, "lastname": person.family_name}
    return {**names, "emailaddress": person.email, "phoneNumbers": person.phone, "telephone": "+41440000000"}


def methods(outcome: Outcome) -> list[str]:
    """Return what was sent."""
    return [each.method for each in outcome.exchanges]


def has_contact(servers: Stack, person: Person, **also: str) -> None:
    """Wait for the person's one live contact to have their values."""
    wanted = {"firstname": person.given_name, "lastname": person.family_name, "email": person.email, **also}

    def look() -> None:
        live = [each for each in servers.hubspot.contacts_of(person.user_name) if not each.archived]
        if len(live) != 1 or {name: live[0].value(name) for name in wanted} != wanted:
            raise NotYet(f"{live}")

    eventually(look, f"{person.user_name} with {wanted}", diagnose=lambda: str(diagnose(servers, person)))


def test_under_the_framework_the_recorded_life_of_a_user_is_sent_byte_for_byte(
    target: Any, told_to_target: Callable[[str], Peer]
) -> None:
    peer = told_to_target("framework")
    for case in recorded(RECORDED):
        stubs = [exchange["stub_response"] for exchange in case["exchanges"]]
        target.answers(*[(stub["status"], json.dumps(stub["body"]) if stub["body"] else "") for stub in stubs])
        peer.provision(case["operation"], case["userName"], {LOCAL[path]: v for path, v in case["claims"].items()})
        sent = [exchange["request"] for exchange in case["exchanges"]]
        expected = [(each["method"], each["target"], list(each["headers"].items()), each["body"]) for each in sent]
        assert target.requests == expected, case["case"]


def recorded(names: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Return recorded cases of the connector scim, in the order asked for."""
    wire = Path(__file__).parents[1] / "tests" / "wire" / "scim1-connector.json"
    cases = {case["case"]: case for case in json.loads(wire.read_text("utf-8"))}
    return [cases[name] for name in names]


def test_a_new_user_becomes_a_contact_without_the_telephone_claim(
    framework: Peer, servers: Stack, person: Person
) -> None:
    outcome = framework.provision("POST", person.user_name, claims(person), person.password)
    assert methods(outcome) == ["POST"]
    assert "telephone" not in outcome.exchanges[0].body
    assert "password" not in outcome.exchanges[0].body
    has_contact(servers, person, phone=person.phone)


def test_a_change_of_one_claim_sends_only_that_claim(framework: Peer, servers: Stack, person: Person) -> None:
    framework.provision("POST", person.user_name, claims(person))
    outcome = framework.provision("PUT", person.user_name, {"givenname": "Alicia"})
    assert methods(outcome) == ["GET", "PATCH"]
    assert person.email not in outcome.exchanges[1].body
    has_contact(servers, replace(person, given_name="Alicia"), phone=person.phone)


def test_a_removed_claim_empties_its_property(framework: Peer, servers: Stack, person: Person) -> None:
    framework.provision("POST", person.user_name, claims(person))
    assert methods(framework.provision("PATCH", person.user_name, {"phoneNumbers": ""})) == ["GET", "PATCH"]
    has_contact(servers, person, phone="")


def test_names_beyond_ascii_arrive_as_they_are(framework: Peer, servers: Stack, people: People) -> None:
    person = people.new("non-ascii")
    framework.provision("POST", person.user_name, claims(person))
    has_contact(servers, person)


def test_a_change_of_somebody_never_provisioned_is_sent_as_a_creation(
    framework: Peer, servers: Stack, person: Person
) -> None:
    assert methods(framework.provision("PUT", person.user_name, claims(person))) == ["POST"]
    has_contact(servers, person)


def test_a_deletion_of_somebody_never_provisioned_sends_nothing(framework: Peer, person: Person) -> None:
    assert methods(framework.provision("DELETE", person.user_name, {})) == []


def test_a_change_of_claims_without_a_scim_name_sends_nothing(framework: Peer, servers: Stack, person: Person) -> None:
    framework.provision("POST", person.user_name, claims(person))
    assert methods(framework.provision("PUT", person.user_name, {"telephone": "+41441111111"})) == []
    has_contact(servers, person)


def test_a_deletion_archives_the_contact_and_the_next_event_is_a_creation(
    framework: Peer, servers: Stack, person: Person
) -> None:
    framework.provision("POST", person.user_name, claims(person))
    has_contact(servers, person)
    assert methods(framework.provision("DELETE", person.user_name, {})) == ["GET", "DELETE"]

    def look() -> None:
        contact = newest(servers.hubspot.contacts_of(person.user_name, person.email))
        if contact is None or not contact.archived:
            raise NotYet(str(contact))

    eventually(look, f"the contact of {person.user_name} to be archived")
    assert methods(framework.provision("PUT", person.user_name, claims(person))) == ["POST"]
    has_contact(servers, person)


def test_what_is_sent_while_the_bridge_is_away_is_lost_and_the_next_change_creates_with_its_own_claims_alone(
    framework: Peer, servers: Stack, bridge_away: Callable[[], AbstractContextManager[None]], person: Person
) -> None:
    with bridge_away():
        away = framework.provision("POST", person.user_name, claims(person))
    assert away.ok, "no failure reaches the user store, blocking or not"
    assert [each.status for each in away.exchanges] == [None]
    later = framework.provision("PUT", person.user_name, {"emailaddress": person.email})
    assert methods(later) == ["POST"]
    has_contact(servers, replace(person, given_name="", family_name=""))


def test_a_refused_creation_counts_as_done_and_is_never_repeated(
    new_peer: Callable[[str, Endpoint], Peer], servers: Stack, person: Person
) -> None:
    stranger = new_peer("framework", Endpoint(servers.scim_url, "x", "wrong", servers.folder / "bridge-ca.pem"))
    refused = stranger.provision("POST", person.user_name, claims(person))
    assert refused.ok
    assert [(each.method, each.status) for each in refused.exchanges] == [("POST", 401)]
    assert methods(stranger.provision("PUT", person.user_name, {"givenname": "Alicia"})) == ["GET"]
    assert servers.hubspot.contacts_of(person.user_name) == []
