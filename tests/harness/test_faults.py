"""Fault rules: which request is struck, how often, and what a bad rule is told."""

from random import Random  # noqa: TID251 - a seeded generator is what the plan is given
from typing import Any

import pytest

from harness.faults import Fault, FaultPlan, FaultRuleError, rules_of

RESET: dict[str, Any] = {"kind": "reset"}


def plan_of(*rules: dict[str, Any]) -> FaultPlan:
    plan = FaultPlan(Random(7).random)  # noqa: S311 - repeatable, no secret
    plan.add(rules_of(list(rules)))
    return plan


def struck(plan: FaultPlan, count: int, method: str = "POST", path: str = "/a", body: bytes = b"") -> list[int]:
    """Return which of a number of equal requests were struck, counted from 1."""
    return [number for number in range(1, count + 1) if plan.decide(method, path, body)]


def test_a_rule_without_match_strikes_every_request() -> None:
    assert struck(plan_of({"fault": RESET}), 3) == [1, 2, 3]


def test_times_ends_a_rule() -> None:
    assert struck(plan_of({"fault": RESET, "times": 2}), 4) == [1, 2]


def test_nth_strikes_that_one_matching_request() -> None:
    plan = plan_of({"match": {"path": "/a", "nth": 2}, "fault": RESET})
    plan.decide("POST", "/b", b"")
    assert struck(plan, 4) == [2]


def test_every_strikes_each_nth_request() -> None:
    assert struck(plan_of({"match": {"every": 3}, "fault": RESET}), 7) == [3, 6]


def test_a_probability_strikes_its_share_and_the_same_requests_under_the_same_seed() -> None:
    first, second = (struck(plan_of({"match": {"probability": 0.25}, "fault": RESET}), 400) for _ in range(2))
    assert first == second
    assert 70 < len(first) < 130


def test_the_method_is_matched_in_any_case() -> None:
    plan = plan_of({"match": {"method": "post"}, "fault": RESET})
    assert (struck(plan, 1, "POST"), struck(plan, 1, "GET")) == ([1], [])


def test_a_path_is_a_glob_over_slashes() -> None:
    plan = plan_of({"match": {"path": "/crm/*/batch/upsert"}, "fault": RESET})
    assert struck(plan, 1, path="/crm/v3/objects/contacts/batch/upsert") == [1]
    assert struck(plan, 1, path="/crm/v3/objects/contacts/batch/read") == []


@pytest.mark.parametrize("body", ['{"firstname":"Zoë"}'.encode(), b'{"firstname":"Zo\\u00eb"}'])
def test_containing_means_the_text_however_json_wrote_it(body: bytes) -> None:
    plan = plan_of({"match": {"containing": "Zoë"}, "fault": RESET})
    assert struck(plan, 1, body=body) == [1]
    assert struck(plan, 1, body=b'{"firstname":"Zoe"}') == []


def test_a_body_that_is_no_json_is_searched_as_it_stands() -> None:
    assert struck(plan_of({"match": {"containing": "anna"}, "fault": RESET}), 1, body=b"\xff\\ anna") == [1]


def test_the_first_rule_that_strikes_decides_and_all_rules_count() -> None:
    plan = plan_of({"fault": {"kind": "hang"}, "times": 1}, {"match": {"nth": 2}, "fault": RESET})
    kinds = [fault.kind if fault else None for fault in (plan.decide("GET", "/", b"") for _ in range(3))]
    assert kinds == ["hang", "reset", None]


def test_rules_are_listed_with_their_counts() -> None:
    plan = plan_of({"match": {"every": 2}, "fault": {"kind": "delay", "seconds": 1}, "times": 5})
    struck(plan, 3)
    assert plan.as_json() == [
        {
            "match": {"every": 2},
            "fault": {"kind": "delay", "seconds": 1.0, "when": "before"},
            "times": 5,
            "seen": 3,
            "struck": 1,
        }
    ]


def test_a_listed_rule_can_be_given_again() -> None:
    rules = rules_of({"match": {"method": "POST", "containing": "x"}, "fault": {"kind": "status", "status": 500}})
    assert rules_of([rule.as_json() for rule in rules]) == rules


def test_clearing_lifts_all_rules() -> None:
    plan = plan_of({"fault": RESET})
    plan.clear()
    assert (struck(plan, 1), plan.as_json()) == ([], [])


@pytest.mark.parametrize(
    ("fault", "applied"),
    [
        (Fault("status"), False),
        (Fault("delay", when="before"), True),
        (Fault("delay", when="after"), True),
        (Fault("reset"), False),
        (Fault("reset", when="after"), True),
        (Fault("hang"), False),
        (Fault("hang", when="after"), True),
        (Fault("truncate"), True),
        (Fault("garbage"), True),
        (Fault("applied-then-error"), True),
    ],
)
def test_a_fault_knows_whether_the_request_is_carried_out(fault: Fault, applied: bool) -> None:
    assert fault.applied is applied


BAD_RULES: list[tuple[Any, str]] = [
    ("reset", 'keys "match", "fault", "times"'),
    ({}, "kinds are"),
    ({"fault": {"kind": "explode"}}, '"status", "delay", "reset", "truncate", "garbage", "hang"'),
    ({"fault": "reset"}, "kinds are"),
    ({"fault": {"kind": ["reset"]}}, "kinds are"),
    ({"fault": {"kind": "reset", "seconds": 1}}, 'allowed are "kind", "when"'),
    ({"fault": {"kind": "hang", "when": "soon"}}, '"before" or "after"'),
    ({"fault": {"kind": "status", "status": 99}}, "from 200 to 599"),
    ({"fault": {"kind": "status", "status": "500"}}, "whole number"),
    ({"fault": {"kind": "delay", "seconds": -1}}, "not negative"),
    ({"fault": {"kind": "delay", "seconds": float("inf")}}, "not negative"),
    ({"fault": RESET, "times": 0}, "whole number from 1"),
    ({"fault": RESET, "times": True}, "whole number from 1"),
    ({"fault": RESET, "match": {"path": 3}}, '"path" is a text'),
    ({"fault": RESET, "match": {"probability": 1.5}}, "from 0 to 1"),
    ({"fault": RESET, "match": {"who": "anna"}}, 'allowed are "method", "path", "containing"'),
    ({"fault": RESET, "match": ["POST"]}, "JSON object"),
]


@pytest.mark.parametrize(("rule", "told"), BAD_RULES)
def test_a_bad_rule_is_refused_and_told_what_is_allowed(rule: Any, told: str) -> None:
    with pytest.raises(FaultRuleError, match=told.replace("(", r"\(")):
        rules_of(rule)
