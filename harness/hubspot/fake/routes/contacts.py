"""`…/objects/contacts`: one contact at a time, and the list."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.hubspot.fake.contacts import FIRST_ID, Contact
from harness.hubspot.fake.errors import NotFoundError, NotImplementedByFakeError
from harness.hubspot.fake.lookup import resolve
from harness.hubspot.fake.records import Selection
from harness.hubspot.fake.routes.exchange import (
    archived_in,
    json_body,
    json_response,
    portal_of,
    properties_in,
    selection_in,
    whole_number_in,
)

_PAGE = 10
_MAX_PAGE = 100
_MAX_PAGE_WITH_HISTORY = 50
_WITHOUT = {
    "search": "Search is not implemented: read by idProperty, or list.",
    "merge": "Merge is not implemented.",
    "gdpr-delete": "Privacy deletion is not implemented: archive the contact.",
}


def contact_routes(base: str) -> list[Route]:
    """Return the routes under a base path, to be matched after those of the batches."""
    return [
        Route(base, create, methods=["POST"]),
        Route(base, list_page, methods=["GET"]),
        *(Route(f"{base}/{name}", _refuse, methods=["POST"], name=name) for name in _WITHOUT),
        Route(base + "/{key}", read, methods=["GET"]),
        Route(base + "/{key}", update, methods=["PATCH"]),
        Route(base + "/{key}", archive, methods=["DELETE"]),
        Route(base + "/{key:path}", _deeper, methods=["GET", "PATCH", "POST", "DELETE"]),
    ]


async def create(request: Request) -> Response:
    """Create a contact."""
    portal = portal_of(request)
    body = await json_body(request)
    if body.get("associations"):
        raise NotImplementedByFakeError("Associations are not implemented: create the contact without them.")
    sent = properties_in(body)
    return json_response(portal.records.created(portal.contacts.create(sent), sent), 201)


async def read(request: Request) -> Response:
    """Read a contact by record id or `idProperty`."""
    portal = portal_of(request)
    return json_response(portal.records.read(_meant(request, archived=archived_in(request)), selection_in(request)))


async def update(request: Request) -> Response:
    """Set properties of a contact; the others stay."""
    portal = portal_of(request)
    sent = properties_in(await json_body(request))
    return json_response(portal.records.updated(portal.contacts.update(_meant(request), sent), sent))


async def archive(request: Request) -> Response:
    """Archive a contact by record id; again is no error [U]."""
    portal = portal_of(request)
    key = request.path_params["key"]
    contact = portal.contacts.get(key)
    if contact is None:
        raise NotFoundError.of_id(key)
    portal.contacts.archive(contact)
    return Response(status_code=204)


async def list_page(request: Request) -> Response:
    """Return one page of the contacts by rising id; `after` is the id of the next page's first contact."""
    portal = portal_of(request)
    selection = selection_in(request)
    most = _MAX_PAGE_WITH_HISTORY if selection.with_history else _MAX_PAGE
    limit = whole_number_in(request, "limit", _PAGE, most)
    page = _from(request, whole_number_in(request, "after", FIRST_ID), limit + 1)
    document: dict[str, Any] = {"results": [portal.records.read(contact, selection) for contact in page[:limit]]}
    if len(page) > limit:
        document["paging"] = {"next": _next(request, page[limit].id, limit, selection)}
    return json_response(document)


def _from(request: Request, first_id: int, count: int) -> list[Contact]:
    archived = archived_in(request)
    page: list[Contact] = []
    for contact in portal_of(request).contacts.all(first_id):
        if contact.archived == archived:
            page.append(contact)
            if len(page) == count:
                break
    return page


def _next(request: Request, after: str, limit: int, selection: Selection) -> dict[str, str]:
    lists = {"properties": selection.properties, "propertiesWithHistory": selection.with_history}
    kept = {name: ",".join(names) for name, names in lists.items() if names}
    archived = {"archived": "true"} if archived_in(request) else {}
    link = request.url.replace(query="").include_query_params(limit=limit, after=after, **kept, **archived)
    return {"after": after, "link": str(link)}


def _meant(request: Request, *, archived: bool = False) -> Contact:
    id_property = request.query_params.get("idProperty")
    return resolve(portal_of(request), request.path_params["key"], id_property, archived=archived)


async def _deeper(request: Request) -> Response:
    """Serve a key with `/` in it, which only a value of `idProperty` can have; all else is another resource."""
    served = {"GET": read, "PATCH": update}.get(request.method)
    if served is None or "idProperty" not in request.query_params:
        raise HTTPException(404)
    return await served(request)


async def _refuse(request: Request) -> Response:
    raise NotImplementedByFakeError(_WITHOUT[request.url.path.rpartition("/")[2]])
