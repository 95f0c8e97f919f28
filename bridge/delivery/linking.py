"""An e-mail that another contact has: whose contact it is, and what follows."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, select

from bridge.delivery.outcome import Again, Refused
from bridge.delivery.plan import Item, ended_generation
from bridge.hubspot.batches import KEY, Contact
from bridge.storage import users

Holder = Literal["live", "leaving", "gone", "unknown"]
"""A key's user here: there, deleted with its contact still to archive, deleted and paid, or never heard of."""

_REPLAY: Final = "then `bridge users replay` the refused one"


@dataclass(frozen=True, slots=True)
class Link:
    """Give this contact our key: marketing made it."""

    contact_id: str


def holder_of(connection: Connection, key: str) -> Holder:
    """Say what the directory knows of a key that HubSpot names."""
    row = connection.execute(select(users).where(users.c.key == key)).one_or_none()
    if row is None:
        return "unknown"
    if row.resource is not None:
        return "live"
    return "leaving" if ended_generation(row) or row.owed_since is not None else "gone"


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
    if key and holder == "leaving":
        return Again("CONFLICT", f"{key!r} was deleted and still has this e-mail until its contact is archived")
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
