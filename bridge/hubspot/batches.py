"""HubSpot's batch calls on contacts: bodies out, outcomes in, matched by trace id and never by position.

Source: HubSpot CRM API v3, objects/contacts, batch endpoints; at most 100 inputs a call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bridge.hubspot.client import Answer

KEY: Final = "wso2_username"
"""The unique property that ties a contact to a user."""

LARGEST: Final = 100
CONTACTS: Final = "/crm/v3/objects/contacts"
_READ: Final = (KEY, "email")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as a batch answers it."""

    id: str
    properties: Mapping[str, str | None]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why HubSpot did not take one item, with its own category and message."""

    category: str
    message: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a batch answered, by trace id; an id in neither was not answered for."""

    contacts: Mapping[str, Contact]
    problems: Mapping[str, Problem]


def upsert_body(items: Iterable[tuple[str, str, Mapping[str, str]]]) -> dict[str, Any]:
    """Return the body of `batch/upsert` for items of (trace id, key, properties)."""
    return {
        "inputs": [
            {"id": key, "idProperty": KEY, "objectWriteTraceId": trace, "properties": dict(properties)}
            for trace, key, properties in items
        ]
    }


def update_body(items: Iterable[tuple[str, str, Mapping[str, str]]]) -> dict[str, Any]:
    """Return the body of `batch/update` for items of (trace id, contact id, properties)."""
    return {
        "inputs": [
            {"id": contact_id, "objectWriteTraceId": trace, "properties": dict(properties)}
            for trace, contact_id, properties in items
        ]
    }


def archive_body(contact_ids: Iterable[str]) -> dict[str, Any]:
    """Return the body of `batch/archive`."""
    return {"inputs": [{"id": contact_id} for contact_id in contact_ids]}


def read_body(ids: Iterable[str], id_property: str | None = None) -> dict[str, Any]:
    """Return the body of `batch/read`, by contact id or by a unique property."""
    by = {} if id_property is None else {"idProperty": id_property}
    return {**by, "properties": list(_READ), "inputs": [{"id": each} for each in ids]}


def read_contacts(answer: Answer) -> list[Contact]:
    """Return the contacts of a batch answer, in its own order, which means nothing."""
    return [_contact(each) for each in _objects(answer.body.get("results"))]


def read_outcomes(answer: Answer, keys: Mapping[str, str]) -> Outcomes:
    """Match a write's answer to its items.

    Args:
        answer: 2xx or 207.
        keys: trace id to the user's key; the property names the item where HubSpot leaves its trace id out.
    """
    alone = next(iter(keys)) if len(keys) == 1 else None
    by_key = {key: trace for trace, key in keys.items()}
    contacts: dict[str, Contact] = {}
    for each in _objects(answer.body.get("results")):
        contact = _contact(each)
        trace = str(each.get("objectWriteTraceId") or by_key.get(contact.properties.get(KEY) or "") or alone)
        if trace in keys:
            contacts[trace] = contact
    problems: dict[str, Problem] = {}
    for each in _objects(answer.body.get("errors")):
        problem = read_problem(each)
        for trace in _traces(problem, alone):
            if trace in keys:
                problems[trace] = problem
    return Outcomes(contacts, problems)


def read_problem(body: Mapping[str, Any]) -> Problem:
    """Read one of HubSpot's error objects; every field of it is optional."""
    category = body.get("category") or body.get("subCategory") or "UNKNOWN"
    context = body.get("context")
    return Problem(
        str(category), str(body.get("message") or "no reason given"), context if isinstance(context, dict) else {}
    )


def _traces(problem: Problem, alone: str | None) -> Sequence[str]:
    named = problem.context.get("objectWriteTraceId")
    if isinstance(named, str):
        return [named]
    if isinstance(named, list) and named:
        return [str(each) for each in named]
    return [] if alone is None else [alone]


def _contact(body: Mapping[str, Any]) -> Contact:
    properties = body.get("properties")
    return Contact(str(body.get("id")), properties if isinstance(properties, dict) else {}, body.get("new") is True)


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
