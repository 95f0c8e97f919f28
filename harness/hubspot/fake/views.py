"""What the pages show, worked out of the model: rows of the table, one record, its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from harness.hubspot.fake.contacts import Contact
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.properties import Property

PAGE_SIZES = (25, 50, 100)

_SEARCHED = ("firstname", "lastname", "email", "hs_additional_emails", "phone", "mobilephone", "company")
_FIRST = ("email", "firstname", "lastname", "phone", "mobilephone", "company", "lifecyclestage", "hs_lead_status")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the table."""

    contacts: list[Contact]
    query: str
    number: int
    """From 1."""
    size: int
    total: int
    """Contacts that the search finds."""

    @property
    def last(self) -> int:
        """The number of the last page; an empty table has one page."""
        return max(1, ceil(self.total / self.size))

    @property
    def first_shown(self) -> int:
        """The place of the first contact shown, from 1."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_shown(self) -> int:
        """The place of the last contact shown."""
        return (self.number - 1) * self.size + len(self.contacts)


@dataclass(frozen=True, slots=True)
class Entry:
    """A property of a contact: its name, its label, its value and how the value came about."""

    name: str
    label: str
    value: str
    read_only: bool


def page_of(portal: Portal, query: str, number: int, size: int) -> Page:
    """Return a page of the live contacts that a search finds, the newest first.

    A search wants each of its words somewhere in the names, e-mails, phone numbers or the company.
    """
    words = query.lower().split()
    found = [contact for contact in portal.contacts.all() if not contact.archived and _has(contact, words)]
    found.reverse()
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    number = min(max(1, number), max(1, ceil(len(found) / size)))
    return Page(found[(number - 1) * size : number * size], query, number, size, len(found))


def name_of(contact: Contact) -> str:
    """Return what a person reads as the contact's name."""
    names = [contact.values.get("firstname"), contact.values.get("lastname")]
    return " ".join(filter(None, names)) or contact.values.get("email") or "--"


def entries_of(portal: Portal, contact: Contact) -> list[Entry]:
    """Return the set properties: first what people look for, then by label, then what HubSpot works out."""
    definitions = [definition for definition in portal.properties.all() if definition.name in contact.values]
    return [_entry(definition, contact.values[definition.name]) for definition in sorted(definitions, key=_rank)]


def history_of(portal: Portal, contact: Contact) -> list[Entry]:
    """Return the properties with a history in the same order; `value` is the present one, empty when cleared."""
    definitions = [definition for definition in portal.properties.all() if definition.name in contact.history]
    return [
        _entry(definition, contact.values.get(definition.name, "")) for definition in sorted(definitions, key=_rank)
    ]


def moment(seconds: float) -> str:
    """Write a time for a person, to the second and in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y, %H:%M:%S UTC")


def minute(seconds: float) -> str:
    """Write a time for a table, to the minute and in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y, %H:%M UTC")


def _entry(definition: Property, value: str) -> Entry:
    return Entry(definition.name, definition.label, value, definition.read_only)


def _rank(definition: Property) -> tuple[bool, int, str]:
    place = _FIRST.index(definition.name) if definition.name in _FIRST else len(_FIRST)
    return (definition.read_only, place, definition.label)


def _has(contact: Contact, words: list[str]) -> bool:
    text = "\n".join(_texts(contact)).lower()
    return all(word in text for word in words)


def _texts(contact: Contact) -> Iterator[str]:
    yield from (contact.values.get(name, "") for name in _SEARCHED)
