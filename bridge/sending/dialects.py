"""How each client of the bridge writes its requests: method, path, headers and the form of the body.

The two connectors' forms are those that were recorded of them (tests/wire): multi-valued attributes as bare strings,
a look-up by userName before each change, and SCIM 1.1's PATCH where Identity Server says PUT.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from urllib.parse import quote

Client = Literal["scim", "scim2", "rfc"]
"""WSO2's connector `scim` (SCIM 1.1), its connector `scim2` (SCIM 2.0), or any client that follows RFC 7644."""

CLIENTS: Final[tuple[Client, ...]] = get_args(Client)
METHODS: Final = ("POST", "PUT", "PATCH", "DELETE")

RFC_USERS: Final = "/scim/v2/Users"
_PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_USER_2: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
_MULTI_VALUED: Final = frozenset({"emails", "phoneNumbers", "ims", "photos", "entitlements", "roles", "groups"})
"""The attributes of RFC 7643 section 4.1.2 whose values are objects with a `value`."""

_NAMES: Final[Mapping[Client, str]] = {
    "scim": "WSO2's connector scim (SCIM 1.1)",
    "scim2": "WSO2's connector scim2 (SCIM 2.0)",
    "rfc": "a client of RFC 7644",
}
_AGENTS: Final[Mapping[Client, Mapping[str, str]]] = {
    "scim": {"User-Agent": "Jakarta Commons-HttpClient/3.1"},
    "scim2": {"User-Agent": "wso2/scim2/client", "Accept": "*/*"},
    "rfc": {"User-Agent": "bridge-send", "Accept": "application/scim+json"},
}
_TYPES: Final[Mapping[Client, str]] = {
    "scim": "application/json",
    "scim2": "application/scim+json",
    "rfc": "application/scim+json",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; `target` is path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What to ask of one user.

    Attributes:
        method: POST, PUT, PATCH or DELETE.
        body: a SCIM user or PatchOp message; None for DELETE.
        user_name: whom a change means; looked up unless `user_id` says it.
        user_id: the SCIM id, if it is known.
    """

    method: str
    body: Mapping[str, Any] | None
    user_name: str = ""
    user_id: str = field(default="")


def name_of(client: Client) -> str:
    """Return what a client is called on the page."""
    return _NAMES[client]


def look_up(client: Client, base_path: str, user_name: str) -> Request:
    """Return the request by which a client finds a user's id."""
    name = quote(user_name, safe="")
    if client == "rfc":
        quoted = quote(json.dumps(user_name, ensure_ascii=False), safe="")
        return Request("GET", f"{RFC_USERS}?filter=userName%20eq%20{quoted}", _AGENTS[client])
    paging = "&startIndex=1&count=1" if client == "scim2" else ""
    kind = {"Content-Type": "application/json"} if client == "scim2" else {}
    return Request("GET", f"{base_path}?filter=userName%20Eq%20{name}{paging}", {**_AGENTS[client], **kind})


def request_of(client: Client, base_path: str, change: Change, user_id: str) -> Request:
    """Return the request that asks for a change, as the client writes it."""
    users = RFC_USERS if client == "rfc" else base_path
    target = users if change.method == "POST" else f"{users}/{quote(user_id, safe='')}"
    if change.body is None:
        return Request(change.method, target, _AGENTS[client])
    method = "PATCH" if client == "scim" and change.method == "PUT" else change.method
    headers = {**_AGENTS[client], "Content-Type": _TYPES[client]}
    body = json.dumps(_form(client, method, change), ensure_ascii=False)
    return Request(method, target, headers, body)


def is_patch_op(body: Mapping[str, Any]) -> bool:
    """Tell whether a body is a PatchOp message."""
    return any(name.casefold() == "operations" for name in body)


def _form(client: Client, method: str, change: Change) -> dict[str, Any]:
    body = {name: value for name, value in (change.body or {}).items() if name not in {"id", "meta"}}
    if is_patch_op(body):
        return {"schemas": [_PATCH_OP], **body}
    if change.user_name and (client != "rfc" or method != "PATCH"):
        body.setdefault("userName", change.user_name)
    if client != "rfc":
        schemas = ["urn:scim:schemas:core:1.0"] if client == "scim" else []
        return {**{name: _bare(value) for name, value in body.items()}, "schemas": schemas}
    values = {name: _complex(name, value) for name, value in body.items() if name != "schemas"}
    if method == "PATCH":
        return {"schemas": [_PATCH_OP], "Operations": [{"op": "replace", "value": values}]}
    extensions = [name for name in values if name.startswith("urn:")]
    return {"schemas": [_USER_2, *extensions], **values}


def _bare(value: Any) -> Any:
    """Return a multi-valued attribute with its untyped values as bare strings."""
    if not isinstance(value, list):
        return value
    return [each["value"] if isinstance(each, Mapping) and each.keys() == {"value"} else each for each in value]


def _complex(name: str, value: Any) -> Any:
    """Return a multi-valued attribute with its bare strings as objects."""
    if name not in _MULTI_VALUED or not isinstance(value, list):
        return value
    return [{"value": each} if isinstance(each, str) else each for each in value]
