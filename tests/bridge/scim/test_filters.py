"""Searches at /scim/v2: filters, paging and attributes by RFC 7644 sections 3.4.2 and 3.9."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from bridge.scim.operation import Merge
from tests.bridge.scim.service import BASE, RFC, WSO2_1, Service

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PEOPLE: tuple[Mapping[str, Any], ...] = (
    {
        "userName": "alice",
        "externalId": "X-1",
        "active": True,
        "name": {"familyName": "Doe", "givenName": "Alice"},
        "emails": [{"type": "work", "value": "alice@example.com"}, {"type": "home", "value": "al@home.example"}],
        ENTERPRISE: {"department": "Sales", "manager": {"displayName": "Bob"}},
        "shoeSize": 38,
    },
    {
        "userName": "Bob",
        "externalId": "x-1",
        "active": False,
        "title": "",
        "emails": ["bob@example.com"],
        "shoeSize": 43,
    },
    {"userName": "carol", "title": "Dr", "name": {"familyName": "Doe"}, "phoneNumbers": []},
)


@pytest.fixture
def filled(service: Service) -> Service:
    """A service with three people, created at 22:13:20 UTC and later."""
    for person in PEOPLE:
        assert service.send("POST", RFC, person).status == 201
    return service


FILTERS: Mapping[str, list[str]] = {
    'userName eq "ALICE"': ["alice"],
    'username Eq "alice"': ["alice"],
    'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bob"': ["Bob"],
    'userName eq "EU/bob"': ["Bob"],
    'userName eq "nobody"': [],
    'userName ne "alice"': ["Bob", "carol"],
    'userName sw "c"': ["carol"],
    'userName ew "B"': ["Bob"],
    'userName co "o"': ["Bob", "carol"],
    'userName gt "b"': ["Bob", "carol"],
    'userName le "bob"': ["alice", "Bob"],
    'externalId eq "x-1"': ["Bob"],
    'externalId eq "X-1"': ["alice"],
    "title pr": ["carol"],
    "not (title pr)": ["alice", "Bob"],
    "title eq null": ["alice", "Bob"],
    "title ne null": ["carol"],
    "active eq true": ["alice"],
    "active eq false": ["Bob"],
    "active ne true": ["Bob", "carol"],
    'active eq "true"': [],
    "phoneNumbers pr": [],
    "emails pr": ["alice", "Bob"],
    'name.familyName eq "doe"': ["alice", "carol"],
    'name.familyName eq "doe" and not (title pr)': ["alice"],
    'title eq "dr" or active eq true': ["alice", "carol"],
    'emails eq "bob@example.com"': ["Bob"],
    'emails co "example.com"': ["alice", "Bob"],
    'emails.value ew "home.example"': ["alice"],
    'emails[type eq "work" and value co "@example.com"]': ["alice"],
    "emails[not (type pr)]": ["Bob"],
    'emails[type eq "home"].value sw "al"': ["alice"],
    f'{ENTERPRISE}:department eq "sales"': ["alice"],
    f'{ENTERPRISE}:manager.displayName eq "bob"': ["alice"],
    "shoeSize gt 40": ["Bob"],
    "shoeSize eq 38.0": ["alice"],
    'shoeSize eq "38"': [],
    'meta.created ge "2023-11-14T22:13:21Z"': ["Bob", "carol"],
    'meta.created lt "2023-11-14T23:13:21+01:00"': ["alice"],
    'meta.resourceType eq "User"': ["alice", "Bob", "carol"],
    'unknown eq "x"': [],
}


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_finds_whom_it_describes(filled: Service, text: str) -> None:
    answer = filled.send("GET", f"{RFC}?filter={quote(text)}")
    assert answer.status == 200, answer.content
    assert [user["userName"] for user in answer.json["Resources"]] == FILTERS[text]
    assert answer.json["totalResults"] == len(FILTERS[text])


@pytest.mark.parametrize("text", FILTERS)
def test_a_search_by_post_finds_the_same(filled: Service, text: str) -> None:
    message = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": text}
    answer = filled.send("POST", f"{RFC}/.search", message)
    assert [user["userName"] for user in answer.json["Resources"]] == FILTERS[text]


def test_the_id_finds_its_user(filled: Service) -> None:
    wanted = filled.send("GET", f"{RFC}?filter=userName%20eq%20%22bob%22").json["Resources"][0]["id"]
    answer = filled.send("GET", f"{RFC}?filter=id%20eq%20%22{wanted}%22")
    assert [user["userName"] for user in answer.json["Resources"]] == ["Bob"]
    assert filled.send("GET", f"{RFC}?filter=id%20eq%20%22{wanted.upper()}%22").json["totalResults"] == 0


BAD = (
    "",
    "userName",
    "userName eq alice",
    'userName eq "alice',
    'userName is "alice"',
    'userName eq "a" and',
    '(userName eq "a"',
    "active gt true",
    "userName co 5",
    "userName gt null",
    'password eq "canary"',
    'emails[type eq "work"',
    "not " * 50 + "(title pr)",
    "(" * 5000,
)


@pytest.mark.parametrize("text", BAD)
def test_a_bad_filter_is_refused(filled: Service, text: str) -> None:
    answer = filled.send("GET", f"{RFC}?filter={quote(text)}")
    assert (answer.status, answer.json["scimType"]) == (400, "invalidFilter")
    assert "canary" not in answer.detail


def test_a_filter_that_is_not_one_for_a_name_is_refused_at_the_base_path_too(filled: Service) -> None:
    answer = filled.send("GET", f"{BASE}?filter=userName%20is%20alice", None, WSO2_1)
    assert answer.status == 400
    assert "Errors" in answer.json


PAGES: Mapping[str, tuple[list[str], int]] = {
    "": (["alice", "Bob", "carol"], 1),
    "startIndex=2": (["Bob", "carol"], 2),
    "startIndex=2&count=1": (["Bob"], 2),
    "startIndex=0&count=1": (["alice"], 1),
    "startIndex=-7&count=1": (["alice"], 1),
    "startIndex=9": ([], 9),
    "count=0": ([], 1),
    "count=-1": ([], 1),
    "count=100000": (["alice", "Bob", "carol"], 1),
    "startIndex=&count=": (["alice", "Bob", "carol"], 1),
}


@pytest.mark.parametrize("filtered", ["", "&filter=userName%20pr"])
@pytest.mark.parametrize("query", PAGES)
def test_a_page_is_clamped_as_the_rfc_says(filled: Service, query: str, filtered: str) -> None:
    names, start = PAGES[query]
    body = filled.send("GET", f"{RFC}?{query}{filtered}").json
    assert [user["userName"] for user in body["Resources"]] == names
    assert (body["totalResults"], body["startIndex"], body["itemsPerPage"]) == (3, start, len(names))


@pytest.mark.parametrize("query", ["startIndex=x", "count=1.5", "count=9999999999999"])
def test_a_page_that_is_no_number_is_refused(filled: Service, query: str) -> None:
    answer = filled.send("GET", f"{RFC}?{query}")
    assert (answer.status, answer.json["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize(
    "message", [{"filter": 5}, {"startIndex": "1"}, {"count": True}, {"attributes": "userName"}, {"attributes": [5]}]
)
def test_a_search_message_of_wrong_types_is_refused(filled: Service, message: dict[str, Any]) -> None:
    assert filled.send("POST", f"{RFC}/.search", message).status == 400


ALWAYS = {"id", "schemas"}
SHOWN: Mapping[str, set[str]] = {
    "attributes=userName": {"userName"},
    "attributes=USERNAME, active": {"userName", "active"},
    "attributes=name.familyName": {"name"},
    "attributes=urn:ietf:params:scim:schemas:core:2.0:User:active": {"active"},
    f"attributes={ENTERPRISE}:department": {ENTERPRISE},
    f"attributes={ENTERPRISE}": {ENTERPRISE},
    "attributes=nothing": set(),
    "excludedAttributes=id,userName,emails,name,meta,externalId,shoeSize": {"active", ENTERPRISE},
}


@pytest.mark.parametrize("query", SHOWN)
def test_an_answer_has_the_attributes_asked_for(filled: Service, query: str) -> None:
    listed = filled.send("GET", f"{RFC}?filter=userName%20eq%20%22alice%22&{query}").json["Resources"][0]
    alone = filled.send("GET", f"{RFC}/{listed['id']}?{query}").json
    assert listed == alone
    assert listed.keys() == SHOWN[query] | ALWAYS


def test_sub_attributes_are_shown_and_left_out_alone(filled: Service) -> None:
    by_name = f"{RFC}?filter=userName%20eq%20%22alice%22"
    shown = filled.send("GET", f"{by_name}&attributes=emails.value").json["Resources"][0]
    assert shown["emails"] == [{"value": "alice@example.com"}, {"value": "al@home.example"}]
    left = filled.send("GET", f"{by_name}&excludedAttributes=emails.value,{ENTERPRISE}:manager").json["Resources"][0]
    assert left["emails"] == [{"type": "work"}, {"type": "home"}]
    assert left[ENTERPRISE] == {"department": "Sales"}


def test_users_beyond_one_reading_of_the_store_are_found(service: Service) -> None:
    async def fill() -> None:
        for number in range(620):
            title = "x" if number % 100 == 99 else "y"
            await service.directory.create(f"user{number:03}", Merge({"title": title}), "c")

    asyncio.run(fill())
    body = service.send("GET", f"{RFC}?filter=title%20eq%20%22x%22&startIndex=2&count=3").json
    assert [user["userName"] for user in body["Resources"]] == ["user199", "user299", "user399"]
    assert body["totalResults"] == 6
    assert service.send("GET", RFC).json["itemsPerPage"] == 100
