"""A user, attribute by attribute: what says who it is becomes a pseudonym, what says what it is stays."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

import pycountry

from bridge.redaction.key import Key
from bridge.redaction.leaf import Leaf

_KINDS: Final = frozenset(
    ("work", "home", "other", "mobile", "fax", "pager", "main", "photo", "thumbnail", "direct", "user", "group")
)
"""Canonical values of ``type`` (RFC 7643 section 4.1.2), and WSO2's. Another one may be somebody's word."""

_PHONE: Final = re.compile(r"phone|mobile|fax|pager|^tel$", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_TRUTHS: Final = frozenset({"true", "false", "yes", "no"})


class Redaction:
    """Gives users pseudonyms: the same key gives the same ones, and without it nobody can tell who they are."""

    def __init__(self, key: Key, keep: Collection[str] = ()) -> None:
        """Take the key, and the attributes whose values are no secret.

        Args:
            key: what the pseudonyms are drawn by.
            keep: attributes to leave as they are, such as ``userType`` or ``groups.display``: the last one or two names
                on the way to a value. Letters' case does not count.
        """
        self._leaf = Leaf(key)
        self._keep = frozenset(name.lower() for name in keep)

    def user(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """Return the user with pseudonyms; a password is left out."""
        return self._object(resource, ())

    def _object(self, value: Mapping[str, Any], way: tuple[str, ...]) -> dict[str, Any]:
        return {name: self._value(inner, (*way, name)) for name, inner in value.items() if name.lower() != "password"}

    def _value(self, value: Any, way: tuple[str, ...]) -> Any:
        if isinstance(value, Mapping):
            return self._object(value, way)
        if isinstance(value, list):
            return [self._value(each, way) for each in value]
        if value is None or isinstance(value, bool) or self._stays(value, way):
            return value
        return self._leaf.number(value) if isinstance(value, int | float) else self._text(str(value), way)

    def _text(self, text: str, way: tuple[str, ...]) -> str:
        return self._leaf.phone(text) if any(map(_PHONE.search, way[-2:])) else self._leaf.text(text)

    def _stays(self, value: Any, way: tuple[str, ...]) -> bool:
        name = way[-1].lower()
        if name in self._keep or ".".join(way[-2:]).lower() in self._keep:
            return True
        return isinstance(value, str) and (value.lower() in _TRUTHS or _LISTED.get(name, _never)(value))


def is_country(value: str) -> bool:
    """Say whether a text is a country's code or name (ISO 3166)."""
    try:
        pycountry.countries.lookup(value.strip())
    except LookupError:
        return False
    return True


def _is_language(value: str) -> bool:
    found = _LANGUAGE.fullmatch(value)
    if found is None:
        return False
    short, region = found[1].lower(), found[2]
    known = pycountry.languages.get(alpha_2=short) or pycountry.languages.get(alpha_3=short)
    return known is not None and (region is None or region.isdigit() or is_country(region))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _never(_value: str) -> bool:
    return False


_LISTED: Final[Mapping[str, Callable[[str], bool]]] = {
    "schemas": lambda value: value.lower().startswith("urn:"),
    "resourcetype": lambda value: value == "User",
    "type": lambda value: value.lower() in _KINDS,
    "country": is_country,
    "preferredlanguage": _is_language,
    "locale": _is_language,
    "timezone": lambda value: value in _zones(),
}
"""Attributes with values of a public list, and whether a value is in it: those say nothing of one person."""
