"""Which dialect a request speaks, and the form of the answer in it."""

from collections.abc import Mapping
from typing import Any

import pytest

from bridge.scim.dialect import Dialect, as_declared, caller_of
from tests.bridge.scim.service import BASE, NO_AGENT, RFC, WSO2_1, WSO2_2, Service

CORE_1, CORE_2 = "urn:scim:schemas:core:1.0", "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ONE, TWO = Dialect.SCIM_1, Dialect.SCIM_2
CALLS: Mapping[str, tuple[dict[str, str], bool, list[str], Dialect, bool]] = {
    "nothing known at the base path": ({}, True, [], ONE, False),
    "nothing known at the RFC's path": ({}, False, [], TWO, False),
    "schemas 1.1": ({}, False, [CORE_1], ONE, False),
    "schemas 2.0": ({}, True, [CORE_2], TWO, False),
    "a PatchOp": ({}, True, ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], TWO, False),
    "odd schemas": ({}, True, ["x"], ONE, False),
    "schemas before media type": ({"content-type": "application/scim+json"}, True, [CORE_1], ONE, False),
    "media type": ({"content-type": "application/scim+json; charset=utf-8"}, True, [], TWO, False),
    "accepted media type": ({"accept": "application/scim+json"}, True, [], TWO, False),
    "the scim connector": ({"user-agent": "Jakarta Commons-HttpClient/3.1"}, True, [], ONE, True),
    "the scim connector elsewhere": ({"user-agent": "Jakarta Commons-HttpClient/3.1"}, False, [], ONE, True),
    "the scim2 connector": ({"user-agent": "wso2/scim2/client"}, True, [], TWO, True),
    "the scim2 connector in another case": ({"user-agent": "WSO2/SCIM2/Client"}, False, [], TWO, True),
    "an older scim2 connector": ({"user-agent": "okhttp/4.9.3"}, True, [], TWO, True),
    "another scim2 connector": ({"user-agent": "Apache-HttpClient/4.5.14 (Java/21)"}, True, [], TWO, True),
    "somebody with the same library": ({"user-agent": "okhttp/4.9.3"}, False, [], TWO, False),
    "somebody else": ({"user-agent": "curl/8 wso2/scim2/client"}, True, [], ONE, False),
}


@pytest.mark.parametrize("what", CALLS)
def test_a_dialect_is_named_by_schemas_else_media_type_else_agent_else_path(what: str) -> None:
    headers, at_base, schemas, dialect, wso2 = CALLS[what]
    caller = as_declared(caller_of(headers, at_base=at_base), schemas)
    assert (caller.dialect, caller.wso2) == (dialect, wso2)


USER: Mapping[str, Any] = {
    "userName": "alice",
    "emails": ["a@x", {"type": "work", "value": "w@x"}, {"type": "home", "value": ""}],
    "title": None,
    "name": {"givenName": "A", "familyName": ""},
    "tags": ["one", "two"],
    ENTERPRISE: {"department": "D"},
}


def test_the_scim_connector_gets_bare_strings_and_its_own_schema(service: Service) -> None:
    answer = service.send("POST", BASE, USER, WSO2_1)
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert "location" not in answer.headers
    assert answer.json == {
        "schemas": [CORE_1],
        "id": answer.json["id"],
        "userName": "alice",
        "emails": ["a@x", {"type": "work", "value": "w@x"}],
        "name": {"givenName": "A"},
        "tags": ["one", "two"],
        ENTERPRISE: {"department": "D"},
    }


def test_the_scim2_connector_gets_bare_strings_and_its_own_schema(service: Service) -> None:
    answer = service.send("POST", BASE, USER, WSO2_2)
    assert answer.headers["content-type"] == "application/scim+json"
    assert (answer.json["schemas"], answer.json["emails"][0]) == ([CORE_2], "a@x")
    assert "meta" not in answer.json


def test_an_rfc_caller_gets_objects_meta_and_the_address(service: Service) -> None:
    answer = service.send("POST", RFC, USER)
    assert answer.status == 201
    user = answer.json
    assert user["schemas"] == [CORE_2, ENTERPRISE]
    assert user["emails"] == [{"value": "a@x"}, {"type": "work", "value": "w@x"}]
    assert user["tags"] == ["one", "two"]
    address = f"https://bridge.test{RFC}/{user['id']}"
    assert user["meta"] == {
        "resourceType": "User",
        "created": "2023-11-14T22:13:20.000Z",
        "lastModified": "2023-11-14T22:13:20.000Z",
        "location": address,
        "version": 'W/"1"',
    }
    assert answer.headers["location"] == address


def test_an_rfc_caller_at_the_base_path_gets_the_address_there(service: Service) -> None:
    answer = service.send("POST", f"{BASE}/Users", {**USER, "schemas": [CORE_2]})
    assert answer.headers["location"] == f"https://bridge.test{BASE}/Users/{answer.json['id']}"


LISTS: Mapping[str, tuple[str, dict[str, str], set[str], str]] = {
    "scim": (BASE, WSO2_1, {"schemas", "totalResults", "Resources"}, CORE_1),
    "scim2": (
        BASE,
        WSO2_2,
        {"schemas", "totalResults", "Resources"},
        "urn:ietf:params:scim:api:messages:2.0:ListResponse",
    ),
    "rfc": (
        RFC,
        NO_AGENT,
        {"schemas", "totalResults", "Resources", "startIndex", "itemsPerPage"},
        "urn:ietf:params:scim:api:messages:2.0:ListResponse",
    ),
}


@pytest.mark.parametrize("caller", LISTS)
def test_a_list_has_the_dialect_s_fields(service: Service, caller: str) -> None:
    service.create(userName="alice")
    path, headers, fields, schema = LISTS[caller]
    body = service.send("GET", path, None, headers).json
    assert body.keys() == fields
    assert body["schemas"] == [schema]
    assert [user["userName"] for user in body["Resources"]] == ["alice"]


@pytest.mark.parametrize(
    ("path", "headers", "status"), [(BASE, WSO2_1, 200), (BASE, WSO2_2, 204), (RFC, NO_AGENT, 204)]
)
def test_a_delete_is_answered_with_the_dialect_s_status_and_no_body(
    service: Service, path: str, headers: dict[str, str], status: int
) -> None:
    answer = service.send("DELETE", f"{path}/{service.create(userName='alice')}", None, headers)
    assert (answer.status, answer.content) == (status, b"")
    assert service.names() == []


def test_an_error_after_the_body_is_in_the_dialect_that_the_body_declares(service: Service) -> None:
    answer = service.send("POST", BASE, {"schemas": [CORE_2], "name": {}})
    assert answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json["scimType"] == "invalidValue"


def test_answers_are_never_compressed(service: Service) -> None:
    answer = service.send("POST", BASE, {**USER, "x": "x" * 5000}, {**WSO2_2, "Accept-Encoding": "gzip,deflate"})
    assert "content-encoding" not in answer.headers
    assert answer.json["x"] == "x" * 5000
