"""How contacts look on HubSpot's wire."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.hubspot.fake.contacts import Change, Contact
from harness.hubspot.fake.instants import iso
from harness.hubspot.fake.properties import Properties

DEFAULTS = ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname")
"""What a read answers when no properties are asked for."""

_ALWAYS = ("createdate", "hs_object_id", "lastmodifieddate")
_AFTER_CREATE = (
    "createdate", "lastmodifieddate", "hs_object_id", "hs_all_contact_vids", "hs_email_domain", "hs_is_contact",
    "hs_is_unworked", "hs_pipeline", "hs_full_name_or_email", "hs_object_source", "hs_object_source_label",
    "lifecyclestage",
)  # fmt: skip
_AFTER_UPDATE = (
    "createdate", "lastmodifieddate", "hs_object_id", "hs_email_domain", "hs_full_name_or_email", "lifecyclestage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asks for: property names (none: the defaults), and those whose history is wanted."""

    properties: Sequence[str] = ()
    with_history: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """Writes contacts as a portal does."""

    properties: Properties
    portal_id: int

    def read(self, contact: Contact, selection: Selection) -> dict[str, Any]:
        """Return a contact as a read answers it: unset properties are null, unknown ones left out."""
        asked = [*selection.properties, *selection.with_history]
        names = sorted({*_ALWAYS, *asked} if asked else DEFAULTS)
        known = [name for name in names if self.properties.get(name)]
        record = self._record(contact, {name: contact.values.get(name) for name in known})
        if selection.with_history:
            record["propertiesWithHistory"] = {
                name: [_change(change) for change in contact.history.get(name, ())] for name in selection.with_history
            }
        return record

    def created(self, contact: Contact, sent: Iterable[str]) -> dict[str, Any]:
        """Return a new contact: what was sent, and what HubSpot works out."""
        return self._record(contact, _present(contact, [*sent, *_AFTER_CREATE]))

    def updated(self, contact: Contact, sent: Iterable[str]) -> dict[str, Any]:
        """Return a changed contact: what was sent (a cleared value as `""`), and what HubSpot works out anew."""
        cleared = {name: "" for name in sent if name not in contact.values}
        return self._record(contact, {**cleared, **_present(contact, [*sent, *_AFTER_UPDATE])})

    def _record(self, contact: Contact, properties: Mapping[str, str | None]) -> dict[str, Any]:
        record = {
            "id": contact.id,
            "properties": dict(sorted(properties.items())),
            "createdAt": iso(contact.created_at),
            "updatedAt": iso(contact.updated_at),
            "archived": contact.archived,
            "url": f"https://app.hubspot.com/contacts/{self.portal_id}/record/0-1/{contact.id}",
        }
        if contact.archived_at is not None:
            record["archivedAt"] = iso(contact.archived_at)
        return record


def _present(contact: Contact, names: Iterable[str]) -> dict[str, str | None]:
    return {name: contact.values[name] for name in names if name in contact.values}


def _change(change: Change) -> dict[str, Any]:
    return {
        "value": change.value,
        "timestamp": iso(change.at),
        "sourceType": change.source.type,
        "sourceId": change.source.id,
        "sourceLabel": change.source.label,
    }
