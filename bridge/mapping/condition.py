"""The condition in a path's brackets, compiled: ``type eq "work"`` becomes a function of one entry.

Meaning as RFC 7644 section 3.4.2.2 has it: attribute names and texts compare without regard to case (a user's ``type``
values are not caseExact, RFC 7643 section 4.1.2), null and ``""`` are unassigned, values of different kinds are unequal
and unordered.
"""

from collections.abc import Callable
from typing import Any, Final

from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
)

from bridge.mapping.errors import PathError
from bridge.mapping.lookup import child
from bridge.mapping.value import MISSING

Condition = Callable[[dict[str, Any]], bool]
"""Whether one entry of a multi-valued attribute is meant."""

Test = Callable[[Any, Any], bool]
"""Compares a comparable value with a comparable expected one."""


def compile_condition(node: FilterNode) -> Condition:
    """Compile a parsed value filter.

    Raises:
        PathError: an attribute in it is more than the bare name of a sub-attribute.
    """
    if isinstance(node, Comparison):
        return _comparison(node)
    if isinstance(node, Present):
        return _present(node)
    if isinstance(node, Not):
        return _negation(node)
    if isinstance(node, LogicalExpr):
        return _logic(node)
    raise PathError(f"the condition {node} holds brackets of its own; write one condition with and, or, not")


def _name(attribute: AttrPath) -> str:
    if attribute.uri or attribute.sub_attr:
        raise PathError(f"{attribute} in the condition is too long; inside [...] write a bare name, such as type")
    return attribute.attr


def _comparison(node: Comparison) -> Condition:
    name = _name(node.attr_path)
    folded = name.lower()
    test = TESTS[node.op.value]
    expected = comparable(node.value)
    if node.op == CompareOperator.eq and isinstance(expected, str):
        return _equality(name, folded, expected)

    def holds(entry: dict[str, Any]) -> bool:
        return test(comparable(child(entry, name, folded)), expected)

    return holds


def _equality(name: str, folded: str, expected: str) -> Condition:
    """Compare a text, as nearly every condition does, by the shortest way."""

    def holds(entry: dict[str, Any]) -> bool:
        value = entry[name] if name in entry else child(entry, name, folded)
        if isinstance(value, str):
            return value == expected or value.casefold() == expected
        return bool(comparable(value) == expected)

    return holds


def _present(node: Present) -> Condition:
    name = _name(node.attr_path)
    folded = name.lower()

    def holds(entry: dict[str, Any]) -> bool:
        value = entry[name] if name in entry else child(entry, name, folded)
        return value is not MISSING and value not in _UNASSIGNED

    return holds


def _negation(node: Not) -> Condition:
    inner = compile_condition(node.expr)

    def holds(entry: dict[str, Any]) -> bool:
        return not inner(entry)

    return holds


def _logic(node: LogicalExpr) -> Condition:
    terms = tuple(compile_condition(term) for term in node.terms)
    if node.op == LogicalOperator.and_:
        return lambda entry: all(term(entry) for term in terms)
    return lambda entry: any(term(entry) for term in terms)


_UNASSIGNED: Final[tuple[Any, ...]] = (None, "", {}, [])


def comparable(value: Any) -> Any:
    """Fold case, and write booleans as texts: senders write ``primary`` as ``true`` and as ``"true"``."""
    if isinstance(value, str):
        return value.casefold() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is MISSING else value


def _text_test(test: Callable[[str, str], bool]) -> Test:
    return lambda left, right: isinstance(left, str) and isinstance(right, str) and test(left, right)


def _order_test(test: Test) -> Test:
    def ordered(left: Any, right: Any) -> bool:
        return any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, int | float)) and test(
            left, right
        )

    return ordered


TESTS: Final[dict[str, Test]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "co": _text_test(lambda left, right: right in left),
    "sw": _text_test(str.startswith),
    "ew": _text_test(str.endswith),
    "gt": _order_test(lambda left, right: bool(left > right)),
    "ge": _order_test(lambda left, right: bool(left >= right)),
    "lt": _order_test(lambda left, right: bool(left < right)),
    "le": _order_test(lambda left, right: bool(left <= right)),
}
