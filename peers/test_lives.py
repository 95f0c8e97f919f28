"""A user's life as WSO2's own code sends it, over TLS, to the bridge: what HubSpot then has."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from harness.clients import Contact, newest
from harness.diagnosis import diagnose
from harness.identity_server.peer.process import Endpoint, Outcome, Peer
from harness.people import People, Person
from harness.stack import Stack
from harness.waiting import NotYet, eventually

PROPERTIES = {
    "name.givenName": "firstname",
    "name.familyName": "lastname",
    "emails": "email",
    "phoneNumbers": "phone",
    "phoneNumbers.mobile": "mobilephone",
}
"""The HubSpot property of each claim that is sent here."""


@pytest.fixture
def people(request: pytest.FixtureRequest, peer: Peer) -> People:
    """Return people whom no other test meets."""
    return People(f"{request.config.getoption('people_seed')}|{peer.kind}", request.node.nodeid)


@pytest.fixture
def person(people: People) -> Person:
    """Return somebody new."""
    return people.new()


def claims(person: Person) -> dict[str, str]:
    """Return what the registration form gave."""
    return {
        "name.givenName": person.given_name,
        "name.familyName": person.family_name,
        "emails": person.email,
        "phoneNumbers": person.phone,
    }


def has_contact(servers: Stack, person: Person, expected: Mapping[str, str]) -> Contact:
    """Wait for the person's one live contact to have these claims' values."""
    wanted = {PROPERTIES[claim]: value for claim, value in expected.items()}

    def look() -> Contact:
        live = [each for each in servers.hubspot.contacts_of(person.user_name) if not each.archived]
        if len(live) != 1 or {name: live[0].value(name) for name in wanted} != wanted:
            raise NotYet(f"{live}")
        return live[0]

    return eventually(look, f"{person.user_name} with {wanted}", diagnose=lambda: str(diagnose(servers, person)))


def statuses(outcome: Outcome) -> list[tuple[str, int | None]]:
    """Return the methods that were sent, each with the bridge's answer."""
    return [(each.method, each.status) for each in outcome.exchanges]


def update_of(peer: Peer) -> str:
    """Return the method by which the connector changes a user."""
    return "PATCH" if peer.kind == "scim" else "PUT"


def test_a_registration_becomes_a_contact(peer: Peer, servers: Stack, person: Person) -> None:
    outcome = peer.provision("POST", person.user_name, claims(person))
    assert outcome.ok, outcome.reason
    assert statuses(outcome) == [("POST", 201)]
    has_contact(servers, person, claims(person))


def test_an_edit_of_one_claim_leaves_the_others(peer: Peer, servers: Stack, person: Person) -> None:
    peer.provision("POST", person.user_name, claims(person))
    outcome = peer.provision("PUT", person.user_name, {"name.givenName": "Alicia"})
    assert outcome.ok, outcome.reason
    assert statuses(outcome) == [("GET", 200), (update_of(peer), 200)]
    has_contact(servers, person, claims(replace(person, given_name="Alicia")))


def test_an_edit_of_every_claim_changes_all(peer: Peer, servers: Stack, person: Person, people: People) -> None:
    peer.provision("POST", person.user_name, claims(person))
    other = people.new()
    assert peer.provision("PUT", person.user_name, claims(other)).ok
    has_contact(servers, person, claims(other))


def test_a_mobile_number_comes_beside_the_phone_number(peer: Peer, servers: Stack, person: Person) -> None:
    peer.provision("POST", person.user_name, claims(person))
    assert peer.provision("PUT", person.user_name, {"phoneNumbers.mobile": person.mobile}).ok
    has_contact(servers, person, {**claims(person), "phoneNumbers.mobile": person.mobile})


def test_a_deletion_archives_the_contact(peer: Peer, servers: Stack, person: Person) -> None:
    peer.provision("POST", person.user_name, claims(person))
    has_contact(servers, person, claims(person))
    outcome = peer.provision("DELETE", person.user_name, {})
    assert outcome.ok, outcome.reason
    assert statuses(outcome) == [("GET", 200), ("DELETE", 200 if peer.kind == "scim" else 204)]
    is_archived(servers, person)


def is_archived(servers: Stack, person: Person) -> None:
    """Wait for the person's contact to be archived."""

    def look() -> None:
        contact = newest(servers.hubspot.contacts_of(person.user_name, person.email))
        if contact is None or not contact.archived:
            raise NotYet(str(contact))

    eventually(look, f"the contact of {person.user_name} to be archived")


def test_a_deleted_user_who_registers_again_is_a_new_contact(peer: Peer, servers: Stack, person: Person) -> None:
    peer.provision("POST", person.user_name, claims(person))
    first = has_contact(servers, person, claims(person))
    peer.provision("DELETE", person.user_name, {})
    is_archived(servers, person)
    assert peer.provision("POST", person.user_name, claims(person)).ok
    assert has_contact(servers, person, claims(person)).id != first.id


def test_names_beyond_ascii_arrive_as_they_are(peer: Peer, servers: Stack, people: People) -> None:
    person = people.new("non-ascii")
    assert peer.provision("POST", person.user_name, claims(person)).ok
    edited = replace(person, family_name="Đorđević-Ñandú 李")
    assert peer.provision("PUT", person.user_name, {"name.familyName": edited.family_name}).ok
    has_contact(servers, person, claims(edited))


def test_a_second_registration_of_the_same_user_is_merged(peer: Peer, servers: Stack, person: Person) -> None:
    peer.provision("POST", person.user_name, claims(person))
    outcome = peer.provision("POST", person.user_name, {})
    assert outcome.ok, outcome.reason
    has_contact(servers, person, claims(person))


def test_an_edit_of_somebody_never_provisioned_is_kept_where_the_connector_sends_it(
    peer: Peer, servers: Stack, person: Person
) -> None:
    outcome = peer.provision("PUT", person.user_name, claims(person))
    if peer.kind == "scim":
        assert outcome.ok, outcome.reason
        assert outcome.exchanges[-1].target.endswith("/null")
        has_contact(servers, person, claims(person))
    else:
        assert not outcome.ok
        assert statuses(outcome) == [("GET", 200)]
        assert servers.hubspot.contacts_of(person.user_name) == []


def test_a_deletion_of_somebody_never_provisioned_is_understood(peer: Peer, servers: Stack, person: Person) -> None:
    outcome = peer.provision("DELETE", person.user_name, {})
    assert outcome.ok == (peer.kind == "scim"), outcome.reason
    assert statuses(outcome) == [("GET", 200), *([("DELETE", 404)] if peer.kind == "scim" else [])]
    assert servers.hubspot.contacts_of(person.user_name) == []


def test_an_edit_by_an_id_of_a_deleted_user_is_refused_in_a_form_that_is_understood(
    peer: Peer, servers: Stack, person: Person
) -> None:
    peer.provision("POST", person.user_name, claims(person))
    has_contact(servers, person, claims(person))
    peer.provision("DELETE", person.user_name, {})
    outcome = peer.provision("PUT", person.user_name, {"name.givenName": "Alicia"})
    assert outcome.ok == (peer.kind == "scim"), outcome.reason
    is_archived(servers, person)


def test_a_user_without_a_name_is_refused_in_a_form_that_is_understood(peer: Peer, person: Person) -> None:
    outcome = peer.provision("POST", "", claims(person))
    assert statuses(outcome) == [("POST", 400)]
    assert outcome.ok == (peer.kind == "scim"), outcome.reason


def test_users_who_come_at_once_all_become_contacts(peer: Peer, servers: Stack, people: People) -> None:
    crowd = [people.new() for _ in range(8)]
    with ThreadPoolExecutor(len(crowd)) as threads:
        outcomes = list(threads.map(lambda each: peer.provision("POST", each.user_name, claims(each)), crowd))
    assert [statuses(outcome) for outcome in outcomes] == [[("POST", 201)]] * len(crowd)
    for each in crowd:
        has_contact(servers, each, claims(each))


def test_wrong_credentials_are_refused_in_a_form_that_is_understood(
    peer: Peer, new_peer: Callable[[str, Endpoint], Peer], servers: Stack, person: Person
) -> None:
    stranger = new_peer(peer.kind, Endpoint(servers.scim_url, "stranger", "wrong", servers.folder / "bridge-ca.pem"))
    outcome = stranger.provision("POST", person.user_name, claims(person))
    assert statuses(outcome) == [("POST", 401)]
    assert outcome.ok == (peer.kind == "scim"), outcome.reason
    assert servers.hubspot.contacts_of(person.user_name) == []


def test_a_certificate_that_the_trust_store_does_not_know_is_refused(
    peer: Peer, new_peer: Callable[[str, Endpoint], Peer], servers: Stack, person: Person
) -> None:
    trusting_others = new_peer(peer.kind, Endpoint(servers.scim_url, "provisioner", "wrong"))
    outcome = trusting_others.provision("POST", person.user_name, claims(person))
    assert "certification path" in outcome.reason
    assert not outcome.ok


def test_a_bridge_that_is_away_is_a_failure_and_it_takes_the_next_event_when_it_is_back(
    peer: Peer, servers: Stack, bridge_away: Callable[[], AbstractContextManager[None]], person: Person
) -> None:
    with bridge_away():
        away = peer.provision("POST", person.user_name, claims(person))
    assert not away.ok
    assert "refused" in away.reason
    assert peer.provision("POST", person.user_name, claims(person)).ok
    has_contact(servers, person, claims(person))


def test_a_blank_in_a_user_name_arrives_by_registration_but_no_edit_leaves_the_connector_scim(
    peer: Peer, servers: Stack, person: Person
) -> None:
    person = replace(person, user_name=f"x {person.user_name}")
    assert peer.provision("POST", person.user_name, claims(person)).ok
    edit = peer.provision("PUT", person.user_name, {"name.givenName": "Alicia"})
    assert edit.ok == (peer.kind == "scim2"), edit.reason
    given_name = "Alicia" if edit.ok else person.given_name
    has_contact(servers, person, claims(replace(person, given_name=given_name)))
