"""An e-mail that another contact has: whose contact it is, and what follows."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, select

from bridge.delivery.outcome import Again, Refused
from bridge.delivery.plan import Item, ended_generation
from bridge.delivery.wanted import ContactMapping, wanted
from bridge.hubspot.batches import KEY, Contact
from bridge.storage import users

Holder = Literal["live", "yielding", "leaving", "gone", "unknown"]
"""A key's user here: there, there but owed another e-mail, deleted with its contact still to archive, deleted and paid,
or never heard of."""

_PATIENCE: Final = 8
"""Tries for which an owner that gives the e-mail up is waited for: two who want each other's would wait for ever."""

_REPLAY: Final = "then `bridge users replay` the refused one"


@dataclass(frozen=True, slots=True)
class Link:
    """Give this contact our key: marketing made it."""

    contact_id: str


def holder_of(connection: Connection, key: str, email: str | None, mapping: ContactMapping) -> Holder:
    """Say what the directory knows of a key that HubSpot names as the owner of an e-mail.

    Args:
        connection: of the transaction.
        key: the owner's.
        email: what both want.
        mapping: says what e-mail the key's user is to have; one out of scope keeps the contact's as it is.
    """
    row = connection.execute(select(users).where(users.c.key == key)).one_or_none()
    if row is None:
        return "unknown"
    if row.resource is None:
        return "leaving" if ended_generation(row) or row.owed_since is not None else "gone"
    properties = wanted(row, mapping)
    yields = row.owed_since is not None and properties is not None and properties.get("email") != email
    return "yielding" if yields else "live"


def decide(item: Item, owner: Contact | None, holder: Holder) -> Link | Refused | Again:
    """Decide what an item whose e-mail is another contact's gets.

    Args:
        item: the user that was to be written.
        owner: the contact that has the e-mail; None when HubSpot does not show it.
        holder: the directory's word on the owner's key.
    """
    if owner is None:
        return Again("CONFLICT", "another contact has this e-mail, and HubSpot does not show it yet")
    key = owner.properties.get(KEY) or ""
    if key and (holder == "leaving" or (holder == "yielding" and item.attempts < _PATIENCE)):
        return Again("CONFLICT", f"{key!r} gives this e-mail up, but HubSpot has not been told yet")
    if key == item.key:
        return Again("CONFLICT", "HubSpot has not caught up with this contact yet")
    if key and holder != "gone":
        return Refused(
            "CONFLICT",
            f"contact {owner.id} with this e-mail belongs to {key!r}, so {item.key!r} cannot have it: give one of them "
            f"another e-mail in Identity Server, {_REPLAY}",
        )
    if item.contact_id not in {None, owner.id}:
        return Refused(
            "CONFLICT",
            f"contact {owner.id} has this e-mail and {item.key!r} already has contact {item.contact_id}: merge the two "
            f"in HubSpot, {_REPLAY}",
        )
    return Link(owner.id)
