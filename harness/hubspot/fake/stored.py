"""The values of a portal as JSON documents of a file, and back. What comes back equals what went in."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from harness.faults import Fault
from harness.hubspot.fake.contacts import Change, Contact, Source
from harness.hubspot.fake.properties import Option, Property
from harness.hubspot.fake.requests import Exchange

_EXCHANGE: Final = ("method", "path", "query", "at", "correlation_id", "body", "status", "answer", "applied")


def contact_row(contact: Contact) -> dict[str, Any]:
    """Return a contact without its id; a change of its history is a list, as there are many."""
    return {
        "createdAt": contact.created_at,
        "updatedAt": contact.updated_at,
        "archivedAt": contact.archived_at,
        "values": dict(contact.values),
        "history": {
            name: [
                [change.value, change.at, change.source.type, change.source.id, change.source.label] for change in past
            ]
            for name, past in contact.history.items()
        },
    }


def contact_of(contact_id: str, row: Mapping[str, Any]) -> Contact:
    """Return the contact of a row."""
    history = {
        name: tuple(Change(value, at, Source(*source)) for value, at, *source in past)
        for name, past in row["history"].items()
    }
    return Contact(contact_id, row["createdAt"], row["updatedAt"], row["values"], history, row["archivedAt"])


def property_row(definition: Property) -> dict[str, Any]:
    """Return a definition without its name."""
    return {name: value for name, value in asdict(definition).items() if name != "name"}


def property_of(name: str, row: Mapping[str, Any]) -> Property:
    """Return the definition of a row."""
    known = {field.name for field in fields(Property)} - {"name", "options"}
    options = tuple(Option(**option) for option in row["options"])
    return Property(name, options=options, **{key: row[key] for key in known})


def exchange_row(exchange: Exchange) -> dict[str, Any]:
    """Return a request without its number."""
    fault = exchange.fault.as_json() if exchange.fault else None
    return {**{name: getattr(exchange, name) for name in _EXCHANGE}, "fault": fault}


def exchange_of(number: int, row: Mapping[str, Any]) -> Exchange:
    """Return the request of a row."""
    fault = Fault(**row["fault"]) if row["fault"] else None
    return Exchange(**{name: row[name] for name in _EXCHANGE}, fault=fault, number=number)
