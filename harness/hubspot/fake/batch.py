"""Batches: up to 100 inputs, each with its own fate or all with one.

Source: HubSpot's batch guides and recorded answers. With a unique `objectWriteTraceId` on every input each stands for
itself and the answer is 207 when one failed; without, the first bad input fails all and nothing is written. Record ids
that are not there never fail the others. Results do not come in the order of the inputs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.hubspot.fake.contacts import Contact
from harness.hubspot.fake.errors import HubSpotError, ValidationFailedError
from harness.hubspot.fake.lookup import check_identifies, find
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.records import Selection

MAX_INPUTS = 100
MAX_INPUTS_WITH_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One input."""

    id: str = ""
    id_property: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: records in HubSpot's order and entries of `errors`."""

    results: list[dict[str, Any]]
    errors: list[dict[str, Any]]


def create(portal: Portal, items: Sequence[Item]) -> Outcome:
    """Create a contact an input."""

    def one(item: Item) -> dict[str, Any]:
        return portal.records.created(portal.contacts.create(item.properties), item.properties)

    return _write(portal, items, one)


def update(portal: Portal, items: Sequence[Item]) -> Outcome:
    """Update contacts by record id; ids that are not there are named in one error.

    Raises:
        ValidationFailedError: An input uses `idProperty`, or two have one id.
    """
    if any(item.id_property for item in items):
        raise ValidationFailedError("idProperty is not supported in batch update of 0-1; use the record id")
    _check_distinct(items)
    missing = [item for item in items if find(portal, item.id, None) is None]

    def one(item: Item) -> dict[str, Any]:
        contact = portal.contacts.update(_present(portal, item), item.properties)
        return portal.records.updated(contact, item.properties)

    outcome = _write(portal, [item for item in items if item not in missing], one)
    return Outcome(outcome.results, [*outcome.errors, *_missing_entries(missing)])


def upsert(portal: Portal, items: Sequence[Item]) -> Outcome:
    """Update the contact that owns the value `id` of `idProperty`, or create it; `new` tells which.

    Raises:
        ValidationFailedError: `idProperty` is left out or cannot identify, or two inputs mean one contact.
    """
    for name in {item.id_property for item in items}:
        if not name:
            raise ValidationFailedError("Some required fields were not set: [idProperty]")
        check_identifies(portal, name)
    _check_distinct(items)

    def one(item: Item) -> dict[str, Any]:
        return _upsert_one(portal, item)

    return _write(portal, items, one)


def read(portal: Portal, items: Sequence[Item], selection: Selection, *, archived: bool) -> Outcome:
    """Read contacts by record id or one `idProperty`; an id given twice is answered once [U]."""
    distinct = list({(item.id_property, item.id): item for item in items}.values())
    found = [(item, find(portal, item.id, item.id_property, archived=archived)) for item in distinct]
    records = [portal.records.read(contact, selection) for _, contact in found if contact is not None]
    return Outcome(_shuffled(records), _missing_entries([item for item, contact in found if contact is None]))


def archive(portal: Portal, items: Sequence[Item]) -> Outcome:
    """Archive contacts by record id; archived ones are no error, ids that never were are [U]."""
    missing = []
    for item in items:
        contact = portal.contacts.get(item.id)
        if contact is None:
            missing.append(item)
        else:
            portal.contacts.archive(contact)
    return Outcome([], _missing_entries(missing))


def _upsert_one(portal: Portal, item: Item) -> dict[str, Any]:
    name = item.id_property or ""
    existing = find(portal, item.id, name)
    if existing is None:
        values = {name: item.id, **item.properties}
        return {**portal.records.created(portal.contacts.create(values), values), "new": True}
    contact = portal.contacts.update(existing, item.properties)
    return {**portal.records.updated(contact, [*item.properties, name]), "new": False}


def _write(portal: Portal, items: Sequence[Item], one: Callable[[Item], dict[str, Any]]) -> Outcome:
    trace_ids = {item.trace_id for item in items if item.trace_id}
    if len(trace_ids) == len(items):
        return _write_each(portal, items, one)
    savepoint = portal.contacts.savepoint()
    try:
        return Outcome(_shuffled([one(item) for item in items]), [])
    except HubSpotError:
        portal.contacts.roll_back(savepoint)
        raise


def _write_each(portal: Portal, items: Sequence[Item], one: Callable[[Item], dict[str, Any]]) -> Outcome:
    results, errors = [], []
    for item in items:
        try:
            trace = {"objectWriteTraceId": item.trace_id} if portal.contacts.behaviour.results_carry_trace_ids else {}
            results.append({**one(item), **trace})
        except HubSpotError as error:
            errors.append(error.batch_entry(item.trace_id or ""))
    return Outcome(_shuffled(results), errors)


def _present(portal: Portal, item: Item) -> Contact:
    contact = portal.contacts.get(item.id)
    if contact is None:
        raise LookupError(f"contact {item.id} was there a moment ago")
    return contact


def _check_distinct(items: Iterable[Item]) -> None:
    seen: set[tuple[str | None, str]] = set()
    twice: list[str] = []
    for item in items:
        key = (item.id_property, item.id.lower() if item.id_property == "email" else item.id)
        if key in seen and item.id not in twice:
            twice.append(item.id)
        seen.add(key)
    if twice:
        raise ValidationFailedError(
            f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique", {"ids": twice}
        )


def _missing_entries(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Return one error that names all ids, and the trace ids of the inputs that have one."""
    if not items:
        return []
    context = {"ids": [item.id for item in items]}
    if trace_ids := [item.trace_id for item in items if item.trace_id]:
        context["objectWriteTraceId"] = trace_ids
    return [
        {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist. "
            "Check that ids are valid.",
            "context": context,
        }
    ]


def _shuffled(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return results in an order that is never the given one (of two or more), and the same in every run."""
    return results[1::2] + results[0::2]
