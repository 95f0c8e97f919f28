"""What of a mapping a corpus exercises, and what of the users no row reads."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from bridge.mapping import parse
from bridge.mapping.coverage import Coverage, Unread

Command = Callable[..., Any]


def watched(rows: str, *users: dict[str, Any], scope: str = "") -> Coverage:
    lines = "".join(f"  {row}\n" for row in rows.splitlines())
    coverage = Coverage(parse(f"version: 1\n{scope}properties:\n{lines}", "m.yaml"))
    for user in users:
        coverage.add(user)
    return coverage


def gaps(coverage: Coverage) -> list[str]:
    return [f"{gap.line}: {gap.property}: {gap.what}" for gap in coverage.gaps()]


def titles(*texts: str) -> Iterable[dict[str, Any]]:
    return ({"title": text} for text in texts)


@pytest.mark.parametrize(
    ("row", "texts", "expected"),
    [
        ("a: title", ["x"], []),
        ("a: title", [""], ["never gives a value"]),
        ("a: {from: [title, userName]}", ["x"], ["userName is never taken"]),
        ("a: {from: [nickName, title]}", ["x"], ["nickName is never taken"]),
        ("a: {from: title, transforms: [trim]}", ["x"], ["trim never changes a value"]),
        ("a: {from: title, transforms: [trim]}", [" x"], []),
        ("a: {from: title, absent: clear}", ["x"], ["absent: clear never clears"]),
        ("a: {from: title, default: none}", ["x"], ["the default is never needed"]),
        (
            "a: {from: title, transforms: [{e164: {region: CH}}]}",
            ["079 123 45 67"],
            ["e164 {region: CH} never meets a value that it cannot work on"],
        ),
        ("a: {from: title, transforms: [{e164: {region: CH}}]}", ["079 123 45 67", "x"], []),
        ("a: {from: title, transforms: [{split: {separator: '@', part: 1}}]}", ["a@b"], []),
        ("a: {from: title, transforms: [{split: {separator: '@', part: -1}}]}", ["a@b"], []),
        (
            "a: {from: title, transforms: [{split: {separator: '@', part: -2}}]}",
            ["a@b"],
            ['split {separator: "@", part: -2} never meets a value that it cannot work on'],
        ),
        (
            "a: {from: title, transforms: [{map: {table: {x: 1}}}]}",
            ["x"],
            ["map {table: 1 entries} never meets a value that it cannot work on"],
        ),
        (
            "a: {from: title, transforms: [{map: {table: {x: 1, y: 2, z: 3}}}]}",
            ["x", "q"],
            ["map never meets y, z"],
        ),
        (
            "a: {from: title, transforms: [{map: {table: {x: 1}, default: '0'}}]}",
            ["x"],
            ["the default of map is never needed"],
        ),
        (
            "a: {from: emails.value, transforms: [{join: {separator: ;}}]}",
            [],
            ["join never has two values to join"],
        ),
    ],
)
def test_what_never_happens_is_told(row: str, texts: list[str], expected: list[str]) -> None:
    users = [*titles(*texts), *([] if texts else [{"emails": [{"value": "a"}]}])]
    assert gaps(watched(row, *users)) == [f"3: a: {what}" for what in expected]


def member(*groups: dict[str, str]) -> dict[str, Any]:
    return {"groups": list(groups)}


def test_what_the_groups_form_adds_itself_is_not_asked_for() -> None:
    users = [member({"display": "A"}, {"display": "B"}), member({"display": "C"})]
    assert gaps(watched("a: {groups: {A: one, B: two}}", *users)) == []
    written = "a: {from: [groups.display, groups.value], transforms: [{map: {table: {A: x}, default: ''}}]}"
    assert gaps(watched(written, *users)) == ["3: a: groups.value is never taken"]


def test_names_of_groups_that_nobody_has_are_told() -> None:
    assert gaps(watched("a: {groups: {A: one}}", member({"value": "A"}, {"value": "D"}))) == [
        "3: a: groups.display is never taken",
        "3: a: join never has two values to join",
    ]


def test_a_scope_wants_somebody_on_either_side() -> None:
    scope = 'scope: title eq "x"\n'
    assert gaps(watched("a: title", *titles("x"), scope=scope)) == ["2: : nobody is out of scope"]
    assert gaps(watched("a: title", *titles("y"), scope=scope))[0] == "2: : nobody is in scope"


def test_a_scope_is_told_by_its_own_line_wherever_it_stands() -> None:
    mapping = parse("# A comment.\nproperties: {a: title}\nversion: 1\nscope: >-\n  title pr\n", "m.yaml")
    assert gaps(Coverage(mapping))[:2] == ["4: : nobody is in scope", "4: : nobody is out of scope"]


def test_attributes_that_no_row_reads_are_counted() -> None:
    user = {
        "title": "x",
        "nickName": "y",
        "name": {"givenName": "A", "familyName": ""},
        "emails": [{"value": "a@x"}, {"type": "Work", "value": "b@x", "display": "B"}],
        "urn:example:ext": {"shoe": "42"},
    }
    coverage = watched("a: title\nb: emails[not (type pr)].value", user, user)
    assert coverage.unread() == tuple(
        Unread(path, 2)
        for path in (
            "nickName",
            "name.givenName",
            'emails[type eq "work"].value',
            'emails[type eq "work"].display',
            "urn:example:ext:shoe",
        )
    )


def test_an_attribute_that_the_scope_reads_is_read() -> None:
    assert watched("a: title", {"userType": "x", "title": "y"}, scope="scope: userType pr\n").unread() == ()


def test_a_condition_on_the_value_counts_once_it_holds() -> None:
    users = [{"emails": [{"value": value}]} for value in ("a@other", "a@example.com", "b@other")]
    assert watched("a: 'emails[value ew \"@example.com\"].value'", *users).unread() == ()


def test_the_command_tells_lines_and_ends_with_1(command: Command) -> None:
    Path("m.yaml").write_text("version: 1\nproperties:\n  a: title\n  b: nickName\n")
    Path("u.jsonl").write_text('{"userName": "u", "title": "x", "userType": "y"}\n')
    ended = command("mapping", "coverage", "m.yaml", "--users", "u.jsonl")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "m.yaml:4: b: never gives a value",
        "m.yaml: 1 not exercised by 1 user",
        "",
        "attributes that no row reads, and how many users have them:",
        "1  userType",
    ]


def test_the_command_ends_with_0_when_all_is_exercised(command: Command) -> None:
    Path("m.yaml").write_text("version: 1\nproperties:\n  a: userName\n")
    Path("u.jsonl").write_text('{"userName": "u"}\n')
    ended = command("mapping", "coverage", "m.yaml", "--users", "u.jsonl", "--format", "json")
    assert (ended.code, json.loads(ended.out)) == (0, {"users": 1, "gaps": [], "unread": []})


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("none.yaml", "--users", "u.jsonl"), "none.yaml:1: cannot be read"),
        (("m.yaml", "--users", "none.jsonl"), "none.jsonl:1: cannot be read"),
        (("m.yaml", "--users", "u.jsonl", "--format", "xml"), "--format 'xml' is none: give text or json."),
    ],
)
def test_what_cannot_be_used_ends_with_2(command: Command, arguments: tuple[str, ...], error: str) -> None:
    Path("m.yaml").write_text("version: 1\nproperties:\n  a: userName\n")
    Path("u.jsonl").write_text('{"userName": "u"}\n')
    ended = command("mapping", "coverage", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"bridge: {error}")
