"""PATCH below a multi-valued attribute: values added, and values chosen by a filter (RFC 7644 section 3.5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scim2_models.path import FilterNode

from bridge.scim.errors import InvalidValueError, NoTargetError
from bridge.scim.filters import equalities, predicate
from bridge.scim.normal import normal_value
from bridge.scim.schema import ENTRY, Attribute, Kind
from bridge.scim.values import MARKER, Entry, emptied_slot, merged, replaced, says_empty, slot_of, slots


@dataclass(frozen=True, slots=True)
class Selection:
    """Which values of a multi-valued attribute (None: all), and which sub-attribute of them (None: the values)."""

    chosen: FilterNode | None
    part: str | None


def added(old: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    """Add values; one that is there already is not added twice, and a slot that was said empty is no longer."""
    values = [entry for entry in new if entry and not says_empty(entry)]
    said = slots(values)
    kept = [entry for entry in old if entry and not (says_empty(entry) and slot_of(entry) in said)]
    fresh = [entry for entry in values if entry not in kept]
    marker = [MARKER] if MARKER in old else []
    return _one_primary([*kept, *fresh], fresh) + marker


def on_entries(attribute: Attribute, entries: Sequence[Entry], op: str, selection: Selection, sent: Any) -> list[Entry]:
    """Do one operation on the chosen values, or on one sub-attribute of each.

    Raises:
        NoTargetError: a replacement chooses no value.
    """
    chosen = _chosen(entries, selection)
    if not chosen:
        return _on_nothing(attribute, entries, op, selection, sent)
    if op == "remove" and selection.part is None:
        return _without(entries, chosen)
    changed = [_changed(attribute, entry, op, selection.part, sent) if entry in chosen else entry for entry in entries]
    return _one_primary(changed, [entry for entry in changed if entry not in entries])


def _chosen(entries: Sequence[Entry], selection: Selection) -> list[Entry]:
    there = [entry for entry in entries if entry and not says_empty(entry)]
    if selection.chosen is None:
        return there
    matches = predicate(selection.chosen)
    return [entry for entry in there if matches(entry)]


def _on_nothing(
    attribute: Attribute, entries: Sequence[Entry], op: str, selection: Selection, sent: Any
) -> list[Entry]:
    if op == "remove":
        return list(entries)
    if op != "add" and selection.chosen is not None:
        raise NoTargetError(
            f"The 'path' selects no value of {attribute.name!r}: look at the user first, or use 'add' to add one."
        )
    wanted = {} if selection.chosen is None else equalities(selection.chosen)
    given = {selection.part: sent} if selection.part is not None else _object(sent)
    return added(entries, normal_value(attribute, [{**wanted, **given}]))


def _object(sent: Any) -> Mapping[str, Any]:
    return sent if isinstance(sent, Mapping) else {"value": sent}


def _without(entries: Sequence[Entry], chosen: Sequence[Entry]) -> list[Entry]:
    """Remove values; a slot that loses its last one is said empty."""
    left = [entry for entry in entries if entry and entry not in chosen]
    still_there = slots(left)
    emptied = [one for slot, gone in slots(chosen).items() if slot not in still_there for one in emptied_slot(gone)]
    return [*left, *emptied, *([MARKER] if MARKER in entries else [])]


def _changed(attribute: Attribute, entry: Entry, op: str, part: str | None, sent: Any) -> Entry:
    if part is not None:
        return _with_part(attribute, entry, part, None if op == "remove" else sent)
    new = normal_value(attribute, [sent])[0]
    if op == "replace":
        kind = {"type": entry["type"]} if "type" in entry else {}
        return dict(replaced(attribute, entry, {**kind, **new}))
    return dict(merged(attribute, entry, new))


def _with_part(attribute: Attribute, entry: Entry, part: str, sent: Any) -> Entry:
    whole = Attribute(attribute.name, Kind.COMPLEX, parts={**ENTRY, **attribute.parts})
    below = whole.part(part)
    if isinstance(sent, list):
        raise InvalidValueError(f"{below.name!r} has one value: send it without a list.")
    value = normal_value(below, sent)
    return {**entry, below.name: "" if value is None else value}


def _one_primary(entries: Sequence[Entry], changed: Sequence[Entry]) -> list[Entry]:
    """Let a new primary value end the former one's (RFC 7644 section 3.5.2)."""
    first = next((entry for entry in changed if entry.get("primary") is True), None)
    if first is None:
        return list(entries)
    return [
        {**entry, "primary": False} if entry.get("primary") is True and entry is not first else entry
        for entry in entries
    ]
