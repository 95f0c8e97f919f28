"""Answers in the caller's dialect: users, lists, errors. No nulls, and nothing that was said empty."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from bridge.directory import User
from bridge.scim.dialect import Caller, Dialect
from bridge.scim.errors import ScimError
from bridge.scim.projection import Projection
from bridge.scim.schema import USER, Attribute, Kind, is_urn

_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def user_view(user: User, caller: Caller, users_url: str) -> dict[str, Any]:
    """Return a user as the caller sees it.

    Args:
        user: the user.
        caller: whose form to use.
        users_url: the absolute URL of the users, for `meta.location`.
    """
    values = _shown(USER, user.resource, plain=caller.plain)
    extensions = [name for name in values if is_urn(name)]
    schemas = [caller.dialect.user_schema, *([] if caller.plain else extensions)]
    view = {"schemas": schemas, "id": user.id, **values, "userName": user.user_name}
    return view if caller.plain else {**view, "meta": _meta(user, users_url)}


def user_answer(status: int, user: User, caller: Caller, users_url: str, projection: Projection) -> Response:
    """Answer with one user; the address of it goes into `Location` for callers that follow the RFC."""
    view = projection.of(user_view(user, caller, users_url))
    headers = {} if caller.plain else {"Location": f"{users_url}/{user.id}"}
    return json_answer(status, view, caller.dialect, headers)


def list_answer(total: int, start: int, views: Sequence[Mapping[str, Any]], caller: Caller) -> Response:
    """Answer with a list; WSO2's connectors get exactly the three fields that its server sends."""
    paging = {} if caller.plain else {"startIndex": start, "itemsPerPage": len(views)}
    body = {"schemas": [caller.dialect.list_schema], "totalResults": total, **paging, "Resources": list(views)}
    return json_answer(200, body, caller.dialect)


def deleted_answer(caller: Caller) -> Response:
    """Answer that a user is deleted: 200 in SCIM 1.1, 204 in 2.0, both without a body."""
    return Response(status_code=200 if caller.dialect is Dialect.SCIM_1 else 204)


def error_answer(error: ScimError, dialect: Dialect) -> Response:
    """Answer with an error in the dialect's form (SCIM 1.1 protocol section 3.9, RFC 7644 section 3.12)."""
    if dialect is Dialect.SCIM_1:
        body: dict[str, Any] = {"Errors": [{"description": error.detail, "code": str(error.status)}]}
    else:
        kind = {"scimType": error.scim_type} if error.scim_type else {}
        body = {"schemas": [_ERROR], "status": str(error.status), **kind, "detail": error.detail}
    return json_answer(error.status, body, dialect, error.headers)


def json_answer(
    status: int, body: Mapping[str, Any], dialect: Dialect, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a JSON body of the dialect's media type."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, {**(headers or {}), "Content-Type": dialect.media_type})


def _meta(user: User, users_url: str) -> dict[str, str]:
    return {
        "resourceType": "User",
        "created": _time(user.created_at),
        "lastModified": _time(user.changed_at),
        "location": f"{users_url}/{user.id}",
        "version": f'W/"{user.version}"',
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shown(attribute: Attribute, value: Any, *, plain: bool) -> Any:
    if isinstance(value, Mapping):
        parts = {name: _shown(attribute.part(name), inner, plain=plain) for name, inner in value.items()}
        return {name: inner for name, inner in parts.items() if not _empty(inner)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        entries = [shown for entry in value if _says_something(shown := _shown(attribute, entry, plain=plain))]
        # The RFC's own multi-valued attributes are all complex; most others are plain texts.
        return [_bare(entry) for entry in entries] if plain or attribute.kind is Kind.ANY else entries
    return value


def _says_something(entry: Any) -> bool:
    return bool(entry.keys() - {"type", "primary"}) if isinstance(entry, Mapping) else not _empty(entry)


def _bare(entry: Any) -> Any:
    return entry["value"] if isinstance(entry, Mapping) and entry.keys() == {"value"} else entry


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | Mapping | Sequence) and not value)
