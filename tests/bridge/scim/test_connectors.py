"""What WSO2's connectors make of an answer: each row of what their engine does by itself, from the bridge's side.

The scim connector counts an HTTP error in its own form as success, reads a created user's userName, dies of an error
without `Errors`, of an empty answer to a POST and of a list without `Resources`.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.bridge.scim.service import BASE, WSO2_1, WSO2_2, Service

NAMED = {"userName": "alice", "schemas": ["urn:scim:schemas:core:1.0"]}
REFUSED = {
    "no credentials": ("GET", BASE, None, None),
    "no such user": ("DELETE", f"{BASE}/null", None, "ok"),
    "no JSON": ("POST", BASE, b"<user/>", "ok"),
    "no userName": ("POST", BASE, {"schemas": ["urn:scim:schemas:core:1.0"]}, "ok"),
    "no such path": ("GET", f"{BASE}/a/b", None, "ok"),
    "no such method": ("PUT", BASE, None, "ok"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_error_to_the_scim_connector_has_errors_with_description_and_code(service: Service, what: str) -> None:
    method, target, body, authorized = REFUSED[what]
    sent = {} if authorized else {"authorization": None}
    answer = service.send(method, target, body, WSO2_1, **sent)
    assert answer.status >= 400
    assert answer.json.keys() == {"Errors"}
    assert answer.json["Errors"] == [{"description": answer.detail, "code": str(answer.status)}]


@pytest.mark.parametrize("what", REFUSED)
def test_an_error_to_the_scim2_connector_is_that_of_the_rfc(service: Service, what: str) -> None:
    method, target, body, authorized = REFUSED[what]
    sent = {} if authorized else {"authorization": None}
    headers = {"User-Agent": "wso2/scim2/client", "Content-Type": "application/json"}
    answer = service.send(method, target, {} if isinstance(body, dict) else body, headers, **sent)
    assert answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json["status"] == str(answer.status)


@pytest.mark.parametrize("headers", [WSO2_1, WSO2_2])
def test_a_created_user_comes_back_with_its_user_name(service: Service, headers: Mapping[str, str]) -> None:
    answer = service.send("POST", BASE, {"userName": "EU.EXAMPLE/anna"}, headers)
    assert (answer.status, answer.json["userName"]) == (201, "EU.EXAMPLE/anna")


@pytest.mark.parametrize("headers", [WSO2_1, WSO2_2])
def test_a_second_create_is_answered_as_a_create_and_merged(service: Service, headers: Mapping[str, str]) -> None:
    service.create(userName="alice", name={"givenName": "Alice"})
    answer = service.send("POST", BASE, {"userName": "alice", "name": {"familyName": "Doe"}}, headers)
    assert answer.status == 201
    assert answer.json["name"] == {"givenName": "Alice", "familyName": "Doe"}


@pytest.mark.parametrize("headers", [WSO2_1, WSO2_2])
def test_a_look_up_without_a_hit_has_an_empty_list(service: Service, headers: Mapping[str, str]) -> None:
    answer = service.send("GET", f"{BASE}?filter=userName%20Eq%20nobody", None, headers)
    assert answer.status == 200
    assert (answer.json["totalResults"], answer.json["Resources"]) == (0, [])


def test_an_edit_of_an_unknown_user_takes_the_user_in(service: Service) -> None:
    answer = service.send("PATCH", f"{BASE}/null", {**NAMED, "title": "Dr"}, WSO2_1)
    assert (answer.status, answer.json["userName"]) == (200, "alice")
    assert service.resource("alice")["title"] == "Dr"


def test_an_edit_by_an_old_id_reaches_the_user_of_that_name(service: Service) -> None:
    service.create(**NAMED, title="Dr")
    answer = service.send("PUT", f"{BASE}/long-gone", {**NAMED, "locale": "de"}, WSO2_2)
    assert answer.status == 200
    assert service.resource("alice")["title"] == "Dr"


def test_an_edit_of_a_deleted_user_is_not_found(service: Service) -> None:
    user_id = service.create(**NAMED)
    service.send("DELETE", f"{BASE}/{user_id}", None, WSO2_1)
    assert service.send("PATCH", f"{BASE}/{user_id}", NAMED, WSO2_1).status == 404
    assert service.send("PATCH", f"{BASE}/null", NAMED, WSO2_1).status == 404
    assert service.names() == []


def test_a_deleted_user_can_be_created_again(service: Service) -> None:
    user_id = service.create(**NAMED, title="Dr")
    service.send("DELETE", f"{BASE}/{user_id}", None, WSO2_1)
    again = service.create(**NAMED)
    assert again != user_id
    assert "title" not in service.resource("alice")


def test_an_rfc_caller_does_not_take_in_a_user_by_an_edit(service: Service) -> None:
    answer = service.send("PUT", "/scim/v2/Users/unknown", {"userName": "alice"})
    assert answer.status == 404
    assert service.names() == []


def test_a_user_is_found_with_and_without_store_domain(service: Service) -> None:
    service.create(userName="EU.EXAMPLE/anna")
    for name in ("anna", "EU.EXAMPLE/anna", "ANNA", "eu.example/Anna"):
        answer = service.send("GET", f"{BASE}?filter=userName%20Eq%20{name}", None, WSO2_1)
        assert answer.json["totalResults"] == 1, name


def test_the_user_name_stays_as_it_was_first_said(service: Service) -> None:
    user_id = service.create(userName="EU.EXAMPLE/anna")
    answer = service.send("PATCH", f"{BASE}/{user_id}", {"userName": "anna", "title": "Dr"}, WSO2_1)
    assert answer.json["userName"] == "EU.EXAMPLE/anna"
    assert service.names() == ["EU.EXAMPLE/anna"]


def test_an_edit_in_another_users_name_is_refused_and_changes_nothing(service: Service) -> None:
    user_id = service.create(**NAMED)
    answer = service.send("PATCH", f"{BASE}/{user_id}", {"userName": "bob", "title": "Dr"}, WSO2_1)
    assert answer.status == 400
    assert "userName" in answer.detail
    assert "title" not in service.resource("alice")


@pytest.mark.parametrize("path", [BASE, f"{BASE}/", f"{BASE}/Users", f"{BASE}/Users/"])
def test_users_are_at_the_base_path_and_below_it(service: Service, path: str) -> None:
    user_id = service.send("POST", path, NAMED, WSO2_1).json["id"]
    assert service.send("GET", f"{path.rstrip('/')}/{user_id}", None, WSO2_1).json["userName"] == "alice"


RAW_NAMES = {
    "plus": ("a+b@example.com", "a+b@example.com"),
    "ampersand": ("tom&jerry", "tom&jerry"),
    "per cent": ("100%", "100%"),
    "blank": ("mary ann", "mary%20ann"),
    "a word of filters": ("cat and dog", "cat%20and%20dog"),
    "quotes": ('o"brien', "o%22brien"),
    "encoded": ("zoë", "zo%C3%AB"),
    "raw UTF-8": ("zoë", "zoë"),
    "slash": ("EU/anna", "EU/anna"),
    "apostrophe": ("o'neil", "o'neil"),
}


@pytest.mark.parametrize("what", RAW_NAMES)
@pytest.mark.parametrize("headers", [WSO2_1, WSO2_2])
@pytest.mark.parametrize("paging", ["", "&startIndex=1&count=1"])
def test_a_name_is_found_however_the_connector_writes_it(
    service: Service, what: str, headers: Mapping[str, str], paging: str
) -> None:
    name, written = RAW_NAMES[what]
    service.create(userName=name)
    answer = service.send("GET", f"{BASE}?filter=userName%20Eq%20{written}{paging}", None, headers)
    assert [user["userName"] for user in answer.json["Resources"]] == [name]


def test_a_quoted_name_and_a_form_encoded_filter_are_understood_at_the_base_path(service: Service) -> None:
    service.create(**NAMED)
    for query in ("filter=userName%20eq%20%22alice%22", "filter=userName+eq+%22alice%22", "filter=userName+Eq+alice"):
        assert service.send("GET", f"{BASE}?{query}").json["totalResults"] == 1, query


def claims(**attributes: Any) -> dict[str, Any]:
    return {**NAMED, **attributes}


def test_an_edit_of_one_attribute_leaves_the_others_with_both_connectors(service: Service) -> None:
    user_id = service.create(**claims(name={"givenName": "Alice", "familyName": "Doe"}, emails=["a@example.com"]))
    service.send("PATCH", f"{BASE}/{user_id}", claims(name={"givenName": "Alicia"}), WSO2_1)
    service.send("PUT", f"{BASE}/{user_id}", {"schemas": [], "userName": "alice", "phoneNumbers": ["+1"]}, WSO2_2)
    assert service.resource("alice") == {
        "userName": "alice",
        "name": {"givenName": "Alicia", "familyName": "Doe"},
        "emails": [{"value": "a@example.com"}],
        "phoneNumbers": [{"value": "+1"}],
    }


def test_wso2_s_put_merges_at_the_rfc_path_too(service: Service) -> None:
    user_id = service.create(**claims(title="Dr"))
    service.send("PUT", f"/scim/v2/Users/{user_id}", {"schemas": [], "userName": "alice"}, WSO2_2)
    assert service.resource("alice")["title"] == "Dr"


def test_an_rfc_caller_s_put_replaces_and_says_the_rest_empty(service: Service) -> None:
    user_id = service.create(**claims(title="Dr", emails=["a@example.com"]))
    answer = service.send("PUT", f"/scim/v2/Users/{user_id}", {"userName": "alice", "locale": "de"})
    assert answer.json.keys() == {"schemas", "id", "userName", "locale", "meta"}
    assert service.resource("alice") == {"userName": "alice", "title": "", "emails": [{}], "locale": "de"}


def test_a_patch_op_without_path_from_a_connector_leaves_the_slots_it_does_not_name(service: Service) -> None:
    user_id = service.create(**claims(phoneNumbers=["+1", {"type": "mobile", "value": "+2"}]))
    operation = {"op": "replace", "value": {"phoneNumbers": [{"type": "mobile", "value": "+3"}]}}
    message = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
    answer = service.send("PATCH", f"{BASE}/{user_id}", message, WSO2_2)
    assert answer.json["phoneNumbers"] == ["+1", {"type": "mobile", "value": "+3"}]


def test_a_patch_op_of_bare_strings_is_understood(service: Service) -> None:
    user_id = service.create(**claims(emails=["a@example.com"]))
    operation = {"op": "replace", "value": {"emails": ["b@example.com"], "name": {"givenName": "A"}}}
    service.send("PATCH", f"{BASE}/{user_id}", {"Operations": [operation]}, WSO2_2)
    assert service.resource("alice")["emails"] == [{"value": "b@example.com"}]


def test_scim_1_s_meta_attributes_remove_what_the_body_does_not_say_anew(service: Service) -> None:
    user_id = service.create(**claims(title="Dr", emails=["a@example.com", {"type": "work", "value": "w"}]))
    body = claims(meta={"attributes": ["title", "emails", "name.givenName"]}, emails=["b@example.com"])
    service.send("PATCH", f"{BASE}/{user_id}", body, WSO2_1)
    now = service.resource("alice")
    assert (now["title"], now["emails"], now["name"]) == ("", [{"value": "b@example.com"}, {}], {"givenName": ""})


def test_scim_1_s_delete_operation_removes_the_value_s_slot(service: Service) -> None:
    user_id = service.create(**claims(emails=["a@example.com", {"type": "work", "value": "w@example.com"}]))
    deleted = {"type": "work", "value": "w@example.com", "operation": "delete"}
    service.send("PATCH", f"{BASE}/{user_id}", claims(emails=[deleted]), WSO2_1)
    assert service.resource("alice")["emails"] == [{"value": "a@example.com"}, {"type": "work", "value": ""}]


def test_what_was_said_empty_is_not_shown(service: Service) -> None:
    user_id = service.create(**claims(title="Dr", emails=["a@example.com"], name={"givenName": "A"}))
    empty = claims(title="", emails=[""], name={"givenName": ""}, phoneNumbers=[{"type": "mobile", "value": ""}])
    answer = service.send("PATCH", f"{BASE}/{user_id}", empty, WSO2_1)
    assert answer.json.keys() == {"schemas", "id", "userName"}
