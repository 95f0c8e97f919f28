"""Intended changes: what they let pass, and what they do not."""

import pytest

from bridge.mapping import MappingError, parse
from bridge.mapping.diff import Comparison, Tally, Verdict, judge, read_approvals

USERS = [
    {"userName": "anna", "title": "Engineer", "phoneNumbers": [{"value": "079 123 45 67"}]},
    {"userName": "ben", "title": "Clerk", "phoneNumbers": [{"value": "call me"}]},
]
OLD = "version: 1\nproperties:\n  a: title\n  phone: phoneNumbers.value\n"
NEW = (
    "version: 1\nproperties:\n  a: {from: title, transforms: [{truncate: {characters: 5}}]}\n"
    "  phone: {from: phoneNumbers.value, transforms: [{e164: {region: CH}}]}\n"
)


def judged(approvals: str, new: str = NEW) -> Verdict:
    comparison = Comparison(parse(OLD, "old"), parse(new, "new"))
    tally = Tally()
    for user in USERS:
        tally.add(str(user["userName"]), *comparison.of(user))
    return judge(tally, read_approvals(f"version: 1\n{approvals}", "approvals.yaml"))


A = "  a:\n    changed: {grade: lossy, reason: the column is narrow}\n"
PHONE = "  phone:\n    changed: {reason: one form for all}\n"


def test_without_approvals_each_difference_is_unintended() -> None:
    verdict = judged("")
    assert [each.subject for each in verdict.unintended] == ["a: changed", "phone: changed"]
    assert not verdict.is_fine


def test_what_is_approved_passes() -> None:
    verdict = judged(f"properties:\n{A}{PHONE}")
    assert verdict.is_fine
    assert [each.is_intended for each in verdict.findings] == [True, True]


def test_an_approval_of_one_change_leaves_the_others_unintended() -> None:
    assert [each.subject for each in judged(f"properties:\n{PHONE}").unintended] == ["a: changed"]


def test_an_approval_holds_up_to_its_grade() -> None:
    verdict = judged(f"properties:\n{A.replace('grade: lossy, ', '')}{PHONE}")
    assert [(each.subject, each.grade) for each in verdict.unintended] == [("a: changed", "lossy")]


def test_an_approval_of_what_does_not_happen_is_named_with_its_line() -> None:
    verdict = judged(f"properties:\n{A}{PHONE}  b:\n    removed: {{grade: lossy, reason: never used}}\n")
    assert not verdict.unintended
    assert [each.place for each in verdict.stale] == ["approvals.yaml:8"]
    assert not verdict.is_fine


def test_leaving_scope_is_approved_as_a_whole() -> None:
    new = NEW.replace("version: 1", 'version: 1\nscope: title eq "Clerk"')
    assert judged(f"properties:\n{A}{PHONE}", new).unintended[0].subject == "scope: left"
    scope = "scope:\n  left: {reason: engineers are no contacts}\n"
    verdict = judged(scope, new)
    assert verdict.is_fine
    assert [each.subject for each in verdict.findings] == ["scope: left"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "a:1: is empty; write version: 1 and properties"),
        ("properties: {}", "a:1: has no version; write version: 1 as its first line"),
        ("version: 2", "a:1: version is '2'; write 1, the only one there is"),
        ("version: 1\nproperty: {}", "a:2: 'property' is no key of an approvals file; did you mean properties?"),
        ("version: 1\nproperties: []", "a:2: properties is a list; write it as name: value"),
        ("version: 1\nproperties:\n  p: {change: {}}", "a:3: 'change' is no kind of change; did you mean changed?"),
        ("version: 1\nproperties:\n  p: {left: {}}", "a:3: 'left' is no kind of change; write one of added"),
        (
            "version: 1\nproperties:\n  p:\n    changed: {}",
            "a:4: p: changed has no reason; write reason: and why it is",
        ),
        ("version: 1\nproperties:\n  p:\n    changed: {reason: ''}", "a:4: p: changed: reason is empty; write why"),
        (
            "version: 1\nproperties:\n  p:\n    changed: {grade: bad, reason: r}",
            "a:4: 'bad' is no grade; write one of breaking, lossy, safe",
        ),
        ("version: 1\nproperties:\n  p:\n    changed: {why: r}", "a:4: 'why' is no key of an approval; write one of"),
        (
            "version: 1\nscope:\n  left: {reason: one, or two}",
            "a:3: 'or two' is no key of an approval; quote a reason with commas",
        ),
        ("version: 1\nscope:\n  left: {grade: safe, reason: r}", "a:3: 'grade' is no key of an approval; write one of"),
        ("version: 1\nproperties:\n  p: {}\n  p: {}", "a:4: 'p' stands twice (line 3 too); keep one of them"),
    ],
)
def test_a_file_of_approvals_that_cannot_be_used_says_where_and_what_to_do(text: str, error: str) -> None:
    with pytest.raises(MappingError) as raised:
        read_approvals(text, "a")
    assert str(raised.value).startswith(error)
