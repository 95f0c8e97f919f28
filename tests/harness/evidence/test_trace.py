"""Where each value of a person went, hop by hop."""

import json
from typing import Any

from harness.evidence.hops import Hops
from harness.evidence.trace import EMPTIED, Row, trace

CLAIMS = "http://wso2.org/claims/"


def user(**claims: str) -> dict[str, Any]:
    return {"userName": "alice", "claims": {f"{CLAIMS}{name}": value for name, value in claims.items()}}


def call(method: str, **body: Any) -> dict[str, Any]:
    return {"userName": "alice", "method": method, "body": json.dumps(body)}


def event(step: str, **data: Any) -> dict[str, Any]:
    return {"step": step, "userName": "Alice", "data": data}


def contact(*, archived: bool = False, **properties: str) -> dict[str, Any]:
    return {"id": "1", "archived": archived, "properties": {"wso2_username": "alice", **properties}}


def whole(**changes: Any) -> Hops:
    said = {"userName": "alice", "name": {"givenName": "Al", "familyName": "Doe"}}
    told: dict[str, Any] = {
        "users": [user(givenname="Al", lastname="Doe")],
        "exchanges": [call("POST", **said)],
        "events": [
            event("changed", before=None, after=said),
            event("mapped", properties={"firstname": "Al", "lastname": "Doe"}),
        ],
        "contacts": [contact(firstname="Al", lastname="Doe")],
    }
    return Hops(**(told | changes))


def rows(hops: Hops) -> dict[str, Row]:
    return {row.label: row for row in trace("alice", hops)}


def test_values_that_arrive_differ_nowhere() -> None:
    found = rows(whole())
    assert found["First Name"].values == ("Al",) * 5
    assert [row.finding for row in found.values()] == ["", ""]


def test_what_the_directory_lost_is_found_there() -> None:
    lost = [
        event("changed", before=None, after={"name": {"givenName": "Al"}}),
        event("mapped", properties={"firstname": "Al"}),
    ]
    row = rows(whole(events=lost, contacts=[contact(firstname="Al")]))["Last Name"]
    assert (row.parts, row.hop) == (2, "bridge")
    assert row.finding == "Last Name: it said to the bridge: Doe; the bridge's directory: nothing"


def test_an_edit_that_was_not_sent_is_found_at_the_identity_server() -> None:
    assert rows(whole(users=[user(givenname="Alicia", lastname="Doe")]))["First Name"].parts == 1


def test_parts_that_were_said_one_after_the_other_add_up() -> None:
    exchanges = [
        call("POST", name={"givenName": "Al", "familyName": "Doe"}),
        call("PATCH", name={"familyName": "Muster"}),
    ]
    found = rows(whole(exchanges=exchanges))
    assert (found["First Name"].values[1], found["Last Name"].values[1]) == ("Al", "Muster")


def test_the_operations_of_a_patch_are_read() -> None:
    patch = {
        "Operations": [
            {"op": "replace", "value": {"name": {"givenName": "Alicia"}}},
            {"op": "replace", "path": "emails", "value": "a@b.ch"},
        ]
    }
    found = rows(whole(exchanges=[*whole().exchanges, call("PATCH", **patch)]))
    assert (found["First Name"].values[1], found["Email"].values[1]) == ("Alicia", "a@b.ch")


def test_a_deletion_that_the_bridge_ignored_is_found_in_the_directory() -> None:
    found = rows(whole(users=[], exchanges=[*whole().exchanges, call("DELETE")]))
    assert found["Last Name"].values[:3] == ("", "", "Doe")
    assert found["Last Name"].parts == 2


def test_a_deletion_that_arrived_leaves_nothing_to_tell() -> None:
    ended = [*whole().events, event("changed", before={}, after=None)]
    hops = whole(
        users=[], exchanges=[*whole().exchanges, call("DELETE")], events=ended, contacts=[contact(archived=True)]
    )
    assert trace("alice", hops) == []


def test_a_hop_that_told_nothing_is_passed_over() -> None:
    row = rows(whole(events=[]))["First Name"]
    assert (row.values, row.parts) == (("Al", "Al", None, None, "Al"), None)


def test_the_case_of_letters_is_no_difference() -> None:
    hops = whole(
        users=[user(emailaddress="Al@Example.com")], contacts=[contact(email="al@example.com")], exchanges=[], events=[]
    )
    assert rows(hops)["Email"].parts is None


def test_another_person_s_values_are_not_taken() -> None:
    assert trace("bob", whole()) == []


def emptied(directory: list[dict[str, str]], mapped: dict[str, str]) -> Hops:
    said = {"phoneNumbers": [""]}
    after = {"phoneNumbers": directory}
    return whole(
        users=[user()],
        exchanges=[call("POST", **said)],
        events=[event("changed", before=None, after=after), event("mapped", properties=mapped)],
        contacts=[contact(phone="+41")],
    )


def test_what_is_said_empty_and_lost_on_the_way_is_found_where_it_was_lost() -> None:
    row = rows(emptied([], {}))["Phone Numbers"]
    assert row.values == ("", EMPTIED, "", "", "+41")
    assert row.parts == 2
    assert rows(emptied([{"value": ""}], {}))["Phone Numbers"].parts == 3


def test_what_is_said_empty_and_not_cleared_is_found_at_hubspot() -> None:
    assert rows(emptied([{"value": ""}], {"phone": ""}))["Phone Numbers"].parts == 4


def test_what_nobody_said_is_left_to_marketing() -> None:
    hops = whole(contacts=[contact(firstname="Al", lastname="Doe", phone="+41")])
    assert rows(hops)["Phone Numbers"].parts is None
