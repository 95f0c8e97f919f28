"""The contacts of one portal: what they hold, who owns which unique value, and how each value came about.

A contact is a value that is replaced, never changed, so a savepoint is a copy of two dictionaries. Unique are `email`
(over primary and secondary addresses, in lower case) and custom properties with `hasUniqueValue`, whose values are
compared exactly, case included [U]. An archived contact owns no unique value [U: a switch].
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from harness.hubspot.fake.behaviour import Behaviour
from harness.hubspot.fake.errors import (
    ConflictError,
    HubSpotError,
    InvalidValuesError,
    ValidationFailedError,
    ValueTakenError,
)
from harness.hubspot.fake.instants import iso
from harness.hubspot.fake.properties import Properties
from harness.hubspot.fake.standard import DEFAULT_LIFECYCLE_STAGE, LIFECYCLE_STAGES
from harness.hubspot.fake.values import clean
from harness.seams import Clock

FIRST_ID = 101
"""The id of the first contact; the following count up."""

_NAMING = ("email", "firstname", "lastname")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value came from, in HubSpot's words."""

    type: str
    id: str
    label: str


API = Source("INTEGRATION", "1", "Bridge")
UI = Source("CRM_UI", "userId:1", "Marketing")
CALCULATED = Source("CALCULATED", "CalculatedPropertyComputer", "Calculated")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a property's history."""

    value: str
    at: float
    source: Source


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact at one moment. `values` holds set values only; `history` the newest change first."""

    id: str
    created_at: float
    updated_at: float
    values: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    archived_at: float | None = None

    @property
    def archived(self) -> bool:
        """Whether the contact was archived."""
        return self.archived_at is not None

    @property
    def secondary_emails(self) -> list[str]:
        """The further addresses, lower case."""
        return [email for email in self.values.get("hs_additional_emails", "").split(";") if email]

    def with_values(self, values: Mapping[str, str], at: float, source: Source) -> "Contact":
        """Return the contact with values set (`""` clears). A value that stays the same makes no history [U]."""
        changed = {name: value for name, value in values.items() if value != self.values.get(name, "")}
        merged = {name: value for name, value in {**self.values, **changed}.items() if value}
        newest = {name: (Change(value, at, source), *self.history.get(name, ())) for name, value in changed.items()}
        return replace(self, updated_at=at, values=merged, history={**self.history, **newest})


@dataclass(frozen=True, slots=True)
class Savepoint:
    """A state of the contacts that can be returned to."""

    contacts: dict[str, Contact]
    owners: dict[tuple[str, str], str]
    next_id: int


class Contacts:
    """All contacts, live and archived, and the owners of unique values."""

    def __init__(self, properties: Properties, now: Clock, portal_id: int) -> None:
        self.behaviour = Behaviour()
        self._properties = properties
        self._now = now
        self._portal_id = portal_id
        self._contacts: dict[str, Contact] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self.next_id = FIRST_ID
        """The id of the next contact."""
        self.revision = 0
        """Rises with every change, so that a look tells whether there was one."""

    def all(self, first_id: int = FIRST_ID) -> Iterator[Contact]:
        """Yield contacts, archived ones too, by rising id from `first_id` on."""
        return islice(self._contacts.values(), max(0, first_id - FIRST_ID), None)

    def get(self, contact_id: str) -> Contact | None:
        """Return a contact, live or archived, by its record id."""
        return self._contacts.get(contact_id)

    def find(self, name: str, value: str) -> Contact | None:
        """Return the live contact that owns a unique value; a secondary e-mail finds its owner."""
        owner = self._owners.get(_key(name, value))
        contact = self._contacts[owner] if owner else None
        return None if contact is None or contact.archived else contact

    def create(self, sent: Mapping[str, str], source: Source = API) -> Contact:
        """Add a contact.

        Raises:
            ValidationFailedError: A value is not valid, or none of email, firstname and lastname is given.
            ConflictError: Another live contact has the e-mail.
        """
        values = self._cleaned(sent, {})
        if not any(values.get(name) for name in _NAMING):
            raise ValidationFailedError("A new contact needs at least one of email, firstname and lastname.")
        contact_id = str(self.next_id)
        self._check_owners(values, contact_id, creating=True)
        self.next_id += 1
        now = self._now()
        born = Contact(contact_id, now, now).with_values(_birth_values(contact_id, now, source), now, CALCULATED)
        return self._store(born, {"lifecyclestage": DEFAULT_LIFECYCLE_STAGE, **values}, source)

    def update(self, contact: Contact, sent: Mapping[str, str], source: Source = API) -> Contact:
        """Set values of a contact; `""` clears.

        Raises:
            ValidationFailedError: Nothing to set, a value is not valid, or a unique value has another owner.
        """
        if not sent:
            raise ValidationFailedError(
                "No properties found to update, please provide at least one.", {"properties": ["{}"]}
            )
        values = self._cleaned(sent, contact.values)
        self._check_owners(values, contact.id, creating=False)
        return self._store(contact, values, source)

    def add_emails(self, contact: Contact, emails: list[str]) -> Contact:
        """Give a contact secondary addresses, as a person does in HubSpot's pages (no API of this fake can).

        Raises:
            ValidationFailedError: An address is not valid or another live contact has it.
        """
        added = [self._cleaned({"email": email}, {})["email"] for email in emails]
        for email in added:
            self._check_owners({"email": email}, contact.id, creating=False)
        joined = ";".join(dict.fromkeys([*contact.secondary_emails, *added]))
        return self._put(contact.with_values({"hs_additional_emails": joined}, self._now(), UI))

    def archive(self, contact: Contact) -> None:
        """Archive a contact; one that is archived stays as it is."""
        if contact.archived:
            return
        if not self.behaviour.archived_holds_values:
            self._disown(contact)
        now = self._now()
        self._contacts[contact.id] = replace(contact, archived_at=now, updated_at=now)
        self.revision += 1

    def savepoint(self) -> Savepoint:
        """Return the state as it is now."""
        return Savepoint(dict(self._contacts), dict(self._owners), self.next_id)

    def roll_back(self, savepoint: Savepoint) -> None:
        """Return to a state."""
        self._contacts, self._owners, self.next_id = savepoint.contacts, savepoint.owners, savepoint.next_id
        self.revision += 1

    def _cleaned(self, sent: Mapping[str, str], current: Mapping[str, str]) -> dict[str, str]:
        values, problems = clean(self._properties, sent, current)
        if problems:
            raise InvalidValuesError(problems, self._portal_id)
        if _moves_back(values, current) and not self.behaviour.lifecycle_moves_back:
            del values["lifecyclestage"]
        return values

    def _check_owners(self, values: Mapping[str, str], contact_id: str, *, creating: bool) -> None:
        for definition in self._properties.identifying():
            value = values.get(definition.name)
            owner = self._owners.get(_key(definition.name, value)) if value else None
            if value and owner and owner != contact_id:
                raise self._taken(definition.name, value, contact_id, owner, creating=creating)

    def _taken(self, name: str, value: str, contact_id: str, owner: str, *, creating: bool) -> HubSpotError:
        if creating and name == "email" and self.behaviour.create_conflict == "CONFLICT":
            return ConflictError.of_contact(owner)
        return ValueTakenError(name, value, contact_id, owner, self._portal_id)

    def _store(self, contact: Contact, values: Mapping[str, str], source: Source) -> Contact:
        now = self._now()
        written = contact.with_values(values, now, source)
        if contact.id in self._contacts:
            self._disown(contact)
            written = written.with_values(_remaining_emails(contact, written), now, CALCULATED)
        return self._put(written.with_values(_calculated(written), now, CALCULATED))

    def _put(self, contact: Contact) -> Contact:
        stamped = replace(contact, values={**contact.values, "lastmodifieddate": iso(contact.updated_at)})
        self._contacts[contact.id] = stamped
        self._owners.update(dict.fromkeys(self._unique_values(stamped), contact.id))
        self.revision += 1
        return stamped

    def _disown(self, contact: Contact) -> None:
        for key in self._unique_values(contact):
            self._owners.pop(key, None)

    def _unique_values(self, contact: Contact) -> Iterator[tuple[str, str]]:
        yield from (("email", email) for email in contact.secondary_emails)
        for definition in self._properties.identifying():
            if value := contact.values.get(definition.name):
                yield (definition.name, value)


def _key(name: str, value: str) -> tuple[str, str]:
    return (name, value.lower() if name == "email" else value)


def _moves_back(values: Mapping[str, str], current: Mapping[str, str]) -> bool:
    before, after = current.get("lifecyclestage"), values.get("lifecyclestage")
    if before not in LIFECYCLE_STAGES or after not in LIFECYCLE_STAGES:
        return False
    return LIFECYCLE_STAGES.index(after) < LIFECYCLE_STAGES.index(before)


def _remaining_emails(before: Contact, after: Contact) -> dict[str, str]:
    """Return the secondary addresses: a primary taken from among them swaps places with the old one [U]."""
    primary = after.values.get("email", "")
    if primary not in before.secondary_emails:
        return {}
    others = [email for email in before.secondary_emails if email != primary]
    return {"hs_additional_emails": ";".join([*others, *filter(None, [before.values.get("email")])])}


def _birth_values(contact_id: str, at: float, source: Source) -> dict[str, str]:
    return {
        "createdate": iso(at),
        "hs_createdate": iso(at),
        "hs_object_id": contact_id,
        "hs_all_contact_vids": contact_id,
        "hs_is_contact": "true",
        "hs_is_unworked": "true",
        "hs_pipeline": "contacts-lifecycle-pipeline",
        "hs_object_source": source.type,
        "hs_object_source_label": source.type,
    }


def _calculated(contact: Contact) -> dict[str, str]:
    values = contact.values
    email = values.get("email", "")
    full_name = " ".join(filter(None, [values.get("firstname"), values.get("lastname")]))
    return {"hs_email_domain": email.partition("@")[2], "hs_full_name_or_email": full_name or email}
