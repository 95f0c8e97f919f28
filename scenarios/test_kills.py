"""Nothing that was accepted is lost when a server is killed, or the network between two is cut."""

import pytest

from harness.people import Person
from harness.plugin import OwnStack


def test_a_killed_hubspot_has_kept_its_contacts_and_gets_what_came_meanwhile(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack()
    chain.guide.register(person)
    contact = chain.hubspot.shows(person)
    chain.hubspot.kill()
    chain.my_account.sign_in(person)
    person = chain.my_account.edit_last_name(person, "Muster")
    chain.bridge.owes(person)
    chain.hubspot.start()
    assert chain.hubspot.shows(person).id == contact.id


def test_a_killed_identity_server_knows_its_people_and_goes_on_telling_of_them(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack()
    chain.guide.register(person)
    contact = chain.hubspot.shows(person)
    chain.administrator.kills_the_server()
    chain.administrator.starts_the_server()
    chain.my_account.sign_in(person)
    person = chain.my_account.edit_first_name(person, "Alicia")
    assert chain.hubspot.shows(person).id == contact.id


@pytest.mark.needs("network")
def test_what_came_while_the_bridge_could_not_reach_hubspot_arrives_when_it_can(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack()
    with chain.hubspot.unplugged():
        chain.guide.register(person)
        chain.bridge.owes(person)
    chain.hubspot.shows(person)


@pytest.mark.needs("network")
def test_what_the_identity_server_said_while_cut_off_is_lost_and_what_it_says_later_arrives(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack()
    chain.guide.register(person)
    chain.my_account.sign_in(person)
    chain.hubspot.shows(person)
    with chain.administrator.unplugs_the_server(person):
        chain.my_account.edit_last_name(person, "Lost")
    person = chain.my_account.edit_first_name(person, "Alicia")
    chain.hubspot.shows(person)
