"""From a user to the contact's properties: alternatives, what was said empty, transforms, the packaged mapping."""

from pathlib import Path
from typing import Any

import pytest

from bridge.mapping import load, parse

DEFAULT = load(None)
CUSTOMERS = load(Path(__file__).parents[3] / "examples" / "customers.yaml")
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


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


def test_the_packaged_mapping_has_what_the_registration_form_asks_for() -> None:
    assert DEFAULT.properties == (
        *("firstname", "lastname", "email", "phone", "mobilephone"),
        *("country", "company", "jobtitle", "hs_language"),
    )


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
        ({"addresses": [{"type": "country", "value": "switzerland"}]}, {"country": "Switzerland"}),
        (
            {ENTERPRISE: {"country": "CHE", "organization": " Example Ltd"}},
            {"country": "Switzerland", "company": "Example Ltd"},
        ),
        ({"urn:scim:wso2:schema": {"country": "Schweiz"}}, {"country": "Schweiz"}),
        ({"addresses": [{"country": "FR"}, {"primary": True, "country": "CH"}]}, {"country": "Switzerland"}),
        ({"addresses": [{"type": "work", "value": "1 Main St"}]}, {}),
        ({"addresses": [{"type": "country", "value": ""}]}, {"country": ""}),
        ({"title": "Engineer "}, {"jobtitle": "Engineer"}),
        ({"preferredLanguage": "de_CH"}, {"hs_language": "de-ch"}),
        ({"preferredLanguage": "EN-US", "locale": "fr"}, {"hs_language": "en-us"}),
        ({"locale": "fr"}, {"hs_language": "fr"}),
        ({"preferredLanguage": "tlh"}, {}),
        ({"preferredLanguage": ""}, {"hs_language": ""}),
        ({"userName": "alice"}, {}),
    ],
)
def test_the_packaged_mapping_gives_the_contact(resource: dict[str, Any], contact: dict[str, str]) -> None:
    assert DEFAULT.contact(resource) == contact


WSO2 = "urn:scim:wso2:schema"
CUSTOMER: dict[str, Any] = {
    "userName": "alice",
    "userType": "customer",
    "name": {"givenName": "  ANNA-lena ", "familyName": "von  Arx"},
    "emails": [{"type": "work", "value": " A@Example.com"}],
    "phoneNumbers": [{"value": "079 123 45 67"}, {"type": "mobile", "value": "call me"}],
    "groups": [{"display": "Topics/Events"}, {"display": "Beta testers"}, {"display": "Everyone"}],
    WSO2: {"newsletter": "Yes", "dateOfBirth": "31.1.1990", "customerSince": "2026-11-24T08:00:00.120Z"},
}


def test_the_example_for_a_company_gives_the_contact_of_a_customer() -> None:
    assert CUSTOMERS.in_scope(CUSTOMER)
    assert CUSTOMERS.contact(CUSTOMER) == {
        "firstname": "Anna-Lena",
        "lastname": "von Arx",
        "email": "a@example.com",
        "phone": "+41791234567",
        "mobilephone": "call me",
        "country": "Switzerland",
        "newsletter": "true",
        "interests": "beta;events",
        "birthday": "1990-01-31",
        "customer_since": "2026-11-24T08:00:00.120Z",
        "hs_lead_status": "NEW",
        "lifecyclestage": "subscriber",
    }
    assert CUSTOMERS.only_on_create == {"hs_lead_status", "lifecyclestage"}


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ({WSO2: {"newsletter": "no"}}, {"newsletter": "false"}),
        ({WSO2: {"newsletter": ""}}, {"newsletter": ""}),
        ({WSO2: {"dateOfBirth": "soon"}}, {}),
        ({"groups": [{"display": "Everyone"}]}, {"interests": ""}),
        ({"externalId": "4711"}, {"wso2_id": "4711"}),
    ],
)
def test_the_example_for_a_company_keeps_said_unsaid_and_unfit_apart(
    said: dict[str, Any], contact: dict[str, str]
) -> None:
    always = {"country": "Switzerland", "hs_lead_status": "NEW", "lifecyclestage": "subscriber"}
    assert CUSTOMERS.contact(said) == {**always, **contact}


@pytest.mark.parametrize(
    "user", [{**CUSTOMER, "userType": "partner"}, {**CUSTOMER, "emails": [{"value": ""}]}, {"userName": "alice"}]
)
def test_the_example_for_a_company_leaves_partners_and_those_without_e_mail_out(user: dict[str, Any]) -> None:
    assert not CUSTOMERS.in_scope(user)
