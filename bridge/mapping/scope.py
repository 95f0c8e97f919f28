"""Who becomes a contact at all: a filter on the user (RFC 7644 section 3.4.2.2), compiled to a function.

It means what it means in the bridge's SCIM answers: of several values any may fit, ``ne`` holds where none is equal,
letters' case does not count, and what was said empty is not present.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ScimFilter,
    ValuePath,
)

from bridge.mapping.condition import TESTS, Condition, comparable, compile_condition
from bridge.mapping.errors import PathError
from bridge.mapping.lookup import child
from bridge.mapping.path import Resource, explained, is_core

Predicate = Callable[[Resource], bool]
"""Whether a user is meant. Never raises, whatever JSON it is given."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One compiled filter.

    Attributes:
        written: as the mapping file has it.
        normal: equal for filters that mean the same but for spaces and the case of letters.
        holds: the compiled filter.
        line: where it stands in the file, from 1; 0 where it stands in none.
    """

    written: str
    normal: str
    holds: Predicate
    line: int = field(default=0, compare=False)


def compile_scope(written: str, line: int = 0) -> Scope:
    """Parse and compile a filter; ``line`` is where it stands in the file.

    Raises:
        PathError: it does not parse; says where and what was expected.
    """
    if not written.strip():
        raise PathError('it is empty; write a filter such as userType eq "customer"')
    try:
        node = ScimFilter(written).ast
    except InvalidFilterException as error:
        raise PathError(explained(error, place=False)) from error
    return Scope(written, str(node).lower(), _predicate(node), line)


def _predicate(node: FilterNode) -> Predicate:
    if isinstance(node, Comparison):
        return _comparison(node)
    if isinstance(node, Present):
        place = _Place.of(node.attr_path)
        return lambda resource: any(map(_is_present, place.values(resource)))
    if isinstance(node, Not):
        inner = _predicate(node.expr)
        return lambda resource: not inner(resource)
    if isinstance(node, LogicalExpr):
        return _logic(node)
    return _selection(node)


def _logic(node: LogicalExpr) -> Predicate:
    terms = tuple(_predicate(term) for term in node.terms)
    if node.op == LogicalOperator.and_:
        return lambda resource: all(term(resource) for term in terms)
    return lambda resource: any(term(resource) for term in terms)


def _selection(node: FilterNode) -> Predicate:
    if not isinstance(node, ValuePath):
        raise PathError(f"{node} is not known; compare attributes one by one")
    place = _Place.of(node.attr_path)
    condition: Condition = compile_condition(node.val_filter)
    return lambda resource: any(isinstance(each, dict) and condition(each) for each in place.entries(resource))


def _comparison(node: Comparison) -> Predicate:
    place = _Place.of(node.attr_path)
    expected = comparable(node.value)
    if expected is None:
        absent = node.op == CompareOperator.eq
        return lambda resource: absent is not any(map(_is_present, place.values(resource)))
    if node.op == CompareOperator.ne:
        return lambda resource: all(comparable(value) != expected for value in place.values(resource))
    test = TESTS[node.op.value]
    return lambda resource: any(test(comparable(value), expected) for value in place.values(resource))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a filter looks: an attribute, perhaps in an extension, perhaps a part of it."""

    uri: str
    name: str
    part: str

    @classmethod
    def of(cls, path: AttrPath) -> "_Place":
        uri = "" if path.uri is None or is_core(path.uri) else path.uri
        return cls(uri, path.attr, path.sub_attr or "")

    def entries(self, resource: Resource) -> list[Any]:
        """Return the attribute's values, a single one as a list of one."""
        holder: Any = child(resource, self.uri, self.uri.lower()) if self.uri else resource
        if not hasattr(holder, "items"):
            return []
        whole = child(holder, self.name, self.name.lower())
        return whole if isinstance(whole, list) else [whole]

    def values(self, resource: Resource) -> Iterator[Any]:
        """Yield what is compared: of a complex value the part that is named, else its ``value``, else itself."""
        part, folded = (self.part or "value"), (self.part or "value").lower()
        for entry in self.entries(resource):
            if isinstance(entry, dict):
                found = child(entry, part, folded)
                yield entry if not self.part and folded not in _folded(entry) else found
            elif folded == "value":
                yield entry


def _folded(entry: dict[str, Any]) -> set[str]:
    return {name.lower() for name in entry}


_ABSENT: Final[tuple[Any, ...]] = (None, "")


def _is_present(value: Any) -> bool:
    """Tell whether there is a value: of a complex one, a part beside its type."""
    if isinstance(value, dict):
        return any(_is_present(inner) for name, inner in value.items() if name != "type")
    if isinstance(value, list):
        return any(map(_is_present, value))
    return isinstance(value, str | int | float) and value not in _ABSENT
