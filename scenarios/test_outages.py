"""Nothing is lost while a link of the chain is away."""

from collections.abc import Callable

import pytest

from harness.people import Person
from harness.plugin import OwnStack

NewPerson = Callable[..., Person]


def test_what_happens_while_hubspot_is_down_arrives_when_it_is_back(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    with chain.hubspot.down():
        chain.guide.register(person)
        chain.my_account.sign_in(person)
        person = chain.my_account.edit_last_name(person, "Muster")
        chain.bridge.owes(person)
        chain.hubspot.shows_nobody(person.email)
    chain.hubspot.shows(person)


def test_people_who_come_in_one_batch_each_get_a_contact_of_their_own(
    own_stack: OwnStack, new_person: NewPerson
) -> None:
    chain = own_stack()
    crowd = [new_person() for _ in range(4)]
    with chain.hubspot.down():
        for person in crowd:
            chain.guide.has_registered(person)
    for person in crowd:
        record = chain.bridge.delivered(person)
        assert chain.hubspot.shows(person).id == record.contact_id


@pytest.mark.needs("simulator", "second POST")
def test_a_registration_that_is_sent_twice_while_hubspot_is_down_becomes_one_whole_contact(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack(lock_on_creation=True)
    with chain.hubspot.down():
        chain.guide.register(person)
        chain.administrator.sees_sent(person, "POST", "POST")
    chain.hubspot.shows(person)


def test_a_killed_bridge_delivers_what_it_had_taken(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    with chain.hubspot.down(kind="reset"):
        chain.guide.register(person)
        chain.bridge.owes(person)
        chain.bridge.kill()
    chain.bridge.start()
    chain.hubspot.shows(person)


def test_an_answer_that_is_lost_makes_no_second_contact(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack()
    chain.hubspot.spoils_the_next_call(person, kind="applied-then-error", status=502)
    chain.guide.register(person)
    chain.bridge.delivered(person)
    chain.hubspot.shows(person)
