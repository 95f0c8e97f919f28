"""A user's resource, and what a request asks to be done to it.

A resource is in the directory's normal form: canonical attribute names; multi-valued attributes are lists of objects
(a bare string is `{"value": s}`); `""` is *said empty*, a missing key is *never said*; the marker entry `{}` in a
multi-valued list says that every slot which is not otherwise there was said empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
