"""`…/objects/contacts/batch/…`: reading the inputs and writing the outcome."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.hubspot.fake import batch
from harness.hubspot.fake.batch import MAX_INPUTS, MAX_INPUTS_WITH_HISTORY, Item, Outcome
from harness.hubspot.fake.errors import InvalidJsonError, NotImplementedByFakeError, ValidationFailedError
from harness.hubspot.fake.instants import iso
from harness.hubspot.fake.lookup import check_identifies
from harness.hubspot.fake.records import Selection
from harness.hubspot.fake.routes.exchange import archived_in, json_body, json_response, portal_of, properties_in


def batch_routes(base: str) -> list[Route]:
    """Return the routes under a base path."""
    endpoints = {"create": create, "read": read, "update": update, "upsert": upsert, "archive": archive}
    return [Route(f"{base}/batch/{name}", endpoint, methods=["POST"]) for name, endpoint in endpoints.items()]


async def create(request: Request) -> Response:
    """Create up to 100 contacts."""
    items = _written_items(await json_body(request))
    return _response(request, batch.create(portal_of(request), items), 201)


async def update(request: Request) -> Response:
    """Update up to 100 contacts by record id."""
    items = _written_items(await json_body(request), needs_id=True)
    return _response(request, batch.update(portal_of(request), items))


async def upsert(request: Request) -> Response:
    """Update or create up to 100 contacts by a unique property."""
    items = _written_items(await json_body(request), needs_id=True)
    return _response(request, batch.upsert(portal_of(request), items))


async def read(request: Request) -> Response:
    """Read up to 100 contacts, 50 with history."""
    portal = portal_of(request)
    body = await json_body(request)
    selection = Selection(_names(body, "properties"), _names(body, "propertiesWithHistory"))
    id_property = body.get("idProperty")
    if id_property:
        check_identifies(portal, str(id_property))
    most = MAX_INPUTS_WITH_HISTORY if selection.with_history else MAX_INPUTS
    items = [Item(_id(item), id_property or None) for item in _inputs(body, most)]
    return _response(request, batch.read(portal, items, selection, archived=archived_in(request)))


async def archive(request: Request) -> Response:
    """Archive up to 100 contacts by record id."""
    items = [Item(_id(item)) for item in _inputs(await json_body(request))]
    outcome = batch.archive(portal_of(request), items)
    return _response(request, outcome) if outcome.errors else Response(status_code=204)


def _response(request: Request, outcome: Outcome, status: int = 200) -> Response:
    now = iso(portal_of(request).now())
    document = {"status": "COMPLETE", "results": outcome.results, "startedAt": now, "completedAt": now}
    if not outcome.errors:
        return json_response(document, status)
    return json_response({**document, "numErrors": len(outcome.errors), "errors": outcome.errors}, 207)


def _inputs(body: dict[str, Any], most: int = MAX_INPUTS) -> Sequence[dict[str, Any]]:
    """Return the inputs; the texts about their number are ours [U]."""
    inputs = body.get("inputs")
    if inputs is None:
        raise ValidationFailedError("Some required fields were not set: [inputs]")
    if not isinstance(inputs, list) or not all(isinstance(item, dict) for item in inputs):
        raise InvalidJsonError("Cannot deserialize value of type `java.util.List` for inputs")
    if not 1 <= len(inputs) <= most:
        raise ValidationFailedError(f"A batch has from 1 to {most} inputs, this one has {len(inputs)}.")
    return inputs


def _written_items(body: dict[str, Any], *, needs_id: bool = False) -> list[Item]:
    return [_written_item(item, needs_id=needs_id) for item in _inputs(body)]


def _written_item(item: dict[str, Any], *, needs_id: bool) -> Item:
    if item.get("associations"):
        raise NotImplementedByFakeError("Associations are not implemented: create the contacts without them.")
    trace_id, id_property = item.get("objectWriteTraceId"), item.get("idProperty")
    return Item(
        id=_id(item) if needs_id else "",
        id_property=str(id_property) if id_property else None,
        properties=properties_in(item),
        trace_id=str(trace_id) if trace_id else None,
    )


def _id(item: dict[str, Any]) -> str:
    if not isinstance(value := item.get("id"), str | int) or isinstance(value, bool) or value == "":
        raise ValidationFailedError("Some required fields were not set: [id]")
    return str(value)


def _names(body: dict[str, Any], key: str) -> list[str]:
    names = body.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidJsonError(f"Cannot deserialize value of type `java.util.List` for {key}")
    return names
