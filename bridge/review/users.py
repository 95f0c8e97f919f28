"""A user of a corpus as the bridge would keep it: what its directory makes of the first request about a user.

Nearly all users of a corpus are in normal form, or are but for bare strings in lists; for them there is a quick way,
which gives the same. Any doubt, and the bridge's own code decides.
"""

from collections.abc import Mapping
from typing import Any, Final

from bridge.scim.merge import apply
from bridge.scim.operation import Resource
from bridge.scim.resource import whole
from bridge.scim.schema import OWN, USER, Attribute, Kind, is_urn
from bridge.scim.values import MARKER

_KNOWN: Final = {attribute.name: attribute for attribute in USER.parts.values()}
_PART_NAMES: Final = {
    attribute.name: frozenset(part.name for part in attribute.parts.values() if part.kind is Kind.STRING)
    for attribute in USER.parts.values()
}
_ENTRY_NAMES: Final = {name: parts | {"value", "display", "type"} for name, parts in _PART_NAMES.items()}


class _Doubt(Exception):
    """The quick way does not know what this becomes."""


def as_kept(document: Mapping[str, Any]) -> Resource:
    """Return the resource that the directory keeps once it was told of a user.

    Args:
        document: a user as sent over SCIM, or as the directory keeps it.

    Raises:
        ScimError: it is no user; says what is wrong.
    """
    try:
        return _quick(document)
    except _Doubt:
        return _careful(document)


def _careful(document: Mapping[str, Any]) -> Resource:
    marked = [name for name, value in document.items() if isinstance(value, list) and MARKER in value]
    unmarked = {name: [each for each in document[name] if each != MARKER] for name in marked}
    # A list that holds nothing but the mark is an empty one on the wire.
    user_name, operation = whole({**document, **unmarked}, merges=True)
    kept = {"userName": user_name, **apply({}, operation)}
    for name in marked:
        known = USER.part(name).name
        entries = kept.get(known)
        if isinstance(entries, list) and MARKER not in entries:
            kept[known] = [*entries, MARKER]
    return kept


def _quick(document: Mapping[str, Any]) -> Resource:
    kept = {name: _value(name, value) for name, value in document.items() if name not in OWN}
    user_name = kept.get("userName")
    if not isinstance(user_name, str) or not user_name or "/" in user_name or user_name.isspace():
        raise _Doubt
    return kept


def _value(name: str, value: Any) -> Any:
    attribute = _KNOWN.get(name)
    if attribute is None:
        return _unknown(name, value)
    if attribute.many:
        return _entries(attribute, value)
    if attribute.kind is Kind.COMPLEX:
        return _parts(attribute, value)
    if type(value) is (str if attribute.kind is Kind.STRING else bool):
        return value
    raise _Doubt


def _unknown(name: str, value: Any) -> Any:
    """Take a text under a name that differs from all known ones, or an extension's texts."""
    if name.casefold() in USER.parts or name.casefold() in OWN:
        raise _Doubt
    if not is_urn(name) and type(value) is str:
        return value
    raise _Doubt


def _parts(attribute: Attribute, value: Any) -> Any:
    if type(value) is not dict or not value.keys() <= _PART_NAMES[attribute.name]:
        raise _Doubt
    if all(type(part) is str for part in value.values()):
        return value
    raise _Doubt


def _entries(attribute: Attribute, value: Any) -> Any:
    """Take entries of which each has something, and no two are of one type."""
    if type(value) is not list or not value:
        raise _Doubt
    names = _ENTRY_NAMES[attribute.name]
    seen: set[str] = set()
    kept: list[Any] = []
    for entry in value:
        if type(entry) is str and entry:
            kept.append({"value": entry})
            slot = ""
        elif type(entry) is dict and entry and entry.keys() <= names and all(map(_is_text, entry.values())):
            kept.append(entry)
            slot = entry.get("type", "").casefold()
        else:
            raise _Doubt
        if slot in seen:
            raise _Doubt
        seen.add(slot)
    return kept


def _is_text(value: Any) -> bool:
    return type(value) is str and value != ""
