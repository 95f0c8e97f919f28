"""Filters and pages of the API's lists."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams

from harness.identity_server.simulator.admin.access import in_body

_FILTER = re.compile(r'\s*(?P<attribute>\S+)\s+(?P<operation>\w+)\s+(?:"(?P<quoted>[^"]*)"|(?P<plain>[^"]*?))\s*')
_OPERATIONS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda name, value: name == value,
    "co": lambda name, value: value in name,
    "sw": lambda name, value: name.startswith(value),
    "ew": lambda name, value: name.endswith(value),
}
_USUAL_LIMIT, _LARGEST_LIMIT = 15, 100


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a name."""

    attribute: str
    operation: str
    value: str

    def matches(self, name: str) -> bool:
        """Whether a name fits."""
        return _OPERATIONS[self.operation](name, self.value)


def filter_of(query: QueryParams) -> Filter | None:
    """Return the condition of a request, or None without one.

    Raises:
        ValueError: it is no condition that can be read.
    """
    text = query.get("filter", "")
    if not text.strip():
        return None
    found = _FILTER.fullmatch(text)
    if found is None or found["operation"].lower() not in _OPERATIONS:
        raise ValueError(text)
    value = found["quoted"] if found["quoted"] is not None else found["plain"]
    return Filter(found["attribute"], found["operation"].lower(), value)


def page_of(query: QueryParams, path: str, name: str, items: Sequence[Any]) -> dict[str, Any]:
    """Return one page of a list as the API shows it. A limit or offset that is none counts as not given.

    Args:
        query: the request's query.
        path: the list's path below the API's base, for links.
        name: the key of the items.
        items: all items that fit.
    """
    offset = max(_number(query.get("offset"), 0), 0)
    asked = _number(query.get("limit"), _USUAL_LIMIT)
    limit = min(asked, _LARGEST_LIMIT) if asked > 0 else _USUAL_LIMIT
    page = list(items[offset : offset + limit])
    links = []
    kept = f"&filter={quote(query['filter'])}" if query.get("filter") else ""
    if offset + limit < len(items):
        links.append({"rel": "next", "href": in_body(f"{path}?offset={offset + limit}&limit={limit}{kept}")})
    if offset > 0:
        before, size = max(offset - limit, 0), min(limit, offset)
        links.append({"rel": "previous", "href": in_body(f"{path}?offset={before}&limit={size}{kept}")})
    return {"totalResults": len(items), "startIndex": offset + 1, "count": len(page), name: page, "links": links}


def _number(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default
