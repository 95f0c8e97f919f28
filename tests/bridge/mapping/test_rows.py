"""Defaults, groups, what only the making of a contact writes, and who becomes one."""

from typing import Any

import pytest

from bridge.mapping import Mapping, MappingError, parse

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def row(text: str) -> Mapping:
    return parse(f"version: 1\nproperties:\n  p: {text}", "m.yaml")


@pytest.mark.parametrize(
    ("resource", "contact"),
    [({}, {"p": "Unknown"}), ({"a": "X"}, {"p": "x"}), ({"a": ""}, {"p": ""}), ({"a": " "}, {"p": ""})],
)
def test_a_default_stands_in_where_nothing_was_ever_said(resource: dict[str, Any], contact: dict[str, str]) -> None:
    assert row("{from: a, transforms: [trim, lower], default: Unknown}").contact(resource) == contact


def test_a_default_is_explained() -> None:
    (explanation,) = row("{from: [a, b], default: Unknown}").explain({})
    assert (explanation.value, explanation.taken) == ("Unknown", None)
    assert explanation.reason == "a was never said; b was never said; default"


@pytest.mark.parametrize(
    ("groups", "contact"),
    [
        ([{"display": "News"}, {"display": "Gold"}], {"p": "gold;news"}),
        ([{"display": "Gold"}, {"display": "Everyone"}], {"p": "gold"}),
        ([{"display": "Everyone"}], {"p": ""}),
        ([{"display": "gold"}], {"p": ""}),
        ([{"value": "Gold"}], {"p": "gold"}),
        (["Gold"], {"p": "gold"}),
        ([{}], {"p": ""}),
        (None, {"p": ""}),
    ],
)
def test_groups_become_the_options_of_a_checkbox_property(groups: Any, contact: dict[str, str]) -> None:
    assert row("{groups: {Gold: gold, News: news}}").contact({"groups": groups}) == contact


@pytest.mark.parametrize(
    ("rest", "contact"), [("", {}), (", absent: clear", {"p": ""}), (", default: none", {"p": "none"})]
)
def test_groups_that_were_never_said_are_left_unless_the_row_says_otherwise(rest: str, contact: dict[str, str]) -> None:
    assert row(f"{{groups: {{Gold: gold}}{rest}}}").contact({}) == contact


def test_groups_are_short_for_a_map_and_a_joining() -> None:
    long = (
        "{from: [groups.display, groups.value], "
        "transforms: [{map: {table: {Gold: gold}, default: ''}}, {join: {separator: ;, sort: true}}]}"
    )
    assert row("{groups: {Gold: gold}}").hash == row(long).hash


def test_what_only_the_making_of_a_contact_writes_is_named() -> None:
    text = "version: 1\nproperties: {a: {constant: x, only_on_create: true}, b: {from: y, only_on_create: false}, c: z}"
    assert parse(text, "m.yaml").only_on_create == {"a"}


def scoped(scope: str) -> Mapping:
    return parse(f"version: 1\nscope: '{scope}'\nproperties: {{a: b}}", "m.yaml")


ALICE: dict[str, Any] = {
    "userName": "alice",
    "userType": "Customer",
    "active": True,
    "age": 30,
    "name": {"givenName": "Alice"},
    "emails": [{"value": "alice@example.com"}, {"type": "work", "value": "a@work.example", "primary": "true"}],
    "phoneNumbers": [{"type": "mobile", "value": ""}],
    "photos": [{}],
    "groups": [{"display": "Gold"}],
    "title": "",
    ENTERPRISE: {"department": "Sales", "manager": {"displayName": "Bo"}},
}


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        ('userType eq "customer"', True),
        ('USERTYPE eq "CUSTOMER"', True),
        ('userType ne "customer"', False),
        ('nickName ne "x"', True),
        ('nickName eq "x"', False),
        ("nickName eq null", True),
        ("userType ne null", True),
        ("userType pr", True),
        ("title pr", False),
        ("nickName pr", False),
        ("name pr", True),
        ("name.givenName pr", True),
        ("name.familyName pr", False),
        ("emails pr", True),
        ("phoneNumbers pr", False),
        ("photos pr", False),
        ('emails eq "ALICE@example.com"', True),
        ('emails.value ew "@work.example"', True),
        ('emails.type eq "work"', True),
        ('emails.type eq "home"', False),
        ('emails.value ne "alice@example.com"', False),
        ('emails[type eq "work" and value co "alice"]', False),
        ('emails[type eq "work" and primary eq true]', True),
        ('groups.display eq "Gold"', True),
        ("active eq true", True),
        ("active eq false", False),
        ("age ge 18", True),
        ('age gt "18"', False),
        ('not (userType eq "customer")', False),
        ('userType eq "x" or (emails pr and active eq true)', True),
        (f'{ENTERPRISE}:department eq "sales"', True),
        (f"{ENTERPRISE}:manager.displayName pr", True),
        (f"{ENTERPRISE}:costCenter pr", False),
        ('urn:other:department eq "sales"', False),
        ('urn:scim:schemas:core:1.0:userType eq "customer"', True),
        ('userName.x eq "y"', False),
    ],
)
def test_a_scope_holds_as_a_scim_filter_does(scope: str, holds: bool) -> None:
    assert scoped(scope).in_scope(ALICE) is holds


def test_without_a_scope_everybody_becomes_a_contact() -> None:
    assert row("b").in_scope({})


def test_a_scope_is_part_of_the_meaning_and_its_layout_is_not() -> None:
    assert scoped('userType eq "x"').hash == scoped('  USERTYPE  eq "x"').hash
    assert len({scoped("a pr").hash, scoped("b pr").hash, parse("version: 1\nproperties: {a: b}", "m").hash}) == 3


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ('scope: ""', "scope: the filter '' is unusable: it is empty; write a filter such as userType eq \"customer\""),
        (
            "scope: emails",
            (
                "scope: the filter 'emails' is unusable: invalid syntax at column 1; "
                "expected '[' or a comparison (eq, ne, co, sw, ew, gt, ge, lt, le) or pr"
            ),
        ),
        (
            "scope: userType = customer",
            (
                "scope: the filter 'userType = customer' is unusable: invalid syntax at column 10; "
                "expected '[' or a comparison (eq, ne, co, sw, ew, gt, ge, lt, le) or pr"
            ),
        ),
        (
            "scope: emails[type.x pr]",
            (
                "scope: the filter 'emails[type.x pr]' is unusable: type.x in the condition is too long; "
                "inside [...] write a bare name, such as type"
            ),
        ),
        ("scope: [a pr]", 'scope is a list; write a text, such as userType eq "customer"'),
        ("scope: true", 'scope is a boolean; write a filter, such as userType eq "customer"'),
        ("scope:", 'scope has no value; write a text, such as userType eq "customer"'),
        ("scpe: a pr", "'scpe' is no key of a mapping; did you mean scope?"),
    ],
)
def test_a_scope_that_cannot_be_used_is_refused_with_its_line(scope: str, error: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse(f"version: 1\n{scope}\nproperties: {{a: b}}", "m.yaml")
    assert str(caught.value) == f"m.yaml:2: {error}"
