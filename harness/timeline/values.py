"""SCIM resources and HubSpot properties as short texts: every value by its path, and what differs between two."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_LEFT_OUT: Final = ("schemas", "meta", "id")
_LONGEST: Final = 60  # characters of one value in a title


def leaves(resource: Any) -> dict[str, str]:
    """Return a resource's values by path; an item of a list is named by its ``type``, else by its place.

    ``{"name": {"givenName": "Al"}, "emails": ["a@b.ch"]}`` gives ``{"name.givenName": "Al", "emails": "a@b.ch"}``.
    """
    return dict(_walk("", resource))


def difference(before: Any, after: Any) -> dict[str, tuple[str, str]]:
    """Return the paths whose value differs, each with the value before and after (empty: there is none)."""
    old, new = leaves(before), leaves(after)
    paths = [*old, *(path for path in new if path not in old)]
    return {path: (old.get(path, ""), new.get(path, "")) for path in paths if old.get(path, "") != new.get(path, "")}


def pairs(values: Mapping[str, Any]) -> str:
    """Return ``firstname=Alicia, phone=`` of properties."""
    return ", ".join(f"{name}={brief(value)}" for name, value in values.items())


def brief(value: Any) -> str:
    """Return a value as a title shows it."""
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            if path or name not in _LEFT_OUT:
                yield from _walk(f"{path}.{name}" if path else name, each)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _item(path, number, item)
    elif path:
        yield path, "" if value is None else str(value)


def _item(path: str, number: int, item: Any) -> Iterator[tuple[str, str]]:
    """Name an item by its type; the first one without a type is the list's own value."""
    kind = item.get("type") if isinstance(item, Mapping) else None
    place = f"{path}[{kind or number}]" if kind or number else path
    if isinstance(item, Mapping) and set(item) <= {"value", "type"}:
        yield place, "" if item.get("value") is None else str(item["value"])
    else:
        yield from _walk(place, item)
