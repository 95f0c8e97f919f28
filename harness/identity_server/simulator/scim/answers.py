"""SCIM 2 answers and bodies: media type, errors, JSON."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from harness.identity_server.simulator.errors import ScimRefusal

_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def scim(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a value as `application/scim+json`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/scim+json")


def refused(_request: Request, error: Exception) -> Response:
    """Return the SCIM error of a `ScimRefusal` (RFC 7644, section 3.12)."""
    if not isinstance(error, ScimRefusal):
        raise error
    body: dict[str, Any] = {"schemas": [_ERROR], "detail": error.detail, "status": str(error.status)}
    if error.scim_type is not None:
        body["scimType"] = error.scim_type
    return scim(body, error.status)


def disabled(request: Request, error: Exception) -> Response:
    """Return what a write fails with whose provisioning an identity provider's being disabled forbids."""
    return refused(request, ScimRefusal(500, f"Error in updating the user: {error}."))


async def json_object(request: Request) -> dict[str, Any]:
    """Return the body of a request.

    Raises:
        ScimRefusal: 400, it is no JSON object, or has text that is no Unicode (half a surrogate pair).
    """
    try:
        value = json.loads(await request.body())
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ScimRefusal(400, "The body must be a JSON object.", "invalidSyntax")
    return value
