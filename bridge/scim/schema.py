"""The attributes of a user that have a name in the RFCs: their canonical casing, kind and sub-attributes.

Sources: RFC 7643 sections 4.1 (User) and 4.3 (enterprise extension); SCIM 1.1 core schema sections 6 and 8 name the
same attributes. What is not in this table is kept as it was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

CORE_1 = "urn:scim:schemas:core:1.0"
CORE_2 = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_1 = "urn:scim:schemas:extension:enterprise:1.0"
ENTERPRISE_2 = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

OWN = frozenset({"id", "meta", "schemas", "password"})
"""Top-level names that never enter a resource: the bridge's own, and the secret."""


class Kind(Enum):
    """What values an attribute takes."""

    STRING = "string"
    BOOLEAN = "boolean"
    COMPLEX = "complex"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; `many` says that it is multi-valued, `parts` are its sub-attributes by case-folded name."""

    name: str
    kind: Kind
    many: bool = False
    parts: Mapping[str, "Attribute"] = field(default_factory=dict)

    def part(self, name: str) -> "Attribute":
        """Return the sub-attribute of that name in any case, or an unknown one of that very name."""
        return self.parts.get(name.casefold()) or Attribute(name, Kind.ANY)


def _table(*attributes: Attribute) -> Mapping[str, Attribute]:
    return {attribute.name.casefold(): attribute for attribute in attributes}


def _strings(*names: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, Kind.STRING) for name in names)


def _complex(name: str, *parts: str) -> Attribute:
    return Attribute(name, Kind.COMPLEX, parts=_table(*_strings(*parts)))


_TYPE_AND_PRIMARY = (*_strings("type"), Attribute("primary", Kind.BOOLEAN))
_VALUE = (*_strings("value", "display"), *_TYPE_AND_PRIMARY)

ENTRY = _table(Attribute("value", Kind.ANY), *_strings("display"), *_TYPE_AND_PRIMARY)
"""Sub-attributes that every multi-valued attribute has (RFC 7643 section 2.4), known or not."""


def _many(name: str, *parts: Attribute) -> Attribute:
    return Attribute(name, Kind.COMPLEX, many=True, parts=_table(*parts))


_ADDRESS = _strings("formatted", "streetAddress", "locality", "region", "postalCode", "country")
_ENTERPRISE = _table(
    *_strings("employeeNumber", "costCenter", "organization", "division", "department"),
    _complex("manager", "value", "$ref", "displayName"),
)

USER = Attribute(
    "User",
    Kind.COMPLEX,
    parts=_table(
        *_strings("userName", "externalId", "displayName", "nickName", "profileUrl", "title", "userType"),
        *_strings("preferredLanguage", "locale", "timezone"),
        Attribute("active", Kind.BOOLEAN),
        _complex("name", "formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"),
        *(_many(name, *_VALUE) for name in ("emails", "phoneNumbers", "ims", "photos", "entitlements", "roles")),
        _many("x509Certificates", *_VALUE),
        _many("groups", *_strings("value", "$ref", "display", "type")),
        _many("addresses", *_ADDRESS, *_TYPE_AND_PRIMARY),
        # Extensions are attributes named by their URN (RFC 7643 section 3.3).
        Attribute(ENTERPRISE_1, Kind.COMPLEX, parts=_ENTERPRISE),
        Attribute(ENTERPRISE_2, Kind.COMPLEX, parts=_ENTERPRISE),
    ),
)
"""The user as a whole: its parts are the top-level attributes."""

_CORE = frozenset({CORE_1.casefold(), CORE_2.casefold()})


def is_urn(name: str) -> bool:
    """Tell whether a name is or begins with a schema's URN."""
    return name.casefold().startswith("urn:")


def is_core(urn: str) -> bool:
    """Tell whether a URN is the core User schema of either SCIM version."""
    return urn.casefold() in _CORE


def located(name: str, *, holds_object: bool) -> tuple[str, ...]:
    """Return where an attribute named at the top level of a message belongs, in canonical casing.

    Args:
        name: the name as sent: `userName`, `urn:…:User:userName`, or an extension's URN alone.
        holds_object: whether its value is an object or null, which makes an unknown URN an extension rather than an
            attribute of one.

    Returns:
        The path from the resource: `()` for the core schema itself, `(name,)`, or `(extension, name)`.
    """
    if not is_urn(name):
        return (USER.part(name).name,)
    if is_core(name):
        return ()
    prefix, _, last = name.rpartition(":")
    if is_core(prefix):
        return (USER.part(last).name,)
    extension = USER.part(prefix)
    if name.casefold() in USER.parts or (holds_object and extension.kind is Kind.ANY):
        return (USER.part(name).name,)
    return (extension.name, extension.part(last).name)
