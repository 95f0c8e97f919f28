"""Governance connectors: `identity-governance`, that is self-registration and account recovery."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin.access import (
    answer,
    empty,
    encoded,
    in_body,
    malformed,
    not_simulated,
    object_of,
    objects_of,
    route,
    text_of,
)
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.governance import SIMULATED, Connector, Governance
from harness.identity_server.simulator.server import Server

_PATH = "/identity-governance"
_CATEGORY = f"{_PATH}/{{category}}"
_CONNECTOR = f"{_CATEGORY}/connectors/{{connector}}"


async def list_categories(_request: Request, server: Server) -> Response:
    """List the categories with their connectors."""
    known = server.configuration.governance.connectors
    names = list(dict.fromkeys(connector.category for connector in known))
    return answer([_category(name, [each for each in known if each.category == name]) for name in names])


async def read_category(request: Request, server: Server) -> Response:
    """Return one category with its connectors in full."""
    connectors = _of_category(request, server)
    shown = [_as_json(each, server.configuration.governance) for each in connectors]
    return answer({"name": connectors[0].category, "connectors": shown})


async def list_connectors(request: Request, server: Server) -> Response:
    """List the connectors of a category in full."""
    return answer([_as_json(each, server.configuration.governance) for each in _of_category(request, server)])


async def read_connector(request: Request, server: Server) -> Response:
    """Return one connector."""
    return answer(_as_json(_connector(request, server), server.configuration.governance))


async def patch_connector(request: Request, server: Server) -> Response:
    """Set properties of a connector."""
    _connector(request, server)
    body = await object_of(request)
    if body.get("operation", "UPDATE") != "UPDATE":
        raise malformed("operation must be UPDATE.")
    given = objects_of(body.get("properties"), "properties")
    values = {text_of(each.get("name"), "name"): text_of(each.get("value"), "value") for each in given}
    governance = server.configuration.governance
    present = governance.values()
    for name, value in values.items():
        if name not in SIMULATED and value != present.get(name, value):
            raise not_simulated(f"The property {name} would have no effect here: leave it at {present[name]!r}.")
    governance.set(values)
    return empty()


def _of_category(request: Request, server: Server) -> list[Connector]:
    wanted = request.path_params["category"]
    found = [each for each in server.configuration.governance.connectors if encoded(each.category) == wanted]
    if not found:
        description = f"Unable to find any category with the provided identifier {wanted}."
        raise AdminRefusal(404, "IDG-50008", "Resource not found.", description)
    return found


def _connector(request: Request, server: Server) -> Connector:
    category, wanted = request.path_params["category"], request.path_params["connector"]
    for each in server.configuration.governance.connectors:
        if encoded(each.name) == wanted and encoded(each.category) == category:
            return each
    description = f"Unable to find any connector with the provided identifier {wanted}."
    raise AdminRefusal(404, "IDG-50009", "Resource not found.", description)


def _category(name: str, connectors: list[Connector]) -> dict[str, Any]:
    base = in_body(f"{_PATH}/{encoded(name)}")
    items = [{"id": encoded(c.name), "self": f"{base}/connectors/{encoded(c.name)}"} for c in connectors]
    return {"id": encoded(name), "name": name, "self": base, "connectors": items}


def _as_json(connector: Connector, governance: Governance) -> dict[str, Any]:
    return {
        "id": encoded(connector.name),
        "name": connector.name,
        "category": connector.category,
        "friendlyName": connector.friendly_name,
        "order": 0,
        "subCategory": "DEFAULT",
        "properties": [
            {
                "name": each.name,
                "value": governance.value(each.name),
                "displayName": each.display_name,
                "description": each.description,
                "meta": {"type": each.kind},
            }
            for each in connector.properties
        ],
    }


routes: list[BaseRoute] = [
    route(_PATH, list_categories, "GET"),
    route(f"{_PATH}/", list_categories, "GET"),
    route(_CATEGORY, read_category, "GET"),
    route(f"{_CATEGORY}/connectors", list_connectors, "GET"),
    route(_CONNECTOR, read_connector, "GET"),
    route(_CONNECTOR, patch_connector, "PATCH"),
]
