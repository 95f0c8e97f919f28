"""What becomes of one user under two mappings, and by which rule each difference is graded."""

from typing import Any

import pytest

from bridge.mapping import parse
from bridge.mapping.diff import Change, Comparison, Move
from bridge.mapping.diff.kind import kind_of

ALICE = {
    "userName": "alice",
    "userType": "customer",
    "title": "Engineer",
    "name": {"givenName": "Alice", "familyName": "Doe"},
    "emails": [{"value": "Alice@Example.com"}, {"type": "work", "value": "a.doe@work.example"}],
    "phoneNumbers": [{"value": "079 123 45 67"}],
    "addresses": [{"type": "work", "country": "CH"}],
    "nickName": "",
}

UPPER_TITLE = "a: {from: title, transforms: [upper]}"
FIRST_ONLY = "a: {constant: lead, only_on_create: true}"


def mapping(rows: str, scope: str = "") -> str:
    indented = "\n".join(f"  {row}" for row in rows.strip().splitlines())
    return f"version: 1\n{f'scope: {scope}' if scope else ''}\nproperties:\n{indented}\n"


def compared(old: str, new: str, user: dict[str, Any] = ALICE) -> tuple[Move, tuple[Change, ...]]:
    return Comparison(parse(mapping(old), "old.yaml"), parse(mapping(new), "new.yaml")).of(user)


@pytest.mark.parametrize(
    ("old", "new", "what", "rule", "grade"),
    [
        ("a: userName", "a: userName\nb: title", "added", "added", "safe"),
        ("a: nickName", "a: title", "changed", "filled", "safe"),
        ("a: emails.value", "a: {from: emails.value, transforms: [lower]}", "changed", "spelling", "safe"),
        (
            "a: title",
            "a: {from: title, transforms: [{replace: {text: e, with: ' E'}}]}",
            "changed",
            "replaced",
            "lossy",
        ),
        (
            "a: phoneNumbers.value",
            "a: {from: phoneNumbers.value, transforms: [{e164: {region: CH}}]}",
            "changed",
            "phone spelling",
            "safe",
        ),
        (
            "a: addresses.country",
            "a: {from: addresses.country, transforms: [{country: {to: name}}]}",
            "changed",
            "country spelling",
            "safe",
        ),
        ("a: {constant: x;y}", "a: {constant: y;x;z}", "changed", "more options", "safe"),
        ("a: {constant: x;y}", "a: {constant: y}", "changed", "shortened", "lossy"),
        ("a: title", "a: {from: title, transforms: [{truncate: {characters: 3}}]}", "changed", "shortened", "lossy"),
        ("a: title", "a: userName", "changed", "replaced", "lossy"),
        ("a: title", "a: nickName", "changed", "cleared", "lossy"),
        ("a: profileUrl", "a: nickName", "added", "cleared", "lossy"),
        ("a: title\nb: userName", "b: userName", "removed", "no longer maintained", "lossy"),
        ("a: title", "a: {from: title, only_on_create: true}", "frozen", "only on create", "lossy"),
        ("a: {from: title, only_on_create: true}", "a: title", "thawed", "kept up again", "safe"),
        ("a: userName", "a: userName\nb: {from: profileUrl, absent: clear}", "added", "cleared", "lossy"),
        ("a: userName", "a: userName\nb: nickName", "added", "added", "safe"),
        ("a: {from: title, only_on_create: true}", UPPER_TITLE, "changed", "overwritten", "lossy"),
        ("a: {from: profileUrl, only_on_create: true}", "a: title", "added", "added", "safe"),
        (FIRST_ONLY, FIRST_ONLY.replace("lead", "customer"), "changed", "for new contacts", "safe"),
        (FIRST_ONLY, "a: {constant: customer}", "changed", "replaced", "lossy"),
        ("a: {constant: lead}", FIRST_ONLY.replace("lead", "customer"), "changed", "replaced", "lossy"),
        (f"{FIRST_ONLY}\nb: userName", "b: userName", "removed", "no longer maintained", "lossy"),
        ("email: emails.value", "email: userName", "changed", "refused", "breaking"),
        ("firstname: name.givenName", "nick: name.givenName", "removed", "incomplete", "breaking"),
    ],
)
def test_each_difference_has_the_grade_of_its_rule(old: str, new: str, what: str, rule: str, grade: str) -> None:
    move, changes = compared(old, new)
    assert move == "changed"
    worst = changes[0] if old.startswith("firstname") else changes[-1] if what == "added" else changes[0]
    assert (worst.what, worst.rule.name, worst.rule.grade) == (what, rule, grade)


def test_a_mapping_that_means_the_same_leaves_everybody_identical() -> None:
    assert compared("a: title\nb: name.givenName", "b: NAME.givenname\na: {from: [title], absent: leave}") == (
        "identical",
        (),
    )


def test_rows_that_differ_and_give_the_same_value_are_no_difference() -> None:
    assert compared("a: title", "a: {from: [title, userName]}") == ("identical", ())


@pytest.mark.parametrize(
    ("old", "new", "move", "rule"),
    [
        ("", 'userType eq "customer"', "identical", ""),
        ("", 'userType eq "partner"', "left", "leaves scope"),
        ('userType eq "partner"', "", "entered", "enters scope"),
        ('userType eq "partner"', 'userType eq "supplier"', "identical", ""),
    ],
)
def test_a_user_enters_or_leaves_scope_with_all_properties(old: str, new: str, move: str, rule: str) -> None:
    rows = "firstname: name.givenName\nlastname: name.familyName"
    comparison = Comparison(parse(mapping(rows, old), "o"), parse(mapping(rows, new), "n"))
    found, changes = comparison.of(ALICE)
    assert found == move
    assert [change.rule.name for change in changes] == ([rule, rule] if rule else [])


def test_one_who_enters_scope_with_a_value_that_hubspot_refuses_breaks() -> None:
    old, new = mapping("email: userName", "userType eq x".replace("x", '"x"')), mapping("email: userName")
    _, changes = Comparison(parse(old, "o"), parse(new, "n")).of(ALICE)
    assert [(change.what, change.rule.name) for change in changes] == [("added", "refused")]


def test_the_definitions_say_what_would_be_refused_before_and_after() -> None:
    comparison = Comparison(
        parse(mapping("a: title\nb: userName"), "o"),
        parse(mapping("a: userName\nb: userName"), "n"),
        lambda name, value: f"{name} does not take {value}" if value == "alice" else None,
    )
    assert list(comparison.refused(ALICE)) == [
        ("a", "alice", "a does not take alice", True),
        ("b", "alice", "b does not take alice", False),
    ]
    assert [change.rule.name for change in comparison.of(ALICE)[1]] == ["refused"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "nothing"),
        ("", "empty"),
        ("Alice", "text"),
        ("true", "yes or no"),
        ("42", "number"),
        ("-1.5", "number"),
        ("2026-01-31", "date"),
        ("2026-01-31T10:00:00Z", "date"),
        ("a@b.example", "e-mail"),
        ("https://example.com/a", "web address"),
        ("+41 79 123 45 67", "phone"),
        ("(020) 7946 0958 ext. 5", "phone"),
        ("0791234567", "phone"),
        ("a;b", "options"),
        ("x" * 400, "text"),
    ],
)
def test_a_value_s_kind_is_told_by_its_looks(value: str | None, kind: str) -> None:
    assert kind_of(value) == kind
