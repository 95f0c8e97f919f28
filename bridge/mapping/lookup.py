"""Finding an attribute by name."""

from collections.abc import Mapping
from typing import Any

from bridge.mapping.value import MISSING


def child(node: Mapping[str, Any], name: str, folded: str) -> Any:
    """Return an object's attribute, or ``MISSING``.

    Names match without regard to case (RFC 7643 section 2.1). The directory writes the names that RFC 7643 defines as
    it does, so the exact look-up nearly always settles it.

    Args:
        node: a JSON object.
        name: as the mapping writes it.
        folded: the same in lower case, made once when the path is compiled.
    """
    if name in node:
        return node[name]
    length = len(folded)
    for key in node:
        if len(key) == length and key.lower() == folded:
            return node[key]
    return MISSING
