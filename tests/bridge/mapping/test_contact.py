"""From a user to the contact's properties: alternatives, what was said empty, transforms, the packaged mapping."""

from typing import Any

import pytest

from bridge.mapping import load, parse

DEFAULT = load(None)


def mapped(row: str, resource: dict[str, Any]) -> dict[str, str]:
    return parse(f"version: 1\nproperties:\n  p: {row}", "m.yaml").contact(resource)


@pytest.mark.parametrize(
    ("resource", "contact"),
    [
        ({"a": "1", "b": "2"}, {"p": "1"}),
        ({"b": "2"}, {"p": "2"}),
        ({"a": "", "b": "2"}, {"p": "2"}),
        ({"a": "", "b": ""}, {"p": ""}),
        ({"a": ""}, {"p": ""}),
        ({"b": ""}, {"p": ""}),
        ({"a": {"x": "1"}, "b": "2"}, {"p": "2"}),
        ({"a": {"x": "1"}, "b": ""}, {"p": ""}),
        ({"a": {"x": "1"}}, {}),
        ({}, {}),
    ],
)
def test_the_first_alternative_with_a_value_wins_else_one_said_empty_clears(
    resource: dict[str, Any], contact: dict[str, str]
) -> None:
    assert mapped("{from: [a, b]}", resource) == contact


@pytest.mark.parametrize("resource", [{}, {"a": {"x": "1"}}, {"a": ""}])
def test_absent_clear_clears_what_was_never_said(resource: dict[str, Any]) -> None:
    assert mapped("{from: a, absent: clear}", resource) == {"p": ""}


@pytest.mark.parametrize(
    ("transforms", "before", "after"),
    [
        ("[]", " Ab ", " Ab "),
        ("[trim]", "\t Ab\u00a0\n", "Ab"),
        ("[lower]", " ÄB ", " äb "),
        ("[trim, lower]", " Ab ", "ab"),
        ("[trim]", "  ", ""),
        ("[{e164: {region: CH}}]", "079 123 45 67", "+41791234567"),
        ("[{e164: {region: CH}}]", "+44 20 7946 0958", "+442079460958"),
        ("[{e164: {region: ch}}]", "+1 555 0100", "+15550100"),
        ("[{e164: {region: CH}}]", "(020) 7946 0958", "(020) 7946 0958"),
        ("[{e164: {region: CH}}]", "none of your business", "none of your business"),
        ("[{e164: {region: CH}}]", "079 123 45 67 ext. 8", "079 123 45 67 ext. 8"),
        ("[{e164: {region: CH}}, lower]", "CALL ME", "call me"),
    ],
)
def test_a_transform_does_its_work_or_leaves_the_value(transforms: str, before: str, after: str) -> None:
    assert mapped(f"{{from: a, transforms: {transforms}}}", {"a": before}) == {"p": after}


def test_a_constant_is_the_same_for_everybody() -> None:
    assert mapped("{constant: WSO2}", {}) == {"p": "WSO2"}


def test_the_packaged_mapping_has_names_email_and_phones() -> None:
    assert DEFAULT.properties == ("firstname", "lastname", "email", "phone", "mobilephone")


@pytest.mark.parametrize(
    ("resource", "contact"),
    [
        (
            {
                "userName": "alice",
                "name": {"givenName": "Alice", "familyName": "Doe"},
                "emails": [{"value": " Alice@Example.com"}],
                "phoneNumbers": [{"value": "+1 555 0100 "}],
            },
            {"firstname": "Alice", "lastname": "Doe", "email": "alice@example.com", "phone": "+1 555 0100"},
        ),
        (
            {
                "emails": [{"type": "home", "value": "c@home.example"}, {"type": "work", "value": "c@work.example"}],
                "phoneNumbers": [{"type": "mobile", "value": "2"}, {"type": "work", "value": "1"}],
            },
            {"email": "c@work.example", "phone": "1", "mobilephone": "2"},
        ),
        ({"emails": [{"type": "home", "value": "c@home.example"}]}, {"email": "c@home.example"}),
        ({"phoneNumbers": [{"type": "mobile", "value": "2"}]}, {"mobilephone": "2"}),
        ({"phoneNumbers": [{"value": "1"}]}, {"phone": "1"}),
        ({"phoneNumbers": [{}, {"type": "mobile", "value": "2"}]}, {"phone": "", "mobilephone": "2"}),
        ({"name": {"givenName": ""}}, {"firstname": ""}),
        ({"userName": "alice"}, {}),
    ],
)
def test_the_packaged_mapping_gives_the_contact(resource: dict[str, Any], contact: dict[str, str]) -> None:
    assert DEFAULT.contact(resource) == contact
