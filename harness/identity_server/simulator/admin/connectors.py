"""Outbound connectors: of an identity provider, and what the server has (`meta`)."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin.access import (
    answer,
    decoded,
    encoded,
    flag_of,
    in_body,
    malformed,
    not_simulated,
    object_of,
    objects_of,
    route,
    text_of,
)
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.identity_providers import (
    SCIM,
    SCIM2,
    IdentityProvider,
    OutboundConnector,
    settings,
)
from harness.identity_server.simulator.server import Server

_KNOWN = ("googleapps", "salesforce", SCIM, SCIM2)
_META = "/identity-providers/meta/outbound-provisioning-connectors"
_OF = "/identity-providers/{id}/provisioning/outbound-connectors"
_SETTINGS = (
    ("username", "Username", "STRING", True, False),
    ("password", "Password", "STRING", True, True),
    ("user-ep", "User Endpoint", "STRING", True, False),
    ("group-ep", "Group Endpoint", "STRING", False, False),
    ("user-store-domain", "User Store Domain", "STRING", False, False),
    ("enable-pwd-provisioning", "Enable Password Provisioning", "BOOLEAN", False, False),
    ("default-pwd", "Default Password", "STRING", False, True),
)
"""Of both connectors: key without prefix, label, type, mandatory, confidential."""
_MODES = (
    ("authentication-mode", "Authentication Mode", "STRING", False, False),
    ("access-token", "Access Token", "STRING", False, True),
    ("api-key-header", "API Key Header", "STRING", False, False),
    ("api-key-value", "API Key Value", "STRING", False, True),
)
"""Of SCIM2 from 7.3 on."""


async def list_known(_request: Request, _server: Server) -> Response:
    """List the connector types of the server."""
    return answer([{"connectorId": encoded(n), "name": n, "self": in_body(f"{_META}/{encoded(n)}")} for n in _KNOWN])


async def read_known(request: Request, server: Server) -> Response:
    """Return a connector type with its properties."""
    name = decoded(request.path_params["connector_id"])
    if name not in _KNOWN:
        return Response(status_code=204)
    modes = _MODES if name == SCIM2 and server.profile.connector_modes else ()
    properties = [*_SETTINGS, *modes] if name in {SCIM, SCIM2} else []
    return answer(
        {
            "connectorId": encoded(name),
            "name": name,
            "displayName": name,
            "blockingEnabled": False,
            "rulesEnabled": False,
            "properties": [_meta(name, order, *row) for order, row in enumerate(properties, 1)],
        }
    )


async def list_of(request: Request, server: Server) -> Response:
    """List the connectors of an identity provider, without their properties."""
    return answer(listed(provider_of(request, server)))


async def replace_all(request: Request, server: Server) -> Response:
    """Replace the connectors of an identity provider."""
    provider = provider_of(request, server)
    put_connectors(provider, await object_of(request))
    server.provisioning.forget_rows(provider.id)
    return answer(listed(provider))


async def read_one(request: Request, server: Server) -> Response:
    """Return one connector of an identity provider, with its properties."""
    provider = provider_of(request, server)
    connector = provider.connector(decoded(request.path_params["connector_id"]) or "")
    if connector is None:
        raise _not_found(request)
    return answer(_as_json(provider, connector))


async def write_one(request: Request, server: Server) -> Response:
    """Replace one connector of an identity provider, or add it."""
    provider = provider_of(request, server)
    body = await object_of(request)
    name = decoded(request.path_params["connector_id"]) or ""
    if name not in _KNOWN:
        raise _not_found(request)
    if body.get("properties") is None:
        description = f"Outbound Provisioning Connector properties have not specified for connector : {name}"
        raise AdminRefusal(400, "IDP-60029", "Unable to update Outbound Provisioning Connector", description)
    connector = _connector(name, body)
    connector.blocking = flag_of(body.get("blockingEnabled"), "blockingEnabled")
    connector.rules = flag_of(body.get("rulesEnabled"), "rulesEnabled")
    _put(provider, connector)
    if flag_of(body.get("isDefault"), "isDefault"):
        provider.default = name
    elif provider.default == name:
        provider.default = None
    server.provisioning.forget_rows(provider.id)
    return answer(_as_json(provider, connector))


def put_connectors(provider: IdentityProvider, body: Mapping[str, Any]) -> None:
    """Make the connectors of an identity provider those of an `outboundConnectors` object.

    Raises:
        AdminRefusal: 400, a property twice, or a default that is not among them; 501, a connector not simulated.
    """
    given = objects_of(body.get("connectors"), "connectors")
    connectors = [_connector(decoded(text_of(each.get("connectorId"), "connectorId")) or "", each) for each in given]
    default_id = text_of(body.get("defaultConnectorId"), "defaultConnectorId")
    default = decoded(default_id) if default_id else None
    if default_id and default not in {connector.name for connector in connectors}:
        description = "Provided value for the default outbound connector ID is invalid."
        raise AdminRefusal(400, "IDP-60028", "Invalid default outbound connector ID", description)
    provider.connectors = connectors
    provider.default = default


def listed(provider: IdentityProvider) -> dict[str, Any]:
    """Return the connectors of an identity provider as its own resource shows them."""
    base = in_body(f"/identity-providers/{provider.id}/provisioning/outbound-connectors")
    return {
        "defaultConnectorId": encoded(provider.default) if provider.default is not None else None,
        "connectors": [
            {
                "connectorId": encoded(connector.name),
                "name": connector.name,
                "isEnabled": connector.enabled,
                "self": f"{base}/{encoded(connector.name)}",
            }
            for connector in provider.connectors
        ],
    }


def provider_of(request: Request, server: Server) -> IdentityProvider:
    """Return the identity provider of a request's path.

    Raises:
        AdminRefusal: 404, there is none.
    """
    provider = server.configuration.providers.find(request.path_params["id"])
    if provider is None:
        wanted = request.path_params["id"]
        description = f"Unable to find a resource matching the provided identity provider identifier {wanted}."
        raise AdminRefusal(404, "IDP-60002", "Resource not found.", description)
    return provider


def _connector(name: str, body: Mapping[str, Any]) -> OutboundConnector:
    if name not in {SCIM, SCIM2}:
        raise not_simulated(f"Of the connectors, only {SCIM} and {SCIM2} are here, and not {name!r}.")
    given = objects_of(body.get("properties"), "properties")
    keys = [text_of(each.get("key"), "key") for each in given]
    if len(set(keys)) < len(keys):
        description = "One of the given inputs is invalid. Duplicate properties are found in the request."
        raise AdminRefusal(400, "IDP-60025", "Invalid input.", description)
    if "" in keys:
        raise malformed("Property key cannot be null.")
    mode = f"{SCIM2.lower()}-authentication-mode"
    values = {key: text_of(each.get("value"), key) for key, each in zip(keys, given, strict=True)}
    if values.get(mode, "basic") != "basic":
        raise not_simulated("Of the connector's credentials, only Basic ones are sent here.")
    return OutboundConnector(name, flag_of(body.get("isEnabled"), "isEnabled"), values)


def _put(provider: IdentityProvider, connector: OutboundConnector) -> None:
    names = [present.name for present in provider.connectors]
    if connector.name in names:
        provider.connectors[names.index(connector.name)] = connector
    else:
        provider.connectors.append(connector)


def _as_json(provider: IdentityProvider, connector: OutboundConnector) -> dict[str, Any]:
    return {
        "connectorId": encoded(connector.name),
        "name": connector.name,
        "isEnabled": connector.enabled,
        "isDefault": provider.default == connector.name,
        "blockingEnabled": connector.blocking,
        "rulesEnabled": connector.rules,
        "properties": settings(connector),
    }


def _meta(
    name: str, order: int, key: str, label: str, kind: str, mandatory: bool, confidential: bool
) -> dict[str, Any]:
    return {
        "key": f"{name.lower()}-{key}",
        "displayName": label,
        "description": label,
        "type": kind,
        "displayOrder": order,
        "regex": ".*",
        "isMandatory": mandatory,
        "isConfidential": confidential,
        "options": [],
        "defaultValue": "",
        "subProperties": [],
    }


def _not_found(request: Request) -> AdminRefusal:
    wanted = request.path_params["connector_id"]
    description = f"Unable to find outbound provisioning connector identifier {wanted}."
    return AdminRefusal(404, "IDP-60023", "Resource not found.", description)


routes: list[BaseRoute] = [
    route(_META, list_known, "GET"),
    route(f"{_META}/{{connector_id}}", read_known, "GET"),
    route(_OF, list_of, "GET"),
    route(_OF, replace_all, "PUT"),
    route(f"{_OF}/{{connector_id}}", read_one, "GET"),
    route(f"{_OF}/{{connector_id}}", write_one, "PUT"),
]
