"""What a user's contact should have now: the mapping's word, and what is left of it once the contact is there."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Row

from bridge.delivery.plan import ended_generation


class ContactMapping(Protocol):
    """What the delivery needs of a mapping."""

    @property
    def hash(self) -> str:
        """Stands for the mapping's content."""
        ...

    @property
    def only_on_create(self) -> frozenset[str]:
        """The properties that only the making of a contact writes."""
        ...

    def in_scope(self, resource: Mapping[str, Any]) -> bool:
        """Tell whether the user is one of those who become a contact."""
        ...

    def contact(self, resource: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the properties that a user's contact should have."""
        ...


def wanted(row: Row[Any], mapping: ContactMapping) -> Mapping[str, str] | None:
    """Return the properties that a row's contact should have; empty for a deleted user, None for one out of scope.

    What only the making of a contact writes is among them until a contact has all of it: HubSpot then makes one, or
    names the one that is there, which is linked, and so of known origin, before anything is written to it.
    """
    if row.resource is None:
        return {}
    if not mapping.in_scope(row.resource):
        return None
    properties = mapping.contact(row.resource)
    if row.contact_origin is None or ended_generation(row):
        return properties
    once = mapping.only_on_create
    return {name: value for name, value in properties.items() if name not in once} if once else properties
