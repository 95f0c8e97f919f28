"""Filters (RFC 7644 section 3.4.2.2): parsed by scim2-models, compiled here to predicates over plain JSON objects."""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from scim2_models.exceptions import SCIMException
from scim2_models.path import (
    ORDERING_OPERATORS,
    STRING_OPERATORS,
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

from bridge.scim.errors import InvalidFilterError
from bridge.scim.schema import is_core

Predicate = Callable[[Mapping[str, Any]], bool]
"""Tells whether a resource, or one value of a multi-valued attribute, matches."""

_CASE_EXACT = frozenset({"id", "externalid", "$ref", "location", "version"})
"""Attributes whose text compares in its very case (RFC 7643 sections 3.1 and 4.1)."""

_TIMES = frozenset({"created", "lastmodified"})

_OPERATORS: Mapping[CompareOperator, Callable[[Any, Any], Any]] = {
    CompareOperator.eq: operator.eq,
    CompareOperator.co: operator.contains,
    CompareOperator.sw: str.startswith,
    CompareOperator.ew: str.endswith,
    CompareOperator.gt: operator.gt,
    CompareOperator.ge: operator.ge,
    CompareOperator.lt: operator.lt,
    CompareOperator.le: operator.le,
}


def parse(text: str) -> FilterNode:
    """Return the syntax tree of a filter.

    Raises:
        InvalidFilterError: the text is no filter.
    """
    try:
        return ScimFilter(text).ast
    except (SCIMException, ValueError, RecursionError) as error:
        where = f" ({error.detail})" if isinstance(error, SCIMException) else ""
        raise InvalidFilterError(
            f"The filter cannot be read{where}: write it as RFC 7644 section 3.4.2.2 says, for instance "
            'userName eq "alice".'
        ) from error


def predicate(node: FilterNode) -> Predicate:
    """Compile a syntax tree.

    Raises:
        InvalidFilterError: it compares what cannot be compared, or asks for the password.
    """
    if isinstance(node, Comparison):
        return _comparison(node)
    if isinstance(node, Present):
        path = _names(node.attr_path)
        return lambda resource: any(_present(value) for value in read(resource, path))
    if isinstance(node, Not):
        inner = predicate(node.expr)
        return lambda resource: not inner(resource)
    if isinstance(node, LogicalExpr):
        terms = [predicate(term) for term in node.terms]
        every = all if node.op is LogicalOperator.and_ else any
        return lambda resource: every(term(resource) for term in terms)
    return _selection(node)


def equalities(node: FilterNode) -> dict[str, Any]:
    """Return what a value must be to match a filter made of `eq` and `and` alone; empty for other filters."""
    if isinstance(node, Comparison) and node.op is CompareOperator.eq and node.attr_path.sub_attr is None:
        return {node.attr_path.attr: node.value}
    if isinstance(node, LogicalExpr) and node.op is LogicalOperator.and_:
        terms = [equalities(term) for term in node.terms]
        return {name: value for term in terms for name, value in term.items()} if all(terms) else {}
    return {}


def read(value: Any, names: tuple[str, ...]) -> Iterable[Any]:
    """Yield every value at a path, through lists; names compare case-insensitively."""
    if isinstance(value, list):
        for one in value:
            yield from read(one, names)
    elif not names:
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name.casefold() == names[0]:
                yield from read(inner, names[1:])


def _names(path: AttrPath) -> tuple[str, ...]:
    """Return the case-folded steps of an attribute path; the core schema's URN is the resource itself."""
    steps = [step.casefold() for step in (path.attr, path.sub_attr) if step]
    if "password" in steps:
        raise InvalidFilterError("The password is not kept, so it cannot be searched: leave it out of the filter.")
    if path.uri and not is_core(path.uri):
        return (path.uri.casefold(), *steps)
    return tuple(steps)


def _selection(node: FilterNode) -> Predicate:
    if not isinstance(node, ValuePath):
        raise InvalidFilterError("The filter has an expression that is not known: compare attributes one by one.")
    names, inner = _names(node.attr_path), predicate(node.val_filter)
    return lambda resource: any(isinstance(value, Mapping) and inner(value) for value in read(resource, names))


def _comparison(node: Comparison) -> Predicate:
    names = _names(node.attr_path)
    _check(node)
    if node.value is None:
        absent = node.op is CompareOperator.eq
        return lambda resource: absent is not any(_present(value) for value in read(resource, names))
    if node.op is CompareOperator.ne:
        equal = _test(CompareOperator.eq, names[-1], node.value)
        return lambda resource: not any(equal(value) for value in read(resource, names))
    test = _test(node.op, names[-1], node.value)
    return lambda resource: any(test(value) for value in read(resource, names))


def _check(node: Comparison) -> None:
    if node.op in STRING_OPERATORS and not isinstance(node.value, str):
        raise InvalidFilterError(f"{node.op.value!r} compares text: write the value in double quotes.")
    if node.op in ORDERING_OPERATORS and (node.value is None or isinstance(node.value, bool)):
        raise InvalidFilterError(f"{node.op.value!r} needs a text or a number: compare true, false and null by eq.")


def _test(op: CompareOperator, name: str, expected: Any) -> Callable[[Any], bool]:
    compare, right = _OPERATORS[op], _comparable(name, expected)

    def test(actual: Any) -> bool:
        # A complex value stands for its `value` (RFC 7643 section 2.4).
        left = _comparable(name, actual.get("value") if isinstance(actual, Mapping) else actual)
        same_kind = type(left) is type(right) or (_is_number(left) and _is_number(right))
        return same_kind and bool(compare(left, right))

    return test


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _comparable(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name in _CASE_EXACT:
        return value
    if name in _TIMES:
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError):
            return value
    return value.casefold()


def _present(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_present(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_present(inner) for inner in value)
    return value is not None and value != ""
