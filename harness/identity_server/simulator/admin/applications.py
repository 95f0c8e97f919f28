"""Service providers: `applications`, that is Console and My Account, and the resident one."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin import outbound
from harness.identity_server.simulator.admin.access import (
    answer,
    empty,
    in_body,
    malformed,
    not_simulated,
    object_of,
    objects_of,
    route,
)
from harness.identity_server.simulator.admin.paging import filter_of, page_of
from harness.identity_server.simulator.applications import APPLICATIONS, MY_ACCOUNT, Application
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.server import Server
from harness.identity_server.simulator.setup import copied

_PATH = "/applications"
_RESIDENT = "wso2carbon-local-sp"
_CHANGEABLE = frozenset({"provisioningConfigurations", "claimConfiguration"})


async def list_applications(request: Request, server: Server) -> Response:
    """List the applications; `filter` on their name."""
    try:
        condition = filter_of(request.query_params)
    except ValueError:
        description = "Filter needs to be in the format <attribute>+<operation>+<value>. Eg: name+eq+john"
        raise AdminRefusal(400, "APP-60004", "Invalid filter query format.", description) from None
    if condition is not None and condition.attribute != "name":
        raise not_simulated("Of the filters, only those on the name are served.")
    fitting = [each for each in APPLICATIONS if condition is None or condition.matches(each.name)]
    return answer(page_of(request.query_params, _PATH, "applications", [_item(each, server) for each in fitting]))


async def read(request: Request, server: Server) -> Response:
    """Return one application."""
    return answer(_as_json(_application(request), server))


async def patch(request: Request, server: Server) -> Response:
    """Change My Account's outbound settings and requested claims; each part that is given replaces the whole part."""
    application = _application(request)
    body = await object_of(request)
    provisioning = outbound.part_of(body, "provisioningConfigurations")
    claims = outbound.part_of(body, "claimConfiguration")
    if provisioning is not None and not server.profile.own_entries:
        description = "Application-based outbound provisioning support is disabled."
        raise AdminRefusal(400, "APP-60514", description, description)
    if application.name in server.configuration.read_only:
        message = f"Error patching application with id: {application.id}"
        description = f"Update of system applications are not allowed. Application name: {application.name}"
        raise AdminRefusal(400, "OAUTH-60005", message, description)
    others = sorted(body.keys() - _CHANGEABLE)
    if others:
        raise not_simulated(f"Of an application, {' and '.join(sorted(_CHANGEABLE))} can be changed, not {others[0]}.")
    requested = _checked(claims) if claims is not None else None
    entries = outbound.entries_of(provisioning, server, application.name) if provisioning is not None else None
    if requested is not None:
        server.configuration.requested = requested
    if entries is not None:
        server.configuration.my_account = copied(entries)
    return empty()


async def read_resident(_request: Request, server: Server) -> Response:
    """Return the resident service provider."""
    return answer({"provisioningConfigurations": outbound.as_json(server.configuration.resident)})


async def write_resident(request: Request, server: Server) -> Response:
    """Replace the resident service provider's entries by those of the *inner* object."""
    entries = outbound.entries_of(await object_of(request), server, _RESIDENT)
    if entries is not None:
        server.configuration.resident = copied(entries)
    return await read_resident(request, server)


def _checked(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim configuration whose claims can be read."""
    for each in objects_of(claims.get("requestedClaims"), "requestedClaims"):
        _demand_uri(each.get("claim"), "claim")
    for each in objects_of(claims.get("claimMappings"), "claimMappings"):
        _demand_uri(each.get("localClaim"), "localClaim")
        if not isinstance(each.get("applicationClaim"), str):
            raise malformed("applicationClaim must be a text.")
    return dict(claims)


def _demand_uri(claim: Any, name: str) -> None:
    if not isinstance(claim, Mapping) or not isinstance(claim.get("uri"), str):
        raise malformed(f"{name} must be an object with an uri.")


def _application(request: Request) -> Application:
    wanted = request.path_params["id"]
    for application in APPLICATIONS:
        if application.id == wanted:
            return application
    description = f"Application cannot be found for the provided id: {wanted} in the tenantDomain: carbon.super."
    raise AdminRefusal(404, "APP-60006", "Application not found.", description)


def _item(application: Application, server: Server) -> dict[str, Any]:
    return {
        "id": application.id,
        "name": application.name,
        "description": application.description,
        "accessUrl": f"{server.public_url}{application.path}",
        "access": _access(application, server),
        "self": in_body(f"{_PATH}/{application.id}"),
    }


def _as_json(application: Application, server: Server) -> dict[str, Any]:
    mine = application.name == MY_ACCOUNT
    configuration = server.configuration
    return {
        "id": application.id,
        "name": application.name,
        "description": application.description,
        "accessUrl": f"{server.public_url}{application.path}",
        "clientId": application.client_id,
        "issuer": "",
        "claimConfiguration": _claims(configuration.requested if mine else {}),
        "inboundProtocols": [{"type": "oauth2", "self": in_body(f"{_PATH}/{application.id}/inbound-protocols/oidc")}],
        "advancedConfigurations": {"saas": True, "discoverableByEndUsers": False, "skipLoginConsent": True},
        "provisioningConfigurations": outbound.as_json(configuration.my_account if mine else None),
        "access": _access(application, server),
    }


def _claims(requested: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim configuration as it is shown: every requested claim is among the mappings too."""
    asked = list(requested.get("requestedClaims") or ())
    own = [{"applicationClaim": each["claim"]["uri"], "localClaim": {"uri": each["claim"]["uri"]}} for each in asked]
    mappings = requested.get("claimMappings")
    return {
        "dialect": requested.get("dialect") or "LOCAL",
        "claimMappings": list(mappings) if mappings is not None else own,
        "requestedClaims": asked,
        "subject": requested.get("subject") or {"claim": {"uri": "http://wso2.org/claims/username"}},
        "role": requested.get("role") or {"claim": {"uri": "http://wso2.org/claims/role"}, "mappings": []},
    }


def _access(application: Application, server: Server) -> str:
    return "READ" if application.name in server.configuration.read_only else "WRITE"


routes: list[BaseRoute] = [
    route(_PATH, list_applications, "GET"),
    route(f"{_PATH}/resident", read_resident, "GET"),
    route(f"{_PATH}/resident", write_resident, "PUT"),
    route(f"{_PATH}/{{id}}", read, "GET"),
    route(f"{_PATH}/{{id}}", patch, "PATCH"),
]
