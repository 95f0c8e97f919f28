"""A user as a SCIM 2 resource, in the form in which the server returns it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from harness.identity_server.simulator.claims import ENTERPRISE, USER
from harness.identity_server.simulator.server import Server
from harness.identity_server.simulator.users import User

_MULTI_VALUED = frozenset({"emails", "phoneNumbers", "addresses", "ims", "photos"})


def resource(server: Server, user: User) -> dict[str, Any]:
    """Return a user: plain values of a multi-valued attribute are bare strings before the typed objects."""
    found: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "id": user.id,
        "userName": user.name,
        "meta": {
            "created": _time(user.created),
            "lastModified": _time(user.modified),
            "location": f"{server.public_url}/scim2/Users/{user.id}",
            "resourceType": "User",
        },
        "roles": [{"type": "default", "value": ",".join(user.roles)}],
        ENTERPRISE: {"isReadOnlyUser": "false"},
    }
    paths = server.configuration.claims.to_scim2(user.claims)
    for path in sorted(paths):
        _put(found, path, paths[path])
    return found


def selected(found: Mapping[str, Any], attributes: str | None) -> dict[str, Any]:
    """Return only the attributes asked for (RFC 7644, section 3.9), with `schemas` and `id`.

    Args:
        found: a whole resource.
        attributes: comma-separated names, extension attributes as `<URN>.name` or `<URN>:name`; None = all.
    """
    if attributes is None:
        return dict(found)
    kept: dict[str, Any] = {name: found[name] for name in ("schemas", "id")}
    for wanted in (name.strip() for name in attributes.split(",")):
        if wanted.startswith(ENTERPRISE):
            name = wanted.removeprefix(ENTERPRISE).lstrip(".:")
            extension = found[ENTERPRISE]
            kept[ENTERPRISE] = {**kept.get(ENTERPRISE, {}), **_only(extension, [name] if name else list(extension))}
        else:
            kept |= _only(found, [wanted.removeprefix(f"{USER}:").partition(".")[0]])
    return kept


def _only(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _put(found: dict[str, Any], path: str, value: str) -> None:
    if path.startswith(f"{ENTERPRISE}:"):
        found[ENTERPRISE][path.removeprefix(f"{ENTERPRISE}:")] = value
        return
    name, dot, rest = path.partition(".")
    if name in _MULTI_VALUED:
        found.setdefault(name, []).extend([{"type": rest, "value": value}] if dot else value.split(","))
    elif dot:
        found.setdefault(name, {})[rest] = value
    else:
        found[name] = value


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
