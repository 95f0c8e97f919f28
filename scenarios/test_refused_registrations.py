"""Registrations that the form or the server refuses, and what marketing sees of them."""

from dataclasses import replace

import pytest

from harness.people import Person
from harness.verbs.administrator import Administrator
from harness.verbs.guide import EMAIL, Guide
from harness.verbs.hubspot import HubSpot


@pytest.mark.needs("registration in steps")
def test_with_passwords_that_differ_nobody_registers(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    assert guide.is_refused(person, confirmation="Other1!pw") == "Passwords did not match. Please try again."
    administrator.sees_nothing_sent(person)
    hubspot.shows_nobody(person.email)


@pytest.mark.needs("registration in steps")
def test_without_the_privacy_policy_nobody_registers_and_with_it_they_do(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    said = guide.is_refused(person, ticks_box=False)
    assert said == "Please confirm that you have read and understood the Privacy Policy"
    administrator.sees_nothing_sent(person)
    hubspot.shows_nobody(person.email)
    guide.try_again(person)
    hubspot.shows(person)


def test_with_a_bad_email_address_nobody_registers(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    person = replace(person, email=f"{person.user_name}@nowhere")
    assert guide.register_in_vain(person) == EMAIL
    administrator.sees_nothing_sent(person)
    hubspot.shows_nobody(person.email)


@pytest.mark.needs("late refusal")
def test_a_weak_password_is_refused_so_late_that_marketing_sees_the_contact_already(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    said = guide.is_refused(replace(person, password="weak"))  # noqa: S106 - made up, and too short
    assert said == "The password must have 5 to 30 characters and no blanks."
    contact = hubspot.shows(person)
    guide.try_again(person)
    administrator.sees_sent(person, "POST", "POST")
    assert hubspot.shows(person) == contact


@pytest.mark.needs("password rules")
def test_a_weak_password_is_refused_by_the_form_before_anything_is_sent(
    guide: Guide, administrator: Administrator, hubspot: HubSpot, person: Person
) -> None:
    said = guide.is_refused(replace(person, password="weak"))  # noqa: S106 - made up, and too short
    assert said == "Must be between 8 and 30 characters"
    administrator.sees_nothing_sent(person)
    hubspot.shows_nobody(person.email)
    guide.try_again(person)
    hubspot.shows(person)
