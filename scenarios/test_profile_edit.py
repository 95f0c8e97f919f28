"""The guide's step 13: a person edits the profile in My Account, and the contact follows."""

from collections.abc import Callable

import pytest

from harness.people import Person
from harness.plugin import OwnStack
from harness.settings import Connector
from harness.verbs.guide import Guide
from harness.verbs.hubspot import HubSpot
from harness.verbs.my_account import MyAccount

NewPerson = Callable[..., Person]


@pytest.mark.parametrize("connector", ["scim", "scim2"])
def test_the_contact_follows_the_first_name(own_stack: OwnStack, connector: Connector, person: Person) -> None:
    chain = own_stack(connector=connector)
    chain.guide.register(person)
    chain.my_account.sign_in(person)
    person = chain.my_account.edit_first_name(person, "Alicia")
    chain.hubspot.shows(person)


def test_the_contact_follows_the_last_name(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    person = my_account.edit_last_name(person, "Muster")
    hubspot.shows(person)
    my_account.sign_out(person)


def test_the_contact_follows_the_email_address(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person, new_person: NewPerson
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    moved = my_account.edit_email(person, new_person().email)
    hubspot.shows(moved)
    hubspot.shows_nobody(person.email)


@pytest.mark.needs("mobile instead")
def test_a_new_mobile_number_arrives_and_takes_the_phone_number_away(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    person = my_account.edit_mobile(person, "+41791234567")
    hubspot.shows(person, mobilephone="+41791234567", phone="")


@pytest.mark.needs("mobile besides")
def test_a_new_mobile_number_arrives_beside_the_phone_number(
    guide: Guide, my_account: MyAccount, hubspot: HubSpot, person: Person
) -> None:
    guide.register(person)
    my_account.sign_in(person)
    person = my_account.edit_mobile(person, "+41791234567")
    hubspot.shows(person, mobilephone="+41791234567", phone=person.phone)


@pytest.mark.needs("simulator", "mobile instead")
def test_a_server_that_keeps_the_phone_number_keeps_it_in_hubspot(own_stack: OwnStack, person: Person) -> None:
    chain = own_stack(mobile_edit_drops_phone_numbers=False)
    chain.guide.register(person)
    chain.my_account.sign_in(person)
    person = chain.my_account.edit_mobile(person, "+41791234567")
    chain.hubspot.shows(person, mobilephone="+41791234567", phone=person.phone)


def test_with_a_wrong_password_nobody_gets_in(guide: Guide, my_account: MyAccount, person: Person) -> None:
    guide.register(person)
    said = my_account.sign_in_in_vain(person, password="Wrong1!pw")  # noqa: S106 - made up, and wrong
    assert said == "Login failed! Please check your username and password and try again."


@pytest.mark.needs("simulator", "own settings")
def test_on_a_stock_server_the_contact_follows_the_administrator_but_not_my_account(
    own_stack: OwnStack, person: Person
) -> None:
    chain = own_stack(stock=True)
    chain.guide.register(person)
    chain.my_account.sign_in(person)
    chain.my_account.edit_first_name(person, "Alicia")
    chain.administrator.edit_last_name(person, "Muster")
    chain.hubspot.shows(person, firstname=person.given_name, lastname="Muster")
