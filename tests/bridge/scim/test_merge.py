"""What a request does to a resource: the merge and the replacement, row by row."""

from collections.abc import Mapping
from typing import Any

import pytest

from bridge.scim.errors import MutabilityError
from bridge.scim.merge import apply
from bridge.scim.normal import normal
from bridge.scim.operation import Merge, Replace

OLD: Mapping[str, Any] = normal(
    {
        "userName": "alice",
        "title": "Dr",
        "active": True,
        "name": {"givenName": "Alice", "familyName": "Doe"},
        "emails": ["a@x", {"type": "work", "value": "w@x", "display": "W"}, {"type": "home", "value": "h@x"}],
        "urn:scim:wso2:schema": {"country": "CH", "mobileNumbers": ["1", "2"]},
    }
)
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EMPTY_NAME = dict.fromkeys(
    ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"), ""
)
WORK, HOME = OLD["emails"][1], OLD["emails"][2]

MERGES: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "a text": ({"title": "Prof"}, {"title": "Prof"}),
    "a text empty": ({"title": ""}, {"title": ""}),
    "a text null": ({"title": None}, {"title": ""}),
    "a text never said null": ({"locale": None}, {"locale": ""}),
    "a boolean as text": ({"active": "False"}, {"active": False}),
    "a name in another case": ({"TITLE": "Prof"}, {"title": "Prof"}),
    "a name with its schema": ({"urn:scim:schemas:core:1.0:title": "Prof"}, {"title": "Prof"}),
    "the core schema as an object": (
        {"urn:ietf:params:scim:schemas:core:2.0:User": {"title": "Prof"}},
        {"title": "Prof"},
    ),
    "an unknown attribute": ({"shoeSize": 43}, {"shoeSize": 43}),
    "one part": ({"name": {"givenName": "A"}}, {"name": {"givenName": "A", "familyName": "Doe"}}),
    "one part empty": ({"name": {"givenName": ""}}, {"name": {"givenName": "", "familyName": "Doe"}}),
    "one part null": ({"name": {"givenName": None}}, {"name": {"givenName": "", "familyName": "Doe"}}),
    "no part": ({"name": {}}, {}),
    "all parts null": ({"name": None}, {"name": EMPTY_NAME}),
    "all parts empty": ({"name": ""}, {"name": EMPTY_NAME}),
    "an untyped value": ({"emails": ["b@x"]}, {"emails": [{"value": "b@x"}, WORK, HOME]}),
    "an untyped value as one text": ({"emails": "b@x"}, {"emails": [{"value": "b@x"}, WORK, HOME]}),
    "untyped values": (
        {"emails": ["b@x", "c@x"]},
        {"emails": [{"value": "b@x"}, {"value": "c@x"}, WORK, HOME]},
    ),
    "an untyped value empty": ({"emails": [""]}, {"emails": [{"value": ""}, WORK, HOME]}),
    "an untyped value null": ({"emails": [None]}, {"emails": [{"value": ""}, WORK, HOME]}),
    "an empty value beside another": ({"emails": ["", "b@x"]}, {"emails": [{"value": "b@x"}, WORK, HOME]}),
    "a typed value merges": (
        {"emails": [{"type": "Work", "value": "v@x"}]},
        {"emails": [{"value": "a@x"}, {"type": "Work", "value": "v@x", "display": "W"}, HOME]},
    ),
    "two typed values replace": (
        {"emails": [{"type": "work", "value": "v@x"}, {"type": "work", "value": "u@x"}]},
        {"emails": [{"value": "a@x"}, {"type": "work", "value": "v@x"}, {"type": "work", "value": "u@x"}, HOME]},
    ),
    "a typed value empty": (
        {"emails": [{"type": "work", "value": ""}]},
        {"emails": [{"value": "a@x"}, {"type": "work", "value": "", "display": ""}, HOME]},
    ),
    "a type never said": (
        {"emails": [{"type": "other", "value": "o@x"}]},
        {"emails": [{"value": "a@x"}, WORK, HOME, {"type": "other", "value": "o@x"}]},
    ),
    "every slot empty": ({"emails": []}, {"emails": [{}]}),
    "every slot null": ({"emails": None}, {"emails": [{}]}),
    "an extension": (
        {"urn:scim:wso2:schema": {"country": "DE"}},
        {"urn:scim:wso2:schema": {"country": "DE", "mobileNumbers": [{"value": "1"}, {"value": "2"}]}},
    ),
    "an extension's attribute by its whole name": (
        {"urn:scim:wso2:schema:country": "DE"},
        {"urn:scim:wso2:schema": {"country": "DE", "mobileNumbers": [{"value": "1"}, {"value": "2"}]}},
    ),
    "an extension null": (
        {"urn:scim:wso2:schema": None},
        {"urn:scim:wso2:schema": {"country": "", "mobileNumbers": [{}]}},
    ),
    "the enterprise extension in any case": (
        {ENTERPRISE.upper(): {"DEPARTMENT": "D", "Manager": {"displayname": "B"}}},
        {ENTERPRISE: {"department": "D", "manager": {"displayName": "B"}}},
    ),
    "an enterprise attribute by its whole name": (
        {f"{ENTERPRISE}:costcenter": "7"},
        {ENTERPRISE: {"costCenter": "7"}},
    ),
    "what is the bridge's own": (
        {"id": "x", "Meta": {"created": "1"}, "schemas": ["x"], "password": "x"},
        {},
    ),
}


@pytest.mark.parametrize("what", MERGES)
def test_a_merge_changes_what_it_names(what: str) -> None:
    said, changed = MERGES[what]
    own = {"id", "meta", "schemas", "password"}
    values = normal({name: value for name, value in said.items() if name.casefold() not in own})
    assert apply(OLD, Merge(values)) == {**OLD, **changed}


@pytest.mark.parametrize("name", ["id", "meta", "schemas", "password"])
def test_the_bridge_s_own_names_never_enter_a_resource(name: str) -> None:
    assert name not in apply(OLD, Merge({name: "x"}))
    assert name not in apply(OLD, Replace({"userName": "alice", name: "x"}))


def test_the_marker_survives_until_slots_are_said_again() -> None:
    emptied = apply(OLD, Merge(normal({"emails": []})))
    again = apply(emptied, Merge(normal({"emails": [{"type": "work", "value": "w@x"}]})))
    assert again["emails"] == [{"type": "work", "value": "w@x"}, {}]
    later = apply(again, Merge(normal({"emails": ["b@x"]})))
    assert later["emails"] == [{"type": "work", "value": "w@x"}, {"value": "b@x"}, {}]


def test_a_value_said_after_it_was_said_empty_is_there() -> None:
    emptied = apply(OLD, Merge(normal({"emails": [{"type": "work", "value": ""}], "name": None})))
    again = apply(emptied, Merge(normal({"emails": [{"type": "WORK", "value": "v@x"}], "name": {"givenName": "A"}})))
    assert {"type": "WORK", "value": "v@x", "display": ""} in again["emails"]
    assert again["name"] == {**EMPTY_NAME, "givenName": "A"}


REPLACEMENTS: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the name alone": (
        {},
        {
            "title": "",
            "active": "",
            "name": {"givenName": "", "familyName": ""},
            "emails": [{}],
            "urn:scim:wso2:schema": {"country": "", "mobileNumbers": [{}]},
        },
    ),
    "one part": (
        {**OLD, "name": {"givenName": "A"}},
        {"name": {"givenName": "A", "familyName": ""}},
    ),
    "one slot": (
        {**OLD, "emails": [{"type": "work", "value": "v@x"}]},
        {
            "emails": [
                {"value": ""},
                {"type": "work", "value": "v@x", "display": ""},
                {"type": "home", "value": ""},
            ]
        },
    ),
    "all slots empty": (
        {**OLD, "emails": []},
        {"emails": [{"value": ""}, {"type": "work", "value": "", "display": ""}, {"type": "home", "value": ""}, {}]},
    ),
    "a complex attribute null": ({**OLD, "name": None}, {"name": EMPTY_NAME}),
    "something new": ({**OLD, "locale": "de"}, {"locale": "de"}),
}


@pytest.mark.parametrize("what", REPLACEMENTS)
def test_a_replacement_says_empty_what_it_does_not_name(what: str) -> None:
    said, changed = REPLACEMENTS[what]
    assert apply(OLD, Replace(normal({**said, "userName": "alice"}))) == {**OLD, **changed}


def test_what_was_said_empty_stays_so_after_a_replacement() -> None:
    first = apply(OLD, Replace(normal({"userName": "alice"})))
    assert apply(first, Replace(normal({"userName": "alice"}))) == first


@pytest.mark.parametrize("operation", [Merge, Replace])
def test_the_user_name_stays_as_first_said(operation: type[Merge | Replace]) -> None:
    assert apply(OLD, operation({"userName": "EU/ALICE"}))["userName"] == "alice"


@pytest.mark.parametrize("operation", [Merge, Replace])
@pytest.mark.parametrize("name", ["bob", "", None])
def test_another_user_name_is_refused(operation: type[Merge | Replace], name: str | None) -> None:
    with pytest.raises(MutabilityError, match="create the other one"):
        apply(OLD, operation({"userName": name}))


def test_a_replacement_without_the_user_name_keeps_it() -> None:
    assert apply(OLD, Replace({}))["userName"] == "alice"
