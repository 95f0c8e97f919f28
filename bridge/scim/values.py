"""How values in normal form join: merged (what is not named stays) or replaced (what is not named becomes empty).

Everything here is pure and returns new values. A *slot* of a multi-valued attribute is what its entries of one type
are together, the untyped ones being one slot too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from bridge.scim.schema import Attribute, Kind

Entry: TypeAlias = Mapping[str, Any]
"""One value of a multi-valued attribute."""

MARKER: Entry = {}
"""The entry that says: every slot which is not otherwise there was said empty."""


def slot_of(entry: Entry) -> str | None:
    """Return the slot of an entry: its type, which compares case-insensitively, or None for an untyped one."""
    kind = entry.get("type")
    return kind.casefold() if isinstance(kind, str) and kind else None


def slots(entries: Iterable[Entry]) -> dict[str | None, list[Entry]]:
    """Group entries by slot, in order of first appearance; the marker is in none."""
    grouped: dict[str | None, list[Entry]] = {}
    for entry in entries:
        if entry:
            grouped.setdefault(slot_of(entry), []).append(entry)
    return grouped


def says_empty(entry: Entry) -> bool:
    """Tell whether an entry says its slot empty: a value `""` and nothing else but the type."""
    return entry.get("value") == "" and all(entry[name] == "" for name in entry.keys() - {"type", "value", "primary"})


def merged(attribute: Attribute, old: Any, new: Any) -> Any:
    """Return `old` with what `new` names; deep, and by slot in multi-valued attributes."""
    if new is None:
        return cleared(attribute, old)
    if isinstance(new, Mapping):
        return _merged_parts(attribute, old if isinstance(old, Mapping) else {}, new)
    if isinstance(new, list):
        return _merged_entries(attribute, old if isinstance(old, list) else [], new)
    if new == "" and isinstance(old, Mapping | list):
        return emptied(old)
    return new


def replaced(attribute: Attribute, old: Any, new: Any) -> Any:
    """Return `new`, and said empty what `old` has beyond it."""
    if new is None:
        return cleared(attribute, old)
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        left = {name: emptied(value) for name, value in old.items() if name not in new}
        return left | {name: replaced(attribute.part(name), old.get(name), value) for name, value in new.items()}
    if isinstance(new, Mapping):
        return _merged_parts(attribute, {}, new)
    if isinstance(new, list) and isinstance(old, list):
        return _replaced_entries(attribute, old, new)
    return new


def cleared(attribute: Attribute, old: Any) -> Any:
    """Return an attribute said empty as a whole: a complex one with each sub-attribute it has or can have."""
    if attribute.many:
        return [MARKER]
    if attribute.kind is Kind.COMPLEX:
        standard = {part.name: cleared(part, None) for part in attribute.parts.values()}
        return standard | (emptied(old) if isinstance(old, Mapping) else {})
    return emptied(old)


def emptied(old: Any) -> Any:
    """Return what was there or said, said empty."""
    if isinstance(old, Mapping):
        return {name: emptied(value) for name, value in old.items()}
    return [MARKER] if isinstance(old, list) else ""


def emptied_slot(entries: Sequence[Entry]) -> list[Entry]:
    """Return one entry that says a slot empty, with every sub-attribute that its entries had."""
    names = {name for entry in entries for name in entry} - {"type", "value"}
    kind = {"type": entries[0]["type"]} if "type" in entries[0] else {}
    return [{**kind, "value": "", **dict.fromkeys(sorted(names), "")}]


def _merged_parts(attribute: Attribute, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {**old, **{name: merged(attribute.part(name), old.get(name), value) for name, value in new.items()}}


def _merged_entries(attribute: Attribute, old: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    before, said = slots(old), slots(new)
    everything = MARKER in new
    kept: dict[str | None, list[Entry]] = {}
    for slot, entries in before.items():
        if slot in said:
            kept[slot] = _joined(attribute, entries, said[slot])
        elif not everything:
            kept[slot] = entries
    return _listed({**kept, **{slot: entries for slot, entries in said.items() if slot not in kept}}, old, new)


def _joined(attribute: Attribute, old: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    if all(says_empty(entry) for entry in new):
        return emptied_slot([*new, *old])
    if len(old) == len(new) == 1:
        return [_merged_parts(attribute, old[0], new[0])]
    return list(new)


def _replaced_entries(attribute: Attribute, old: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    before, said = slots(old), slots(new)
    kept: dict[str | None, list[Entry]] = {}
    for slot, entries in before.items():
        now = said.get(slot)
        if now is None:
            kept[slot] = emptied_slot(entries)
        elif len(entries) == len(now) == 1:
            kept[slot] = [replaced(attribute, entries[0], now[0])]
        else:
            kept[slot] = now
    return _listed({**kept, **{slot: entries for slot, entries in said.items() if slot not in kept}}, old, new)


def _listed(grouped: Mapping[str | None, list[Entry]], *sources: Sequence[Entry]) -> list[Entry]:
    entries = [entry for slot in grouped.values() for entry in slot]
    return [*entries, MARKER] if any(MARKER in source for source in sources) else entries
