"""Which attributes of a user an answer has: `attributes` and `excludedAttributes` (RFC 7644 section 3.9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.scim.schema import is_core

_ALWAYS = frozenset({"id", "schemas"})
"""Returned whatever is asked (RFC 7643 section 7)."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """Attributes to show (none: all) and to leave out, as case-folded paths."""

    shown: frozenset[Path] = frozenset()
    left_out: frozenset[Path] = frozenset()

    def of(self, view: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of a user's view that is asked for."""
        always = {name: value for name, value in view.items() if name.casefold() in _ALWAYS}
        wanted = _only(view, self.shown) if self.shown else dict(view)
        return {**_without(wanted, self.left_out), **always}


ALL = Projection()
"""Everything."""


def projection(attributes: Iterable[str], excluded: Iterable[str]) -> Projection:
    """Return what a request asks for; `attributes` wins when both are given, as they exclude each other."""
    shown = frozenset(path for name in attributes if (path := _path(name)))
    left_out = frozenset(path for name in excluded if (path := _path(name)))
    return Projection(shown, frozenset() if shown else left_out)


def _path(name: str) -> Path:
    text = name.strip().casefold()
    if not text.startswith("urn:"):
        return tuple(text.split(".")) if text else ()
    urn, _, plain = text.rpartition(":")
    if is_core(urn):
        return tuple(plain.split("."))
    # The URN alone means the whole extension, and its last part may hold dots.
    return (text,) if "." not in plain and plain == "user" else (urn, *plain.split("."))


def _only(view: Mapping[str, Any], paths: frozenset[Path]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in view.items():
        below = _below(name, paths)
        if () in below:
            kept[name] = value
        elif below and (part := _each(value, below, _only)):
            kept[name] = part
    return kept


def _without(view: Mapping[str, Any], paths: frozenset[Path]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in view.items():
        below = _below(name, paths)
        if () in below:
            continue
        kept[name] = _each(value, below, _without) if below else value
    return kept


def _below(name: str, paths: frozenset[Path]) -> frozenset[Path]:
    return frozenset(path[1:] for path in paths if path[:1] == (name.casefold(),))


def _each(value: Any, paths: frozenset[Path], part: Any) -> Any:
    if isinstance(value, list):
        return [inner for one in value if (inner := _each(one, paths, part))]
    return part(value, paths) if isinstance(value, Mapping) else value
