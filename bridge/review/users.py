"""A user of a corpus as the bridge would keep it: what its directory makes of the first request about a user.

Nearly all users of a corpus are in normal form, or are but for bare strings in lists; for them there is a quick way,
which gives the same. Any doubt, and the bridge's own code decides.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from bridge.scim.errors import ScimError
from bridge.scim.merge import apply
from bridge.scim.names import key_of
from bridge.scim.operation import Resource
from bridge.scim.resource import whole
from bridge.scim.schema import OWN, USER, Kind, is_core, is_urn
from bridge.scim.values import MARKER, Entry, slot_of

NoUser: Final = ScimError
"""What `as_kept` raises of what is no user."""

_KNOWN: Final = {attribute.name: attribute for attribute in USER.parts.values()}
_PART_NAMES: Final = {
    attribute.name: frozenset(part.name for part in attribute.parts.values() if part.kind is Kind.STRING)
    for attribute in USER.parts.values()
}
_ENTRY_NAMES: Final = {name: parts | {"value", "display", "type", "primary"} for name, parts in _PART_NAMES.items()}
_IN_EXTENSIONS: Final = frozenset({"schemas"})
"""What an extension may repeat within it, and the directory drops."""


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
    if type(user_name) is not str or not key_of(user_name):
        raise _Doubt
    return kept


def _value(name: str, value: Any) -> Any:
    attribute = _KNOWN.get(name)
    if attribute is None:
        return _unknown(name, value)
    if attribute.many:
        return _entries(attribute.name, value)
    if attribute.kind is Kind.COMPLEX:
        return _parts(_PART_NAMES[name], value)
    if type(value) is (str if attribute.kind is Kind.STRING else bool):
        return value
    raise _Doubt


def _unknown(name: str, value: Any) -> Any:
    """Take a text under a name that differs from all known ones, or an extension's texts."""
    folded = name.casefold()
    if folded in USER.parts or folded in OWN:
        raise _Doubt
    if is_urn(name):
        return _extension(name, value)
    if type(value) is str:
        return value
    raise _Doubt


def _extension(name: str, value: Any) -> Any:
    holder = name.rpartition(":")[0]
    if is_core(name) or is_core(holder) or holder.casefold() in USER.parts or type(value) is not dict:
        raise _Doubt
    return _parts(value.keys() - _IN_EXTENSIONS, value)


def _parts(names: AbstractSet[str], value: Any) -> Any:
    """Take an object whose names are all among these, and its values texts."""
    if type(value) is dict and value.keys() <= names:
        for part in value.values():
            if type(part) is not str:
                raise _Doubt
        return value
    raise _Doubt


def _entries(name: str, value: Any) -> Any:
    """Take a list in which the entries of one type stand together, and none of several says that type empty."""
    if type(value) is not list or not value:
        raise _Doubt
    names = _ENTRY_NAMES[name]
    kept = [{"value": entry} if type(entry) is str else _entry(names, entry) for entry in value]
    if len(kept) > 1:
        _check_slots(kept)
    return kept


def _entry(names: AbstractSet[str], entry: Any) -> Any:
    if type(entry) is not dict or not entry or not entry.keys() <= names or not entry.get("type", True):
        raise _Doubt
    for part, value in entry.items():
        if type(value) is not (bool if part == "primary" else str):
            raise _Doubt
    return entry


def _check_slots(entries: Sequence[Entry]) -> None:
    seen: set[str | None] = set()
    last: str | None = ""
    empty = False
    for entry in entries:
        slot = slot_of(entry)
        empty = empty or "" in entry.values()
        if slot in seen and (slot != last or empty):
            raise _Doubt
        seen.add(slot)
        last = slot
