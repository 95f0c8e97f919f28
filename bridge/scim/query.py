"""Which users a list request means: filter, paging and attributes, as WSO2's connectors and as RFC 7644 write them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

from scim2_models.path import CompareOperator, Comparison, FilterNode

from bridge.scim.dialect import Caller
from bridge.scim.errors import InvalidFilterError, InvalidValueError
from bridge.scim.filters import parse
from bridge.scim.projection import Projection, projection
from bridge.scim.resource import field
from bridge.scim.schema import is_core

DEFAULT_COUNT = 100
LARGEST_COUNT = 200
"""Users in one answer at most, whatever `count` says (RFC 7644 section 3.4.2.4 allows fewer)."""

_USER_NAME = re.compile(r"\s*(?:urn:[\w:.-]+:)?userName\s+eq\s+(.*\S)\s*", re.IGNORECASE | re.DOTALL)
_RAW_FILTER = re.compile(
    r"(?:^|&)filter=(.*?)(?:&(?:startIndex|count|attributes|excludedAttributes|sortBy|sortOrder|domain)=|$)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class ByName:
    """The user of that userName."""

    user_name: str


@dataclass(frozen=True, slots=True)
class ById:
    """The user of that id."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Every user that matches a filter (None: all users)."""

    node: FilterNode | None


@dataclass(frozen=True, slots=True)
class Query:
    """A list request: which users, from which one on (counted from 1), at most how many, and what of them."""

    wanted: ByName | ById | Matching
    start: int
    count: int
    projection: Projection


def query_of(query_string: bytes, caller: Caller) -> Query:
    """Return what the query part of a URL asks for.

    Raises:
        InvalidFilterError: the filter cannot be read.
        InvalidValueError: `startIndex` or `count` is no number.
    """
    parameters = _parameters(query_string)
    return Query(
        _wanted(query_string, parameters.get("filter"), caller),
        _start(_number(parameters, "startIndex")),
        _count(_number(parameters, "count")),
        projection_of(query_string),
    )


def projection_of(query_string: bytes) -> Projection:
    """Return which attributes the query part of a URL asks for."""
    parameters = _parameters(query_string)
    lists = (parameters.get(name, "").split(",") for name in ("attributes", "excludedAttributes"))
    return projection(*lists)


def search_of(document: Mapping[str, Any]) -> Query:
    """Return what a SearchRequest message asks for (RFC 7644 section 3.4.3).

    Raises:
        InvalidFilterError: the filter cannot be read.
        InvalidValueError: a field is of a wrong type.
    """
    text = field(document, "filter")
    if text is not None and not isinstance(text, str):
        raise InvalidValueError("The 'filter' must be a text: send it as one.")
    numbers = {name: field(document, name.casefold()) for name in ("startIndex", "count")}
    for name, number in numbers.items():
        if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
            raise InvalidValueError(f"{name!r} must be a whole number: send it as one.")
    lists = (_names(document, name) for name in ("attributes", "excludedAttributes"))
    wanted = Matching(None) if text is None else _exact(parse(text))
    return Query(wanted, _start(numbers["startIndex"]), _count(numbers["count"]), projection(*lists))


def _names(document: Mapping[str, Any], name: str) -> list[str]:
    names = field(document, name.casefold()) or []
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise InvalidValueError(f"{name!r} must be a list of attribute names: send it as one.")
    return names


def _parameters(query_string: bytes) -> dict[str, str]:
    parsed = parse_qs(_text(query_string), keep_blank_values=True)
    return {name: values[0] for name, values in parsed.items()}


def _wanted(query_string: bytes, text: str | None, caller: Caller) -> ByName | ById | Matching:
    if text is None or (not text.strip() and caller.partial):
        return Matching(None)
    names = [_raw_name(query_string), _bare_name(text)] if caller.partial else []
    found = next((name for name in names if name is not None), None)
    if found is not None and not found.startswith('"'):
        return ByName(found)
    try:
        return _exact(parse(text))
    except InvalidFilterError:
        if found is None:
            raise
        return ByName(found)


def _raw_name(query_string: bytes) -> str | None:
    """Return the userName of a connector's filter, which it may leave unencoded: `+` and `&` are part of it."""
    raw = _RAW_FILTER.search(query_string.decode("latin-1"))
    return None if raw is None else _bare_name(_text(unquote_to_bytes(raw[1].encode("latin-1"))))


def _bare_name(text: str) -> str | None:
    """Return the userName of `userName Eq alice` or `userName eq "alice"`; None for another filter."""
    match = _USER_NAME.fullmatch(text)
    if match is None:
        return None
    try:
        name = json.loads(match[1])
    except (ValueError, RecursionError):
        return match[1]
    return name if isinstance(name, str) else match[1]


def _text(sent: bytes) -> str:
    """Decode what should be UTF-8; what is not was Latin-1, the older connector's default."""
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return sent.decode("latin-1")


def _exact(node: FilterNode) -> ByName | ById | Matching:
    """Name the one user that a filter can mean, which saves reading all."""
    if isinstance(node, Comparison) and node.op is CompareOperator.eq and isinstance(node.value, str):
        path = node.attr_path
        if path.sub_attr is None and (path.uri is None or is_core(path.uri)):
            if path.attr.casefold() == "username":
                return ByName(node.value)
            if path.attr == "id":
                return ById(node.value)
    return Matching(node)


def _number(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if text is None or not text.strip():
        return None
    if not re.fullmatch(r"[+-]?\d{1,12}", text.strip(), re.ASCII):
        raise InvalidValueError(f"{name!r} must be a whole number: send it as one, or leave it out.")
    return int(text)


def _start(number: int | None) -> int:
    return max(1, 1 if number is None else number)


def _count(number: int | None) -> int:
    return min(LARGEST_COUNT, max(0, DEFAULT_COUNT if number is None else number))
