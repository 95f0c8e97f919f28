"""Everything about one user, for a person who investigates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bridge.delivery.holding import Next, next_call
from bridge.delivery.status import UserStatus, status_of
from bridge.delivery.wanted import ContactMapping, wanted
from bridge.scim.names import key_of
from bridge.storage import users


@dataclass(frozen=True, slots=True)
class Details:
    """Where a user stands, and the three things to compare: what was said, what should be, what is.

    Attributes:
        status: where the user stands.
        resource: the user in the directory's normal form; None after a deletion.
        properties: what the contact should have by the mapping; nothing for a user out of its scope.
        delivered: what was last delivered; None: nothing yet, or nobody knows.
        next: the call that the user is owed.
    """

    status: UserStatus
    resource: Mapping[str, Any] | None
    properties: Mapping[str, str]
    delivered: Mapping[str, str] | None
    next: Next | None


def details(connection: Connection, user_name: str, mapping: ContactMapping) -> Details | None:
    """Return a user, deleted ones included, by its name with or without store domain."""
    row = connection.execute(select(users).where(users.c.key == key_of(user_name))).one_or_none()
    if row is None:
        return None
    properties = wanted(row, mapping) or {}
    return Details(status_of(row), row.resource, properties, row.delivered_properties, next_call(row, mapping))
