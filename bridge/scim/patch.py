"""A PatchOp message applied to a resource in normal form (RFC 7644 section 3.5.2).

Where the RFC removes a value, the resource says it empty: HubSpot has to be told. Paths are parsed by scim2-models.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scim2_models.exceptions import SCIMException
from scim2_models.path import AttrPath, FilterNode, Path, ValuePath

from bridge.scim.errors import InvalidPathError, InvalidSyntaxError, MutabilityError, NoTargetError
from bridge.scim.normal import normal, normal_value
from bridge.scim.operation import PatchOperation, Resource
from bridge.scim.schema import OWN, USER, Attribute, Kind, is_core, is_urn
from bridge.scim.selection import Selection, added, on_entries
from bridge.scim.values import cleared, merged, replaced


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names: the attribute's place, which of its values, and which of their sub-attributes."""

    place: tuple[str, ...]
    chosen: FilterNode | None
    part: str | None


def patched(resource: Resource, operations: Iterable[PatchOperation]) -> Resource:
    """Return the resource after all operations, in their order.

    Raises:
        ScimError: one of them cannot be applied; then none is.
    """
    after: dict[str, Any] = dict(resource)
    for operation in operations:
        after = _without_path(after, operation) if operation.path is None else _at(after, operation, operation.path)
    return after


def _without_path(resource: dict[str, Any], operation: PatchOperation) -> dict[str, Any]:
    if operation.op == "remove":
        raise NoTargetError("A 'remove' needs a 'path': name the attribute to remove.")
    if not isinstance(operation.value, Mapping):
        raise InvalidSyntaxError(
            f"{_wire_name(operation.op)} without a 'path' needs an object as its 'value': send the attributes in one."
        )
    # Some clients write paths as the names of a value without path.
    paths = [name for name in operation.value if _is_path(name)]
    values = normal({name: value for name, value in operation.value.items() if name not in paths})
    for name, value in values.items():
        if name not in OWN:
            resource = {**resource, name: _said(operation.op, USER.part(name), resource.get(name), value)}
    for path in paths:
        resource = _at(resource, operation, path, operation.value[path])
    return resource


def _wire_name(op: str) -> str:
    return "An 'add' or 'replace'" if op == "merge" else f"The operation {op!r}"


def _is_path(name: str) -> bool:
    return "[" in name or ("." in name and not is_urn(name))


def _at(resource: dict[str, Any], operation: PatchOperation, path: str, *value: Any) -> dict[str, Any]:
    target = parse_path(path, resource)
    if target.place[0] in {"id", "meta"}:
        raise MutabilityError(f"{target.place[0]!r} is the bridge's own: leave it out of the operations.")
    if target.place[0] in OWN:
        return resource
    sent = value[0] if value else operation.value
    return {
        **resource,
        **_changed(USER, resource, target.place, operation.op, Selection(target.chosen, target.part), sent),
    }


def parse_path(path: str, resource: Resource) -> Target:
    """Return what a path names; a core schema's URN before it is left out.

    Raises:
        InvalidPathError: it is no path, or compares where it should name.
    """
    for name in (path, USER.part(path).name):
        # An extension as a whole: its URN alone looks like an attribute of a shorter one.
        if name in resource or (is_urn(name) and name.casefold() in USER.parts):
            return Target((name,), None, None)
    node = _parsed(path)
    uri = node.attr_path.uri if isinstance(node, ValuePath) else node.uri
    attr = node.attr_path.attr if isinstance(node, ValuePath) else node.attr
    parent = USER if not uri or is_core(uri) else USER.part(uri)
    above = () if parent is USER else (_spelt(resource, parent.name),)
    place = (*above, parent.part(attr).name)
    if isinstance(node, ValuePath):
        return Target(place, node.val_filter, node.sub_attr)
    return Target(place, None, node.sub_attr)


def _spelt(resource: Resource, urn: str) -> str:
    """Return an extension's URN as the resource already spells it."""
    return next((name for name in resource if name.casefold() == urn.casefold()), urn)


def _parsed(path: str) -> AttrPath | ValuePath:
    try:
        node = Path(path).ast
    except (SCIMException, ValueError, RecursionError) as error:
        where = f" ({error.detail})" if isinstance(error, SCIMException) else ""
        raise InvalidPathError(
            f"The 'path' cannot be read{where}: write it as RFC 7644 section 3.5.2 says, for instance "
            'emails[type eq "work"].value.'
        ) from error
    if not isinstance(node, AttrPath | ValuePath):
        raise InvalidPathError("The 'path' names no attribute: leave out the comparison or put it in brackets.")
    return node


def _changed(
    parent: Attribute, values: Mapping[str, Any], place: tuple[str, ...], op: str, selection: Selection, sent: Any
) -> dict[str, Any]:
    """Return the one changed attribute of `values`, with what is below it."""
    attribute = parent.part(place[0])
    name = next((name for name in values if name.casefold() == place[0].casefold()), place[0])
    old = values.get(name)
    if len(place) > 1:
        inner = old if isinstance(old, Mapping) else {}
        return {name: {**inner, **_changed(attribute, inner, place[1:], op, selection, sent)}}
    if attribute.many or isinstance(old, list):
        return {name: _changed_list(attribute, old, op, selection, sent)}
    if selection.chosen is not None:
        raise InvalidPathError(f"{attribute.name!r} has one value: leave the brackets out of the 'path'.")
    return {name: _changed_single(attribute, old, op, selection.part, sent)}


def _changed_list(attribute: Attribute, old: Any, op: str, selection: Selection, sent: Any) -> list[Any]:
    entries = old if isinstance(old, list) else []
    if selection.chosen is None and selection.part is None:
        value = None if op == "remove" else normal_value(attribute, sent)
        return list(_said(op, attribute, old, value))
    return on_entries(attribute, entries, op, selection, sent)


def _changed_single(attribute: Attribute, old: Any, op: str, part: str | None, sent: Any) -> Any:
    if part is None:
        return _said(op, attribute, old, None if op == "remove" else normal_value(attribute, sent))
    if attribute.kind in {Kind.STRING, Kind.BOOLEAN}:
        raise InvalidPathError(f"{attribute.name!r} has no sub-attributes: leave out what follows the dot.")
    inner = old if isinstance(old, Mapping) else {}
    below = attribute.part(part)
    return {**inner, below.name: _changed_single(below, inner.get(below.name), op, None, sent)}


def _said(op: str, attribute: Attribute, old: Any, new: Any) -> Any:
    """Join one attribute as a whole: complex ones merge (RFC 7644 section 3.5.2.3), multi-valued ones as `op` says."""
    if new is None:
        return cleared(attribute, old)
    if op == "merge" or not isinstance(new, list) or not isinstance(old, list):
        return merged(attribute, old, new)
    return replaced(attribute, old, new) if op == "replace" else added(old, new)
