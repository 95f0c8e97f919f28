"""Contacts that marketing made, that two people claim, and that lose their user."""

from collections.abc import Callable

from harness.people import Person
from harness.verbs.administrator import Administrator
from harness.verbs.bridge import Bridge
from harness.verbs.guide import Guide
from harness.verbs.hubspot import HubSpot

NewPerson = Callable[..., Person]


def test_a_person_whom_marketing_knows_keeps_their_contact(guide: Guide, hubspot: HubSpot, person: Person) -> None:
    known = hubspot.knows_already(person, firstname="Somebody", company="Example Ltd")
    guide.register(person)
    contact = hubspot.shows(person, company="Example Ltd")
    assert contact.id == known


def test_a_second_person_with_the_same_email_is_refused_with_both_names(
    guide: Guide, hubspot: HubSpot, bridge: Bridge, person: Person, new_person: NewPerson
) -> None:
    second = new_person(email=person.email)
    guide.register(person)
    hubspot.shows(person)
    guide.register(second)
    reason = bridge.refused(second)
    assert person.user_name in reason
    assert second.user_name in reason
    hubspot.shows(person)


def test_a_deleted_user_leaves_an_archived_contact(
    guide: Guide, hubspot: HubSpot, administrator: Administrator, person: Person
) -> None:
    guide.register(person)
    hubspot.shows(person)
    administrator.delete(person)
    hubspot.has_archived(person)


def test_a_deleted_user_leaves_marketings_own_contact_alone(
    guide: Guide, hubspot: HubSpot, administrator: Administrator, person: Person
) -> None:
    known = hubspot.knows_already(person)
    guide.register(person)
    hubspot.shows(person)
    administrator.delete(person)
    assert hubspot.has_unlinked(person).id == known
