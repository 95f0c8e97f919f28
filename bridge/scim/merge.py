"""What a request does to a user's resource: pure functions `(resource, operation) -> resource`.

A resource is in the directory's normal form: canonical attribute names; multi-valued attributes are lists of objects
(a bare string is `{"value": s}`); `""` is *said empty*, a missing key is *never said*; the marker entry `{}` in a
multi-valued list says that every slot which is not otherwise there was said empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.scim.errors import MutabilityError
from bridge.scim.names import key_of
from bridge.scim.schema import OWN, USER
from bridge.scim.values import merged, replaced

Resource = Mapping[str, Any]
"""One SCIM user in normal form. Never changed in place."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A partial resource, as WSO2's connectors send: what it does not name stays."""

    values: Resource


@dataclass(frozen=True, slots=True)
class Replace:
    """A whole resource (RFC 7644 section 3.5.1): what it does not name was said empty."""

    values: Resource


@dataclass(frozen=True, slots=True)
class PatchOperation:
    """One operation of a PatchOp message (RFC 7644 section 3.5.2).

    Attributes:
        op: `add`, `replace` or `remove`; or `merge`, which is no word of the wire: an `add` or `replace` without path
            from a caller that sends parts, so that the slots it does not name stay.
        path: the path as sent, or None.
        value: the value as sent; `password` is dropped already.
    """

    op: str
    path: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class Patch:
    """The operations of a PatchOp message, in their order."""

    operations: tuple[PatchOperation, ...]


Operation = Merge | Replace | Patch


def apply(resource: Resource, operation: Operation) -> Resource:
    """Return what `resource` is after `operation`.

    The userName stays as it was first said: its store domain and case come and go between IS's calls.

    Raises:
        ScimError: a PATCH that cannot be applied, or a userName of somebody else.
    """
    return _same_person(resource, _applied(resource, operation))


def _applied(resource: Resource, operation: Operation) -> Resource:
    if isinstance(operation, Patch):
        from bridge.scim.patch import patched  # noqa: PLC0415 - scim2-models takes 0.3 s to import, and only this needs it

        return patched(resource, operation.operations)
    values = {name: value for name, value in operation.values.items() if name not in OWN}
    if isinstance(operation, Merge):
        return dict(merged(USER, resource, values))
    name = {"userName": resource["userName"]} if "userName" in resource else {}
    return dict(replaced(USER, resource, {**name, **values}))


def _same_person(before: Resource, after: Resource) -> Resource:
    first, now = before.get("userName"), after.get("userName")
    if not isinstance(first, str) or now == first:
        return after
    if not isinstance(now, str) or key_of(now) != key_of(first):
        raise MutabilityError(
            f"The userName {first!r} cannot be changed or removed: send it as it is, or delete this user and create "
            "the other one."
        )
    return {**after, "userName": first}
