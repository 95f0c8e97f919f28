"""HubSpot, as marketing sees it in the browser (the guide's step 12), and once more in its API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from harness.browser import ContactRecordPage, ContactsPage
from harness.clients import USER_NAME_PROPERTY, Contact, FakeHubSpot, newest
from harness.errors import NotAsExpected
from harness.people import Person
from harness.verbs.context import Context
from harness.waiting import NotYet

API: Final = "/crm/*"
"""The fake's API, apart from its pages."""


class HubSpot:
    """Looks for people among the contacts."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def shows(self, person: Person, **also: str) -> Contact:
        """See the one contact of a person with the right values: in the API, and in the contact's record.

        Args:
            person: whose names, e-mail address and phone number are expected.
            also: further or other HubSpot properties by name; the empty string means that nothing is shown.
        """
        expected = _expected(person) | also
        self._context.note(f"marketing looks for {person.user_name} with {expected}")
        contact = self._awaited(person, expected)
        record = self._contacts_page().find(person.email)
        shown = record.values()
        seen = {name: shown.get(name, "") for name in expected}
        if (record.contact_id, seen) != (contact.id, expected):
            raise NotAsExpected(
                f"the record page of {record.contact_id} shows {seen}, not {contact.id} with {expected}"
            )
        return contact

    def shows_nobody(self, email: str) -> None:
        """See that there is no contact with an e-mail address, now."""
        self._context.note(f"marketing looks for {email} in vain")
        live = [contact.id for contact in self._fake.contacts_of("", email) if not contact.archived]
        if live:
            raise NotAsExpected(f"the contacts {live} have the e-mail address {email}")
        if not self._contacts_page().has_none(email):
            raise NotAsExpected(f"the contacts page finds {email}, which HubSpot's API does not")

    def has_archived(self, person: Person) -> None:
        """See a person's contact archived, and gone from the table."""

        def look() -> None:
            contact = self._newest(person)
            if not contact.archived:
                raise NotYet(f"the contact {contact.id} is not archived")

        self._context.await_for(person, look, f"the contact of {person.user_name} to be archived")
        self.shows_nobody(person.email)

    def has_unlinked(self, person: Person) -> Contact:
        """See a contact that marketing made stay, with nothing of the bridge's left on it."""

        def look() -> Contact:
            contact = self._newest(person)
            if contact.archived or contact.value(USER_NAME_PROPERTY):
                raise NotYet(f"the contact {contact.id} has {dict(contact.properties)}, archived: {contact.archived}")
            return contact

        return self._context.await_for(person, look, f"the contact of {person.email} to be unlinked")

    def history(self, person: Person, name: str) -> list[str]:
        """Return the values that a property of a person's contact had, newest first."""
        return self._fake.history(self._newest(person).id, name)

    def history_on_page(self, contact: Contact, name: str) -> list[str]:
        """Return the lines of a property's history as the record's page shows them, newest first."""
        page = ContactRecordPage.visit(self._context.marketing(), self._context.stack.hubspot_url, contact.id)
        return page.history(name)

    def knows_already(self, person: Person, **properties: str) -> str:
        """Make a contact with the person's e-mail address, as marketing did in HubSpot's pages; return its id."""
        self._context.note(f"marketing knows {person.email} already, with {properties}")
        return self._fake.create_contact({"email": person.email, **properties})

    def has_received(self, person: Person, **properties: str) -> None:
        """See a call about a person with these properties arrive, whatever becomes of it."""

        def look() -> None:
            inputs = [each for request in self._fake.requests() for each in request["inputs"]]
            sent = [each.get("properties", {}) for each in inputs if each.get("id") == person.user_name]
            if not any(properties.items() <= each.items() for each in sent):
                raise NotYet(f"{person.user_name} was sent {len(sent)} times, last with {sent[-1:]}")

        self._context.await_for(person, look, f"a call that gives {person.user_name} {properties}")

    def spoils_the_next_call(self, person: Person, **fault: object) -> None:
        """Let the next call about a person go wrong as ``fault`` says (design: "A fault rule")."""
        self._context.note(f"HubSpot spoils the next call about {person.user_name} ({fault})")
        match = {"method": "POST", "path": API, "containing": person.user_name}
        self._fake.add_fault({"match": match, "fault": fault, "times": 1})

    @contextmanager
    def down(self, **fault: object) -> Iterator[None]:
        """Take HubSpot's API away: every call is answered 503, or as ``fault`` says."""
        fault = fault or {"kind": "status", "status": 503}
        self._context.note(f"HubSpot goes down ({fault})")
        self._fake.add_fault({"match": {"path": API}, "fault": fault})
        try:
            yield
        finally:
            self._fake.clear_faults()
            self._context.note("HubSpot is back")

    def kill(self) -> None:
        """End HubSpot by SIGKILL, as a power cut would."""
        self._context.note("HubSpot is killed")
        self._context.stack.kill("hubspot")

    def start(self) -> None:
        """Start HubSpot again, with what it had kept."""
        self._context.stack.restart("hubspot")
        self._context.note("HubSpot runs again")

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Cut the network between the bridge and HubSpot; browsers still reach it."""
        self._context.note("the network between bridge and HubSpot is cut")
        with self._context.stack.cut_off("hubspot"):
            yield
        self._context.note("the network between bridge and HubSpot is whole again")

    @property
    def _fake(self) -> FakeHubSpot:
        return self._context.stack.hubspot

    def _contacts_page(self) -> ContactsPage:
        return ContactsPage.at(self._context.marketing(), self._context.stack.hubspot_url)

    def _newest(self, person: Person) -> Contact:
        contact = newest(self._fake.contacts_of(person.user_name, person.email))
        if contact is None:
            raise NotYet("no contact")
        return contact

    def _awaited(self, person: Person, expected: Mapping[str, str]) -> Contact:
        def look() -> Contact:
            return _only(self._fake.contacts_of(person.user_name, person.email), expected)

        return self._context.await_for(person, look, f"one contact with {expected}")


def _expected(person: Person) -> dict[str, str]:
    return {
        "firstname": person.given_name,
        "lastname": person.family_name,
        "email": person.email.lower(),
        "phone": person.phone,
    }


def _only(contacts: list[Contact], expected: Mapping[str, str]) -> Contact:
    live = [contact for contact in contacts if not contact.archived]
    if len(live) != 1:
        raise NotYet(f"{len(live)} contacts {[contact.id for contact in live]}")
    seen = {name: live[0].value(name) for name in expected}
    if seen != expected or not live[0].value(USER_NAME_PROPERTY):
        raise NotYet(f"the contact {live[0].id} has {seen}, {USER_NAME_PROPERTY} {live[0].value(USER_NAME_PROPERTY)!r}")
    return live[0]
