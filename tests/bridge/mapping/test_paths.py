"""What a path finds in a resource of the directory's normal form, and near it."""

from typing import Any

import pytest

from bridge.mapping import parse

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LEFT_ALONE = None
CLEARED = ""


def found(path: str, resource: dict[str, Any]) -> str | None:
    """Return the text at the path, ``""`` where it was said empty, None where there is nothing to go by."""
    return parse(f"version: 1\nproperties:\n  p: '{path}'", "m.yaml").contact(resource).get("p")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Alice", "Alice"),
        (" ", " "),
        ("", CLEARED),
        (None, CLEARED),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (3.0, "3"),
        (1.5, "1.5"),
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (float("nan"), LEFT_ALONE),
        (float("inf"), LEFT_ALONE),
        pytest.param(10**5000, LEFT_ALONE, id="more digits than Python writes"),
        pytest.param("\ud800", LEFT_ALONE, id="half a surrogate pair"),
        ("\U0001f469", "\U0001f469"),
        ({"value": "x"}, LEFT_ALONE),
        ({}, LEFT_ALONE),
        ([], LEFT_ALONE),
        (["x"], LEFT_ALONE),
        ([{"value": "x"}], LEFT_ALONE),
        ([{}], CLEARED),
        ([{"value": ""}], CLEARED),
        ([{"type": "work", "value": ""}, ""], CLEARED),
        ([{"value": ""}, {"value": "x"}], LEFT_ALONE),
    ],
)
def test_a_simple_attribute_is_written_as_hubspot_wants_it(value: Any, text: str | None) -> None:
    assert found("title", {"title": value}) == text


def test_an_attribute_that_was_never_said_is_left_alone() -> None:
    assert found("title", {"userName": "alice"}) is LEFT_ALONE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ({"givenName": "Alice"}, "Alice"),
        ({"givenName": ""}, CLEARED),
        ({"familyName": "Doe"}, LEFT_ALONE),
        ({}, LEFT_ALONE),
        ("", CLEARED),
        (None, CLEARED),
        ("Alice Doe", LEFT_ALONE),
        (7, LEFT_ALONE),
        ([{"familyName": "Doe"}, {"givenName": "Alice"}], "Alice"),
        ({"givenName": {"value": "Alice"}}, LEFT_ALONE),
    ],
)
def test_a_part_of_a_complex_attribute_is_found(name: Any, text: str | None) -> None:
    assert found("name.givenName", {"name": name}) == text


@pytest.mark.parametrize(
    ("emails", "text"),
    [
        ([{"value": "a@x"}], "a@x"),
        (["a@x"], "a@x"),
        ("a@x", "a@x"),
        ({"value": "a@x"}, "a@x"),
        ([{"value": ""}], CLEARED),
        ([""], CLEARED),
        ([None], CLEARED),
        ("", CLEARED),
        ([{}], CLEARED),
        ([], LEFT_ALONE),
        ({}, LEFT_ALONE),
        ([{"type": "work", "value": "w@x"}], LEFT_ALONE),
        ([{"type": "work", "value": "w@x"}, {}], CLEARED),
        ([{"type": "", "value": "a@x"}], "a@x"),
        ([{"value": ""}, {"value": "second@x"}], "second@x"),
        ([{}, {"value": "a@x"}], "a@x"),
        ([{"value": ["a@x"]}], LEFT_ALONE),
        ([["a@x"]], LEFT_ALONE),
        ([{"value": {"a": "b"}}, {"value": "a@x"}], "a@x"),
        ([{"value": ["a@x"]}, {}], CLEARED),
        ([{}, {"value": ["a@x"]}], CLEARED),
    ],
)
def test_the_untyped_value_is_found(emails: Any, text: str | None) -> None:
    assert found("emails[not (type pr)].value", {"emails": emails}) == text


@pytest.mark.parametrize(
    ("phones", "text"),
    [
        ([{"value": "1"}, {"type": "mobile", "value": "2"}], "2"),
        ([{"type": "MOBILE", "value": "2"}], "2"),
        ([{"Type": "mobile", "VALUE": "2"}], "2"),
        ([{"type": "mobile", "value": ""}, {"value": "1"}], CLEARED),
        ([{"type": "mobile", "value": ""}, {"type": "mobile", "value": "2"}], "2"),
        ([{"type": "work", "value": "1"}], LEFT_ALONE),
        ([{"type": "work", "value": "1"}, {}], CLEARED),
        ([{"type": "mobile"}], LEFT_ALONE),
        ([{"type": ["mobile"], "value": "2"}], LEFT_ALONE),
        (["1"], LEFT_ALONE),
    ],
)
def test_the_value_of_a_type_is_found(phones: Any, text: str | None) -> None:
    assert found('phoneNumbers[type eq "mobile"].value', {"phoneNumbers": phones}) == text


def test_without_a_condition_the_first_value_of_any_type_is_found() -> None:
    emails = [{"type": "work", "value": ""}, {"type": "home", "value": "h@x"}, {"value": "a@x"}]
    assert found("emails.value", {"emails": emails}) == "h@x"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ('type ne "work"', "h@x"),
        ('type ne "home"', "w@x"),
        ('not (type eq "work")', "h@x"),
        ('value co "@X"', "w@x"),
        ('value sw "H"', "h@x"),
        ('value ew "h@x"', "h@x"),
        ('type gt "home"', "w@x"),
        ('type le "home"', "h@x"),
        ("rank ge 2", "h@x"),
        ("rank lt 2", "w@x"),
        ('rank gt "1"', LEFT_ALONE),
        ("type gt 1", LEFT_ALONE),
        ("rank sw 2", LEFT_ALONE),
        ("primary eq true", "h@x"),
        ("primary eq null", "w@x"),
        ("primary pr", "h@x"),
        ('display eq "" and rank eq 2', "h@x"),
        ("display eq null and rank eq 2", "h@x"),
        ('display ne "x" and rank eq 2', "h@x"),
        ('type eq "work" and rank eq 2', LEFT_ALONE),
        ('type eq "work" or rank eq 2', "w@x"),
        ('(type eq "other" or type eq "home") and primary eq true', "h@x"),
    ],
)
def test_a_condition_picks_the_entry_it_describes(condition: str, text: str | None) -> None:
    emails = [
        {"type": "work", "value": "w@x", "rank": 1},
        {"type": "home", "value": "h@x", "rank": 2, "primary": True, "display": ""},
    ]
    assert found(f"emails[{condition}].value", {"emails": emails}) == text


def test_primary_written_as_a_text_is_primary_too() -> None:
    assert found("emails[primary eq true].value", {"emails": [{"value": "a@x", "primary": "true"}]}) == "a@x"


def test_any_part_of_an_entry_can_be_meant() -> None:
    addresses = [{"type": "home", "country": "FR"}, {"type": "work", "country": "CH"}]
    assert found('addresses[type eq "work"].country', {"addresses": addresses}) == "CH"


@pytest.mark.parametrize("path", ["NAME.GIVENNAME", "name.givenname", "Name.GivenName"])
def test_attribute_names_match_without_regard_to_case(path: str) -> None:
    assert found(path, {"name": {"givenName": "Alice"}}) == "Alice"


def test_the_name_as_written_wins_over_another_spelling_of_it() -> None:
    assert found("costCenter", {"costcenter": "wrong", "costCenter": "right"}) == "right"


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        ({"organization": "Example Ltd"}, "Example Ltd"),
        ({"organization": ""}, CLEARED),
        ({}, LEFT_ALONE),
        ("", CLEARED),
        (None, CLEARED),
        ("text", LEFT_ALONE),
        (["x"], LEFT_ALONE),
    ],
)
def test_an_attribute_of_an_extension_is_found(extension: Any, text: str | None) -> None:
    assert found(f"{ENTERPRISE}:organization", {ENTERPRISE: extension}) == text


def test_an_extension_that_was_never_said_is_left_alone() -> None:
    assert found(f"{ENTERPRISE}:organization", {"organization": "elsewhere"}) is LEFT_ALONE


def test_a_part_of_an_attribute_of_an_extension_is_found() -> None:
    assert found(f"{ENTERPRISE}:manager.displayName", {ENTERPRISE: {"manager": {"displayName": "Bo"}}}) == "Bo"


def test_the_urn_of_an_extension_matches_without_regard_to_case() -> None:
    assert found(f"{ENTERPRISE.lower()}:organization", {ENTERPRISE: {"organization": "Example Ltd"}}) == "Example Ltd"


@pytest.mark.parametrize("core", ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:scim:schemas:core:1.0"])
def test_the_urn_of_the_core_schema_changes_nothing(core: str) -> None:
    assert found(f"{core}:name.givenName", {"name": {"givenName": "Alice"}}) == "Alice"


def test_an_attribute_that_two_paths_and_a_user_spell_differently_is_found() -> None:
    mapping = parse("version: 1\nproperties: {a: favColour, b: FAVCOLOUR, c: NAME.givenName, d: Title}", "m.yaml")
    assert mapping.contact({"favColour": "red", "name": {"givenName": "Alice"}, "title": "x"}) == {
        "a": "red",
        "b": "red",
        "c": "Alice",
        "d": "x",
    }
    assert mapping.contact({"FAVCOLOUR": "red", "Name": {"givenName": "Alice"}}) == {
        "a": "red",
        "b": "red",
        "c": "Alice",
    }
