"""The claims of the local dialect: `claim-dialects/local/claims`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from harness.identity_server.simulator.admin.access import (
    answer,
    decoded,
    empty,
    encoded,
    flag_of,
    malformed,
    object_of,
    objects_of,
    route,
    text_of,
)
from harness.identity_server.simulator.claims import LOCAL, LocalClaim
from harness.identity_server.simulator.errors import AdminRefusal
from harness.identity_server.simulator.server import Server

_PATH = "/claim-dialects/local/claims"
_STORE = "PRIMARY"
_ATTRIBUTES = {
    "givenname": "givenName",
    "lastname": "sn",
    "emailaddress": "mail",
    "streetaddress": "streetAddress",
    "telephone": "telephoneNumber",
    "organization": "organizationName",
    "nickname": "nickName",
}
"""User-store attributes that are not named like the claim's last part."""
_NOT_SERVED = {
    "limit": ("CMT-50022", "Pagination not supported.", "Pagination capabilities are"),
    "offset": ("CMT-50022", "Pagination not supported.", "Pagination capabilities are"),
    "filter": ("CMT-50023", "Filtering not supported.", "Filtering capability is"),
    "sort": ("CMT-50024", "Sorting not supported.", "Sorting capability is"),
    "attributes": ("CMT-50025", "Attribute filtering not supported.", "Attribute filtering capability is"),
}


async def list_claims(request: Request, server: Server) -> Response:
    """List the claims, identity claims included unless `exclude-identity-claims`."""
    for name, (code, message, subject) in _NOT_SERVED.items():
        if name in request.query_params:
            raise AdminRefusal(501, code, message, f"{subject} not supported in this version of the API.")
    without_identity = request.query_params.get("exclude-identity-claims") == "true"
    listed = [
        claim
        for claim in server.configuration.claims.all()
        if not (without_identity and claim.uri.startswith(f"{LOCAL}identity/"))
    ]
    return answer([as_json(claim) for claim in listed])


async def read(request: Request, server: Server) -> Response:
    """Return one claim."""
    return answer(as_json(_claim(request, server)))


async def write(request: Request, server: Server) -> Response:
    """Replace one claim as a whole: what is left out is lost."""
    body = await object_of(request)
    uri = _uri(request)
    if body.get("claimURI") != uri:
        description = f"Existing local claim uri {uri} cannot be changed."
        raise AdminRefusal(409, "CMT-50021", "Unable to update local claim.", description)
    if not text_of(body.get("displayName"), "displayName").strip():
        description = "Claim display name is not specified in the request"
        raise AdminRefusal(400, "CMT-60003", "Empty display name", description)
    attributes = _attributes(body.get("attributeMapping"))
    server.configuration.claims.put(replace(_claim(request, server), attributes=attributes, **_settings(body)))
    return empty()


def as_json(claim: LocalClaim) -> dict[str, Any]:
    """Return a claim as the API shows it."""
    tail = claim.uri.removeprefix(LOCAL).removeprefix("identity/")
    attributes = claim.attributes or {_STORE: _ATTRIBUTES.get(tail, tail)}
    return {
        "id": encoded(claim.uri),
        "claimURI": claim.uri,
        "dialectURI": LOCAL.rstrip("/"),
        "description": claim.description,
        "displayOrder": claim.order,
        "displayName": claim.display_name,
        "readOnly": claim.read_only,
        "regEx": claim.regex,
        "required": claim.required,
        "supportedByDefault": claim.supported,
        "attributeMapping": [{"mappedAttribute": name, "userstore": store} for store, name in attributes.items()],
        "properties": [{"key": key, "value": value} for key, value in claim.properties.items()],
    }


def _settings(body: Mapping[str, Any]) -> dict[str, Any]:
    order = body.get("displayOrder", 0)
    if order is not None and (not isinstance(order, int) or isinstance(order, bool)):
        raise malformed("displayOrder must be a number.")
    properties = objects_of(body.get("properties"), "properties")
    return {
        "display_name": text_of(body.get("displayName"), "displayName"),
        "description": text_of(body.get("description"), "description"),
        "order": order or 0,
        "regex": text_of(body.get("regEx"), "regEx"),
        "read_only": flag_of(body.get("readOnly"), "readOnly"),
        "required": flag_of(body.get("required"), "required"),
        "supported": flag_of(body.get("supportedByDefault"), "supportedByDefault"),
        "properties": {text_of(each.get("key"), "key"): text_of(each.get("value"), "value") for each in properties},
    }


def _attributes(mapping: Any) -> dict[str, str]:
    if mapping is None:
        raise AdminRefusal(400, "CMT-60006", "Attribute mapping not specified", "Attribute mapping cannot be empty")
    found = {}
    for each in objects_of(mapping, "attributeMapping"):
        store, name = text_of(each.get("userstore"), "userstore"), text_of(each.get("mappedAttribute"), "attribute")
        if not store.strip():
            raise AdminRefusal(400, "CMT-60005", "Userstore not specified", "Mapped userstore cannot be empty")
        if store.upper() != _STORE:
            description = f"Invalid userstore {store} provided in attribute mapping."
            raise AdminRefusal(400, "CMT-50026", "Invalid attribute mapping.", description)
        if not name.strip():
            raise AdminRefusal(400, "CMT-50030", "Empty mapped attributes.", "Mapped attributes cannot be empty.")
        found[store] = name
    return found


def _claim(request: Request, server: Server) -> LocalClaim:
    claim = server.configuration.claims.find(_uri(request))
    if claim is None:
        claim_id = request.path_params["id"]
        description = f"Unable to find a resource matching the provided local claim identifier {claim_id}."
        raise AdminRefusal(404, "CMT-50019", "Resource not found.", description)
    return claim


def _uri(request: Request) -> str:
    uri = decoded(request.path_params["id"])
    if uri is None:
        description = f"Invalid Identifier: {request.path_params['id']}"
        raise AdminRefusal(400, "CMT-60001", description, description)
    return uri


routes: list[BaseRoute] = [
    route(_PATH, list_claims, "GET"),
    route(f"{_PATH}/{{id}}", read, "GET"),
    route(f"{_PATH}/{{id}}", write, "PUT"),
]
