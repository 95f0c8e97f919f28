"""Identity providers: `identity-providers`, as far as they provision."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin.access import (
    BASE,
    answer,
    body_of,
    empty,
    in_body,
    malformed,
    not_simulated,
    object_of,
    objects_of,
    route,
    text_of,
)
from harness.identity_server.simulator.admin.connectors import listed, provider_of, put_connectors
from harness.identity_server.simulator.admin.paging import filter_of, page_of
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.identity_providers import IdentityProvider
from harness.identity_server.simulator.server import Server

_PATH = "/identity-providers"
_ABOUT = ("description", "alias", "image", "homeRealmIdentifier", "isFederationHub", "idpIssuerName", "templateId")
_PATCHED = {
    "/description": "description",
    "/image": "image",
    "/alias": "alias",
    "/homeRealmIdentifier": "homeRealmIdentifier",
    "/isFederationHub": "isFederationHub",
}
_NOT_KEPT = ("certificate", "claims", "federatedAuthenticators")
"""What an identity provider of the real server also has: refused when given, since it would have no effect."""


async def list_providers(request: Request, server: Server) -> Response:
    """List identity providers; `requiredAttributes=provisioning` adds their connectors."""
    try:
        condition = filter_of(request.query_params)
    except ValueError as error:
        description = f"Search request validation failed. Invalid search filter. {error}"
        raise AdminRefusal(400, "IDP-60007", description, description) from None
    if condition is not None and condition.attribute != "name":
        raise not_simulated("Of the filters, only those on the name are served.")
    fitting = [p for p in server.configuration.providers.all() if condition is None or condition.matches(p.name)]
    required = request.query_params.get("requiredAttributes", "").split(",")
    page = page_of(request.query_params, _PATH, "identityProviders", [_item(each, required) for each in fitting])
    if not page["identityProviders"]:
        del page["identityProviders"]
    return answer(page)


async def create(request: Request, server: Server) -> Response:
    """Make an identity provider; it is enabled whatever the body says."""
    body = await object_of(request)
    name = text_of(body.get("name"), "name").strip()
    if not name:
        raise malformed("Property name cannot be null.")
    if server.configuration.providers.named(name) is not None:
        raise _taken(name)
    for key in _NOT_KEPT:
        if body.get(key):
            raise not_simulated(f"{key} of an identity provider would have no effect here.")
    provider = IdentityProvider(server.new_id(), name, roles=_roles(body.get("roles")))
    provider.about = {key: body[key] for key in _ABOUT if body.get(key) is not None}
    outbound = _part(_part(body, "provisioning"), "outboundConnectors")
    if outbound:
        put_connectors(provider, outbound)
    server.configuration.providers.add(provider)
    location = f"{server.public_url}{BASE}{_PATH}/{provider.id}"
    return answer(_as_json(provider), 201, {"Location": location})


async def read(request: Request, server: Server) -> Response:
    """Return one identity provider."""
    return answer(_as_json(provider_of(request, server)))


async def patch(request: Request, server: Server) -> Response:
    """Replace root attributes by a list of `{"operation": "REPLACE", "path", "value"}`; values are texts."""
    provider = provider_of(request, server)
    operations = objects_of(await body_of(request), "The body")
    changes = [_change(operation) for operation in operations]
    for path, value in changes:
        if path == "/name" and value != provider.name:
            if server.configuration.providers.named(value) is not None:
                raise _taken(value)
            _rename(server, provider, value)
        elif path == "/isEnabled":
            provider.enabled = value.lower() == "true"
        elif path in _PATCHED:
            provider.about[_PATCHED[path]] = value.lower() == "true" if path == "/isFederationHub" else value
    return answer(_as_json(provider))


async def delete(request: Request, server: Server) -> Response:
    """Delete an identity provider, unless a service provider refers to it and `force` is not said."""
    configuration = server.configuration
    provider = configuration.providers.find(request.path_params["id"])
    if provider is None:
        return empty(204)
    if any(entry.idp == provider.name for entry in configuration.every_entry()):
        if request.query_params.get("force", "").lower() != "true":
            description = "Identity Provider delete request validation failed. It is referred by a service provider."
            raise AdminRefusal(400, "IDP-60005", description, description)
        _unlink(server, provider.name)
    configuration.providers.remove(provider)
    server.provisioning.forget_rows(provider.id)
    return empty(204)


def _change(operation: Mapping[str, Any]) -> tuple[str, str]:
    path = text_of(operation.get("path"), "path")
    if path not in {"/name", "/isEnabled", *_PATCHED} or operation.get("operation") != "REPLACE":
        raise AdminRefusal(400, "IDP-60025", "Invalid input.", "One of the given inputs is invalid.")
    return path, text_of(operation.get("value"), "value")


def _rename(server: Server, provider: IdentityProvider, name: str) -> None:
    """Rename; the entries of service providers refer to it by its id on the real server, and follow."""
    for entry in server.configuration.every_entry():
        if entry.idp == provider.name:
            entry.idp = name
    provider.name = name


def _unlink(server: Server, name: str) -> None:
    configuration = server.configuration
    configuration.resident = [entry for entry in configuration.resident or () if entry.idp != name] or None
    configuration.my_account = [entry for entry in configuration.my_account or () if entry.idp != name] or None


def _roles(roles: Any) -> str | None:
    """Return the outbound provisioning roles as the server keeps them: one text, empty for an empty list."""
    if not isinstance(roles, Mapping):
        return None
    given = roles.get("outboundProvisioningRoles")
    if given:
        raise not_simulated("Outbound provisioning roles would have no effect here: leave them out.")
    return "" if isinstance(given, list) else None


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = body.get(key)
    if part is not None and not isinstance(part, Mapping):
        raise malformed(f"{key} must be an object.")
    return part or {}


def _item(provider: IdentityProvider, required: Iterable[str]) -> dict[str, Any]:
    item = {
        "id": provider.id,
        "name": provider.name,
        "description": provider.about.get("description"),
        "isEnabled": provider.enabled,
        "image": provider.about.get("image"),
        "self": in_body(f"{_PATH}/{provider.id}"),
    }
    return item | {key: value for key, value in _as_json(provider).items() if key in required}


def _as_json(provider: IdentityProvider) -> dict[str, Any]:
    return {
        "id": provider.id,
        "name": provider.name,
        "isEnabled": provider.enabled,
        "isPrimary": False,
        "isFederationHub": False,
        **provider.about,
        "claims": {"mappings": [], "provisioningClaims": []},
        "roles": {"mappings": [], "outboundProvisioningRoles": []},
        "federatedAuthenticators": {"authenticators": []},
        "provisioning": {"jit": {"isEnabled": False}, "outboundConnectors": listed(provider)},
    }


def _taken(name: str) -> AdminRefusal:
    description = f"Identity Provider with the name: {name} already exists."
    return AdminRefusal(409, "IDP-60001", description, description)


routes: list[BaseRoute] = [
    route(_PATH, list_providers, "GET"),
    route(_PATH, create, "POST"),
    route(f"{_PATH}/{{id}}", read, "GET"),
    route(f"{_PATH}/{{id}}", patch, "PATCH"),
    route(f"{_PATH}/{{id}}", delete, "DELETE"),
]
