"""Pseudonyms keep the shape of what they stand for, are the same each time, and tell nothing."""

import re
import unicodedata
from datetime import date
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.mapping import load
from bridge.redaction import Key, Redaction

KEY = Key(b"a key of sixteen")
ANNA: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "3f2a9c1e-7d44-4f0b-9a51-6d2f7f0a1b2c",
    "userName": "EU.EXAMPLE/Anna.Muster@mail.example.com",
    "name": {"givenName": "Anna", "familyName": "Muster", "formatted": "Anna Muster"},
    "emails": [{"value": " Anna.Muster+news@mail.example.com"}, {"type": "work", "value": "info@mail.example.com"}],
    "phoneNumbers": [{"value": "+41 79 123 45 67"}, {"type": "mobile", "value": "079/123 45 67"}],
    "addresses": [{"type": "home", "country": "CH", "locality": "Zürich"}],
    "preferredLanguage": "de_CH",
    "timezone": "Europe/Zurich",
    "active": True,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": 48151623, "birth": "1990-05-17"},
    "password": "never",
}


def redacted(user: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return Redaction(KEY, **settings).user(user)


def shape(text: str) -> str:
    """Return each letter's script and case, and all signs as they are."""
    return " ".join(
        unicodedata.category(each) + (unicodedata.name(each).partition(" ")[0] if each.isalpha() else "")
        if unicodedata.category(each)[0] in "LMN"
        else each
        for each in text
    )


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [str(value)]


def test_a_user_keeps_its_attributes_and_loses_its_password() -> None:
    found = redacted(ANNA)
    assert list(found) == [name for name in ANNA if name != "password"]
    assert list(found["name"]) == list(ANNA["name"])


def test_no_value_that_tells_who_it_is_is_left() -> None:
    told = " ".join(leaves(redacted(ANNA))).lower()
    for word in ("anna", "muster", "example", "mail", "info", "zürich", "1234567", "123 45 67", "48151623", "1990"):
        assert word not in told
    assert ANNA["id"] not in told


def test_what_is_of_a_public_list_stays() -> None:
    found = redacted(ANNA)
    assert found["schemas"] == ANNA["schemas"]
    assert found["addresses"][0]["country"] == "CH"
    assert (found["preferredLanguage"], found["timezone"], found["active"]) == ("de_CH", "Europe/Zurich", True)
    assert [each.get("type") for each in found["emails"]] == [None, "work"]


def test_the_same_key_gives_the_same_pseudonyms_and_another_gives_others() -> None:
    assert redacted(ANNA) == redacted(ANNA)
    assert Redaction(Key(b"another sixteen!")).user(ANNA)["name"] != redacted(ANNA)["name"]


def test_the_same_domain_has_the_same_pseudonym_and_keeps_its_end() -> None:
    found = redacted(ANNA)
    domains = {each["value"].rpartition("@")[2] for each in found["emails"]}
    assert domains == {found["userName"].rpartition("@")[2]}
    assert re.fullmatch(r"[a-z]{4}\.[a-z]{7}\.com", domains.pop())


def test_a_word_has_the_same_pseudonym_wherever_it_stands_and_in_any_case() -> None:
    found = redacted(ANNA)
    first, last = found["name"]["givenName"], found["name"]["familyName"]
    assert found["name"]["formatted"] == f"{first} {last}"
    assert found["emails"][0]["value"].startswith(f" {first}.{last}+")
    assert redacted({"a": "ÉLODIE"})["a"] == redacted({"a": "élodie"})["a"].upper()


@pytest.mark.parametrize(
    ("number", "country"),
    [("+41 79 123 45 67", 41), ("0041791234567", 41), ("+1 (212) 555-0100", 1), ("+442079460958 ext. 12", 44)],
)
def test_a_phone_number_keeps_its_country_code_its_length_and_its_spelling(number: str, country: int) -> None:
    (found,) = redacted({"phoneNumbers": [number]})["phoneNumbers"]
    assert re.sub(r"\d", "9", found) == re.sub(r"\d", "9", number)
    assert found != number
    parsed = phonenumbers.parse(found, "CH")
    assert parsed.country_code == country
    assert phonenumbers.is_possible_number(parsed)


def test_one_number_in_two_spellings_is_one_pseudonym() -> None:
    first, second = (each["value"] for each in redacted(ANNA)["phoneNumbers"])
    assert re.sub(r"\D", "", first)[2:] == re.sub(r"\D", "", second)[1:]


def test_ids_dates_and_numbers_stay_such() -> None:
    found = redacted(ANNA)
    extension = found["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found["id"])
    assert date.fromisoformat(extension["birth"]) != date(1990, 5, 17)
    assert len(str(extension["employeeNumber"])) == 8


@pytest.mark.parametrize(
    "text", ["Jürgen O'Néill-Smith", "Владимир", "محمد علي", "王小明", "さくら", "김민준", "अनिता", "Łódź", "x" * 300]
)
def test_lengths_scripts_and_cases_stay(text: str) -> None:
    found = redacted({"displayName": text})["displayName"]
    assert shape(found) == shape(text)
    assert not set(found.split()) & set(text.split())


def test_attributes_that_are_named_stay_as_they_are() -> None:
    user = {"userType": "customer", "groups": [{"display": "News", "value": "17"}], "title": "Boss"}
    found = redacted(user, keep=["usertype", "groups.display"])
    assert (found["userType"], found["groups"][0]["display"]) == ("customer", "News")
    assert found["title"] != "Boss"
    assert found["groups"][0]["value"] != "17"


def test_what_was_said_empty_stays_empty() -> None:
    assert redacted({"emails": [{}], "name": {"givenName": ""}}) == {"emails": [{}], "name": {"givenName": ""}}


def test_a_key_is_not_shown() -> None:
    assert "sixteen" not in repr(KEY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["phoneNumbers", "emails", "birth", "type", "x"]), JSON))
def test_whatever_json_it_is_given_it_keeps_the_form(user: dict[str, Any]) -> None:
    found = redacted(user)
    assert list(found) == list(user)
    assert len(leaves(found)) == len(leaves(user))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=4, max_size=30))
def test_a_pseudonym_is_as_long_as_the_word(word: str) -> None:
    found = redacted({"displayName": word})["displayName"]
    assert len(found) == len(word)


def test_the_packaged_mapping_finds_in_a_redacted_user_what_it_finds_in_the_user() -> None:
    user = {**ANNA, "emails": [{"value": " Anna@Example.com"}], "phoneNumbers": [{"value": "+41791234567"}]}
    assert load(None).contact(redacted(user)).keys() == load(None).contact(user).keys()
