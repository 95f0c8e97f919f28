"""SCIM 2 values as flat paths, and PATCH as a change of such paths. Pure.

A path is `name.givenName`, `emails` (the untyped value), `phoneNumbers.mobile` (the value of a type) or
`<enterprise URN>:country`: exactly what a local claim maps to.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.identity_server.simulator.claims import ENTERPRISE, USER
from harness.identity_server.simulator.errors import ScimRefusal

Paths = dict[str, str]

_IGNORED = frozenset({"schemas", "id", "meta", "userName", "password", "roles", "groups", "externalId"})
_MULTI_VALUED = frozenset({"emails", "phoneNumbers", "addresses", "ims", "photos"})
_PATH = re.compile(
    r"(?:(?P<urn>urn:[^\[\]]+):)?(?P<name>[A-Za-z0-9]+)"
    r'(?:\[type eq "?(?P<type>\w+)"?\])?(?:\.(?P<sub>\w+))?',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Patched:
    """The outcome of a PATCH: all paths, and the password if one was given."""

    paths: Paths
    password: str | None = None


@dataclass(slots=True)
class Flat:
    """A SCIM value as paths, with the names of the multi-valued attributes that it lists."""

    paths: Paths = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)


def flatten(value: Mapping[str, Any]) -> Flat:
    """Return the paths of a SCIM value.

    In a list, the last entry of a type wins and empty texts between are skipped: that is what My Account relies on.
    """
    flat = Flat()
    for name, item in value.items():
        if name in _IGNORED:
            continue
        if name == USER and isinstance(item, Mapping):
            inner = flatten({sub: given for sub, given in item.items() if sub != USER})
            flat.paths |= inner.paths
            flat.listed |= inner.listed
        elif name == ENTERPRISE and isinstance(item, Mapping):
            flat.paths |= {f"{ENTERPRISE}:{sub}": _text(given) for sub, given in item.items()}
        elif isinstance(item, list):
            flat.listed.add(name)
            flat.paths |= _entries(name, item)
        elif isinstance(item, Mapping):
            flat.paths |= {f"{name}.{sub}": _text(given) for sub, given in item.items()}
        else:
            flat.paths[name] = _text(item)
    return flat


def patched(current: Mapping[str, str], operations: Any, *, keeps_plain_phones: bool) -> Patched:
    """Return what PATCH operations make of a user.

    `replace` of a multi-valued attribute takes away what it does not list, the plain phone numbers included unless
    `keeps_plain_phones`.

    Raises:
        ScimRefusal: 400, an operation that is none.
    """
    if not isinstance(operations, list) or not all(isinstance(operation, Mapping) for operation in operations):
        raise ScimRefusal(400, "Operations must be a list of objects.", "invalidSyntax")
    paths, password = dict(current), None
    for operation in operations:
        kind = str(operation.get("op", "")).lower()
        if kind == "remove":
            _remove(paths, str(operation.get("path", "")))
            continue
        if kind not in {"add", "replace"}:
            raise ScimRefusal(400, "op must be add, replace or remove.", "invalidSyntax")
        value = _valued(operation)
        password = str(value["password"]) if "password" in value else password
        flat = flatten(value)
        if kind == "replace" and not _typed_path(operation):
            _clear(paths, flat, keeps_plain_phones=keeps_plain_phones)
        paths |= flat.paths
    return Patched({path: given for path, given in paths.items() if given}, password)


def _entries(name: str, items: Iterable[Any]) -> Paths:
    paths: Paths = {}
    plain: list[str] = []
    for item in items:
        if isinstance(item, Mapping) and item.get("type"):
            paths[f"{name}.{item['type']}"] = _text(item.get("value"))
        else:
            plain.append(_text(item.get("value") if isinstance(item, Mapping) else item))
    joined = ",".join(text for text in plain if text)
    return {**({name: joined} if joined else {}), **paths}


def _clear(paths: Paths, flat: Flat, *, keeps_plain_phones: bool) -> None:
    for name in flat.listed:
        for path in [path for path in paths if path == name or path.startswith(f"{name}.")]:
            if not (keeps_plain_phones and path == "phoneNumbers" and path not in flat.paths):
                del paths[path]


def _text(value: Any) -> str:
    if isinstance(value, Mapping | list):
        raise ScimRefusal(400, "A text was expected where the value has a list or an object.", "invalidValue")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _typed_path(operation: Mapping[str, Any]) -> bool:
    return "[" in str(operation.get("path") or "")


def _valued(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the value of an operation as if it had been given without a path."""
    value, path = operation.get("value"), operation.get("path")
    if path is None:
        if not isinstance(value, Mapping):
            raise ScimRefusal(400, "An operation without path needs an object as value.", "invalidSyntax")
        return value
    urn, name, kind, sub = _parsed(str(path))
    if kind is not None:
        inner: Any = {name: [{"type": kind, "value": value.get("value") if isinstance(value, Mapping) else value}]}
    elif name in _MULTI_VALUED and not isinstance(value, list):
        inner = {name: [value]}
    else:
        inner = {name: {sub: value}} if sub is not None else {name: value}
    return {urn: inner} if urn is not None else inner


def _remove(paths: Paths, path: str) -> None:
    urn, name, kind, sub = _parsed(path)
    base = f"{urn}:{name}" if urn not in {None, USER} else name
    target = f"{base}.{kind or sub}" if kind or (sub and sub != "value") else base
    for known in [known for known in paths if known == target or known.startswith(f"{target}.")]:
        del paths[known]


def _parsed(path: str) -> tuple[str | None, str, str | None, str | None]:
    found = _PATH.fullmatch(path)
    if found is None:
        raise ScimRefusal(400, f"{path!r} is not a path this server knows.", "invalidPath")
    return found["urn"], found["name"], found["type"], found["sub"]
