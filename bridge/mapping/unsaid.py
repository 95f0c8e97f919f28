"""Skipping the rows of which a user says nothing, which for most users is half of them.

It is only done where every attribute of a user is spelled as the directory spells it, so that one whose name is not
there under that spelling is not there at all; any other user is looked through row by row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bridge.mapping.path import Resource
from bridge.mapping.row import ConstantRow, Row

_SPELLED: Final = (
    *("schemas", "id", "externalId", "meta", "userName", "name", "displayName", "nickName", "profileUrl", "title"),
    *("userType", "preferredLanguage", "locale", "timezone", "active", "emails", "phoneNumbers", "ims", "photos"),
    *("addresses", "groups", "entitlements", "roles", "x509Certificates", "urn:scim:wso2:schema"),
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
)
"""Attributes of RFC 7643 (sections 3.1, 4.1 and 4.3) and of WSO2, as they are written there."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One row of a mapping at work.

    Attributes:
        property: HubSpot's name of it.
        heads: the attributes that it can come from, in their one spelling; none for a constant.
        unsaid: its value for a user who has none of them.
        value: its value for any user.
    """

    property: str
    heads: frozenset[str]
    unsaid: str | None
    value: Callable[[Resource], str | None]


def turns(rows: Iterable[Row]) -> tuple[frozenset[str], tuple[Turn, ...]]:
    """Return the names of attributes by which rows can be skipped, each in one spelling, and the rows."""
    spelled = {name.lower(): name for name in _SPELLED}
    found = []
    for row in rows:
        paths = () if isinstance(row, ConstantRow) else row.paths
        heads = frozenset(spelled.setdefault(path.head.lower(), path.head) for path in paths)
        found.append(Turn(row.property, heads, row.value({}), row.value))
    return frozenset(spelled.values()), tuple(found)
