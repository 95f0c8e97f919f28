"""From a trusted JSON object to the operation that it asks for."""

from collections.abc import Mapping
from typing import Any

from bridge.scim.document import names_password
from bridge.scim.errors import InvalidSyntaxError, InvalidValueError, MutabilityError
from bridge.scim.names import key_of
from bridge.scim.normal import normal
from bridge.scim.operation import Merge, Operation, Patch, PatchOperation, Replace
from bridge.scim.schema import OWN, USER, Kind, located
from bridge.scim.values import MARKER, cleared

_PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:patchop"
_OPS = frozenset({"add", "replace", "remove"})


def field(document: Mapping[str, Any], name: str) -> Any:
    """Return a message's field by its name in any case (RFC 7643 section 2.1), or None."""
    return next((value for key, value in document.items() if key.casefold() == name), None)


def schemas_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the schema URNs that a message declares; none when it declares them wrongly."""
    declared = field(document, "schemas")
    return tuple(urn for urn in declared if isinstance(urn, str)) if isinstance(declared, list) else ()


def is_patch_op(document: Mapping[str, Any]) -> bool:
    """Tell whether a body is a PatchOp message rather than a part of a user."""
    return field(document, "operations") is not None or _PATCH_OP in map(str.casefold, schemas_of(document))


def whole(document: Mapping[str, Any], *, merges: bool) -> tuple[str, Operation]:
    """Return the userName and the operation of a POST or PUT.

    Args:
        document: the body.
        merges: whether what the body does not name stays.

    Raises:
        InvalidValueError: there is no userName, or an attribute has a value of a wrong type.
    """
    values = _values(document)
    name = _user_name(values)
    if name is None:
        raise InvalidValueError("The userName is missing: send it, as it says whose attributes these are.")
    return name, Merge(values) if merges else Replace(values)


def partial(document: Mapping[str, Any], *, scim_1: bool) -> tuple[str | None, Operation]:
    """Return the userName, if any, and the operation of a PATCH with a part of a user.

    Args:
        document: the body.
        scim_1: whether SCIM 1.1's ways of removing hold: `meta.attributes`, and `"operation": "delete"` in a value
            (SCIM 1.1 protocol section 3.3.2).
    """
    values = _values(_without_deleted(document) if scim_1 else document)
    if scim_1:
        for path in _removed(document):
            _forget(values, path)
    return _user_name(values), Merge(values)


def patch_op(document: Mapping[str, Any], *, merges: bool) -> tuple[str | None, Operation]:
    """Return the userName, if any, and the operation of a PatchOp message.

    Args:
        document: the body.
        merges: whether an `add` or `replace` without path leaves the values that it does not name.

    Raises:
        InvalidSyntaxError: it is no PatchOp message.
    """
    sent = field(document, "operations")
    if not isinstance(sent, list) or not sent:
        raise InvalidSyntaxError("A PatchOp message needs a list of 'Operations' with at least one: send it.")
    operations = tuple(operation for one in sent if (operation := _operation(one, merges=merges)) is not None)
    names = [name for operation in operations if (name := _patched_name(operation)) is not None]
    return _checked_name(names[0]) if names else _user_name(normal(_own_name(document))), Patch(operations)


def _values(document: Mapping[str, Any]) -> dict[str, Any]:
    return normal({name: value for name, value in document.items() if name.casefold() not in OWN})


def _user_name(values: Mapping[str, Any]) -> str | None:
    name = values.get("userName")
    return None if name is None else _checked_name(name)


def _checked_name(name: Any) -> str:
    if not isinstance(name, str) or not key_of(name):
        raise InvalidValueError("The userName must be a text with something after its user-store domain: send one.")
    return name


def _own_name(document: Mapping[str, Any]) -> dict[str, Any]:
    name = field(document, "username")
    return {} if name is None else {"userName": name}


def _operation(sent: Any, *, merges: bool) -> PatchOperation | None:
    """Return one operation, or None for one on the password."""
    if not isinstance(sent, Mapping):
        raise InvalidSyntaxError("Each of the 'Operations' must be a JSON object with an 'op': send it as one.")
    op, path = field(sent, "op"), field(sent, "path")
    if not isinstance(op, str) or op.casefold() not in _OPS:
        raise InvalidSyntaxError("The 'op' of an operation must be 'add', 'replace' or 'remove': send one of them.")
    if path is not None and not isinstance(path, str):
        raise InvalidSyntaxError("The 'path' of an operation must be a text: send it as one, or leave it out.")
    if path and names_password(path):
        return None
    if op.casefold() != "remove" and not any(name.casefold() == "value" for name in sent):
        raise InvalidSyntaxError(f"The operation {op.casefold()!r} needs a 'value': send it.")
    word = "merge" if merges and not path and op.casefold() != "remove" else op.casefold()
    return PatchOperation(word, path.strip() if path and path.strip() else None, field(sent, "value"))


def _patched_name(operation: PatchOperation) -> Any:
    if operation.path is not None:
        return operation.value if located(operation.path, holds_object=False) == ("userName",) else None
    if not isinstance(operation.value, Mapping):
        return None
    names = [name for name in operation.value if located(name, holds_object=False) == ("userName",)]
    return operation.value[names[0]] if names else None


def _removed(document: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the attributes that a SCIM 1.1 PATCH removes by `meta.attributes`."""
    meta = field(document, "meta")
    names = field(meta, "attributes") if isinstance(meta, Mapping) else None
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise InvalidValueError("'meta.attributes' must be a list of attribute names: send it as one.")
    return [_path_of(name) for name in names if not names_password(name)]


def _path_of(name: str) -> tuple[str, ...]:
    urn, colon, plain = name.rpartition(":")
    head, *rest = plain.split(".")
    path = located(f"{urn}{colon}{head}", holds_object=False)
    attribute = USER
    for step in path:
        attribute = attribute.part(step)
    return (*path, *(attribute.part(step).name for step in rest))


def _forget(values: dict[str, Any], path: tuple[str, ...]) -> None:
    """Say an attribute empty, but for what the same message says anew."""
    if path == ("userName",):
        raise MutabilityError("The userName cannot be removed: leave it out of 'meta.attributes'.")
    if path[:1] in {(name,) for name in OWN} or not path:
        return
    attribute, target = USER, values
    for step in path[:-1]:
        attribute = attribute.part(step)
        inner = target.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        target = inner
    attribute = attribute.part(path[-1])
    anew = target.get(path[-1])
    if isinstance(anew, list):
        target[path[-1]] = [*(entry for entry in anew if entry), MARKER]
    elif isinstance(anew, dict) and attribute.kind is Kind.COMPLEX:
        target[path[-1]] = {**cleared(attribute, None), **anew}
    else:
        target.setdefault(path[-1], None)


def _without_deleted(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _undeleted(value) if isinstance(value, list) else value for name, value in document.items()}


def _undeleted(entries: list[Any]) -> list[Any]:
    """Turn values marked for deletion into empty ones, which say their slot empty unless it has another value."""
    return [_emptied(entry) if isinstance(entry, Mapping) else entry for entry in entries]


def _emptied(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    marked = field(entry, "operation")
    left = {name: value for name, value in entry.items() if name.casefold() != "operation"}
    if not isinstance(marked, str) or marked.casefold() != "delete":
        return left if marked is not None else entry
    return {name: value for name, value in left.items() if name.casefold() == "type"} | {"value": ""}
