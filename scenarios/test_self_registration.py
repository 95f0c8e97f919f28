"""The guide's steps 10 to 12: a person registers in a browser, and marketing sees the contact."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.people import Person
from harness.plugin import OwnStack
from harness.settings import Connector, DoublePost
from harness.verbs.administrator import Administrator
from harness.verbs.guide import EMAIL, PHONE_NUMBERS, Guide
from harness.verbs.hubspot import HubSpot

NewPerson = Callable[..., Person]


@pytest.mark.parametrize("connector", ["scim", "scim2"])
def test_whoever_registers_becomes_a_contact(own_stack: OwnStack, connector: Connector, person: Person) -> None:
    chain = own_stack(connector=connector)
    chain.guide.register(person)
    chain.hubspot.shows(person)


def test_with_blocking_provisioning_whoever_registers_becomes_a_contact(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack(blocking=True)
    chain.guide.register(person)
    chain.hubspot.shows(person)


@pytest.mark.parametrize("twist", ["apostrophes", "non-ascii", "mixed case"])
def test_an_awkward_name_survives_the_form(guide: Guide, hubspot: HubSpot, new_person: NewPerson, twist: str) -> None:
    person = new_person(twist)
    guide.register(person)
    hubspot.shows(person)


def test_a_person_with_one_name_whom_the_form_does_not_take_arrives_all_the_same(
    guide: Guide, hubspot: HubSpot, new_person: NewPerson
) -> None:
    person = new_person("one name")
    guide.has_registered(person)
    hubspot.shows(person)


@pytest.mark.needs("strict addresses")
def test_a_plus_address_that_the_form_refuses_arrives_by_the_administrator(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, new_person: NewPerson
) -> None:
    person = new_person("plus address")
    assert guide.register_in_vain(person) == EMAIL
    administrator.create(person)
    hubspot.shows(person)


@pytest.mark.needs("simulator", "second POST")
@pytest.mark.parametrize("order", ["after", "before", "together"])
def test_a_registration_that_is_sent_twice_becomes_one_contact(
    own_stack: OwnStack, order: DoublePost, person: Person
) -> None:
    chain = own_stack(lock_on_creation=True, double_post=order)
    chain.guide.has_registered(person)
    chain.administrator.sees_sent(person, "POST", "POST")
    chain.bridge.delivered(person)
    chain.hubspot.shows(person)


def test_a_taken_user_name_is_refused_and_its_owner_keeps_the_contact(
    guide: Guide, hubspot: HubSpot, person: Person, new_person: NewPerson
) -> None:
    newcomer = new_person()
    guide.register(person)
    said = guide.ask_for_user_name(newcomer, person.user_name)
    assert f"Username '{person.user_name}' is already taken" in said
    hubspot.shows(person)
    hubspot.shows_nobody(newcomer.email)


def test_without_a_phone_number_nobody_registers(guide: Guide, hubspot: HubSpot, person: Person) -> None:
    assert guide.register_in_vain(replace(person, phone="")) == PHONE_NUMBERS
    hubspot.shows_nobody(person.email)
