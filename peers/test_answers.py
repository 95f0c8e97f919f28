"""What WSO2's own code makes of answers, right ones and wrong ones: why the bridge answers as it does."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.identity_server.peer.process import Peer

ERROR = '{"Errors":[{"description":"not now","code":"%d"}]}'
SCIM2_ERROR = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"not now"}'
USER = '{"userName":"anna","id":"17"}'
LIST = '{"totalResults":%d,"Resources":[%s]}'
Told = Callable[[str], Peer]


@pytest.mark.parametrize("status", [401, 404, 409, 500])
def test_an_error_of_scim_1_counts_as_success_with_the_connector_scim(
    target: Any, told_to_target: Told, status: int
) -> None:
    target.answers((status, ERROR % status))
    assert told_to_target("scim").provision("POST", "anna", {}).ok


@pytest.mark.parametrize("status", [401, 404, 409, 500])
def test_every_error_is_a_failure_with_the_connector_scim2(target: Any, told_to_target: Told, status: int) -> None:
    target.answers((status, SCIM2_ERROR % status))
    assert not told_to_target("scim2").provision("POST", "anna", {}).ok


@pytest.mark.parametrize("body", ["", "no JSON", SCIM2_ERROR % 500], ids=["empty", "no JSON", "SCIM 2's form"])
def test_an_error_that_is_not_of_scim_1_is_a_failure_with_the_connector_scim(
    target: Any, told_to_target: Told, body: str
) -> None:
    target.answers((500, body))
    assert not told_to_target("scim").provision("POST", "anna", {}).ok


@pytest.mark.parametrize(("status", "body"), [(201, '{"id":"17"}'), (204, "")], ids=["no userName", "no content"])
def test_a_creation_that_is_not_answered_with_the_user_is_a_failure_with_the_connector_scim(
    target: Any, told_to_target: Told, status: int, body: str
) -> None:
    target.answers((status, body))
    assert not told_to_target("scim").provision("POST", "anna", {}).ok


def test_a_creation_that_is_answered_with_the_user_is_a_success(target: Any, told_to_target: Told) -> None:
    for kind in ("scim", "scim2"):
        target.answers((201, USER))
        assert told_to_target(kind).provision("POST", "anna", {}).ok, kind


def test_an_empty_list_has_the_connector_scim_patch_the_id_null(target: Any, told_to_target: Told) -> None:
    target.answers((200, LIST % (0, "")), (200, USER))
    assert told_to_target("scim").provision("PUT", "anna", {}).ok
    assert target.requests[1][:2] == ("PATCH", "/hubspot/contacts/null")


def test_a_list_without_resources_is_a_failure(target: Any, told_to_target: Told) -> None:
    for kind in ("scim", "scim2"):
        target.answers((200, '{"totalResults":0}'))
        assert not told_to_target(kind).provision("PUT", "anna", {}).ok, kind
        assert len(target.requests) == 1, kind


def test_a_user_found_without_an_id_is_not_changed_by_the_connector_scim(target: Any, told_to_target: Told) -> None:
    target.answers((200, LIST % (1, '{"userName":"anna"}')))
    assert told_to_target("scim").provision("PUT", "anna", {}).ok
    assert len(target.requests) == 1


def test_of_several_users_found_the_connector_scim_changes_the_first(target: Any, told_to_target: Told) -> None:
    for first in (USER, '{"userName":"anna"},' + USER):  # the first that has an id, to be exact
        target.answers((200, LIST % (3, first + ',{"userName":"anna","id":"1"}')), (200, USER))
        assert told_to_target("scim").provision("PUT", "anna", {}).ok
        assert target.requests[1][:2] == ("PATCH", "/hubspot/contacts/17")


def test_the_connector_scim2_sends_nothing_for_a_removed_claim(target: Any, told_to_target: Told) -> None:
    target.answers()
    outcome = told_to_target("scim2").provision("PATCH", "anna", {"name.givenName": ""})
    assert outcome.ok
    assert outcome.exchanges == ()
    assert target.requests == []
