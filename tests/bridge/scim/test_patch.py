"""PatchOp messages by the sentences of RFC 7644 section 3.5.2, over HTTP at /scim/v2."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.bridge.scim.service import RFC, Service

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ALICE: Mapping[str, Any] = {
    "userName": "alice",
    "title": "Dr",
    "name": {"givenName": "Alice", "familyName": "Doe"},
    "emails": [
        {"type": "work", "value": "w@x", "primary": True},
        {"type": "home", "value": "h@x"},
        {"value": "a@x"},
    ],
    ENTERPRISE: {"department": "D", "manager": {"displayName": "B"}},
}
W, H, A = ALICE["emails"]
WORK = 'emails[type eq "work"]'


def op(word: str, path: str | None = None, *value: Any) -> dict[str, Any]:
    return {"op": word} | ({"path": path} if path else {}) | ({"value": value[0]} if value else {})


ROWS: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "add a text": (op("add", "locale", "de"), {"locale": "de"}),
    "add over a text": (op("Add", "title", "Prof"), {"title": "Prof"}),
    "add parts": (op("add", "name", {"middleName": "M"}), {"name": {**ALICE["name"], "middleName": "M"}}),
    "add a part": (op("add", "name.middleName", "M"), {"name": {**ALICE["name"], "middleName": "M"}}),
    "add a value": (
        op("add", "emails", [{"type": "work", "value": "v@x"}]),
        {"emails": [W, H, A, {"type": "work", "value": "v@x"}]},
    ),
    "add a value that is no list": (op("add", "emails", "b@x"), {"emails": [W, H, A, {"value": "b@x"}]}),
    "add a value that is there": (op("add", "emails", [H]), {}),
    "add a primary value": (
        op("add", "emails", [{"value": "b@x", "primary": True}]),
        {"emails": [{**W, "primary": False}, H, A, {"value": "b@x", "primary": True}]},
    ),
    "add to chosen": (op("add", WORK, {"display": "W"}), {"emails": [{**W, "display": "W"}, H, A]}),
    "add a part to chosen": (op("add", f"{WORK}.display", "W"), {"emails": [{**W, "display": "W"}, H, A]}),
    "add to a value that is not there": (
        op("add", 'emails[type eq "other"].value', "o@x"),
        {"emails": [W, H, A, {"type": "other", "value": "o@x"}]},
    ),
    "add without path": (
        op("add", None, {"locale": "de", "name": {"middleName": "M"}, "emails": [{"value": "b@x"}]}),
        {"locale": "de", "name": {**ALICE["name"], "middleName": "M"}, "emails": [W, H, A, {"value": "b@x"}]},
    ),
    "add to an extension": (
        op("add", f"{ENTERPRISE}:costCenter", "7"),
        {ENTERPRISE: {**ALICE[ENTERPRISE], "costCenter": "7"}},
    ),
    "add an extension": (
        op("add", ENTERPRISE, {"costCenter": "7"}),
        {ENTERPRISE: {**ALICE[ENTERPRISE], "costCenter": "7"}},
    ),
    "add an unknown extension": (op("add", "urn:x:y:z", "1"), {"urn:x:y": {"z": "1"}}),
    "replace a text": (op("REPLACE", "TITLE", "Prof"), {"title": "Prof"}),
    "replace by the schema's name": (op("replace", f"{CORE}:title", "Prof"), {"title": "Prof"}),
    "replace a part": (op("replace", "name.givenName", "A"), {"name": {**ALICE["name"], "givenName": "A"}}),
    "replace by the schema's name and a part": (
        op("replace", f"{CORE}:name.givenName", "A"),
        {"name": {**ALICE["name"], "givenName": "A"}},
    ),
    "replace parts": (op("replace", "name", {"givenName": "A"}), {"name": {**ALICE["name"], "givenName": "A"}}),
    "replace what is not there": (op("replace", "locale", "de"), {"locale": "de"}),
    "replace a text by nothing": (op("replace", "title", None), {"title": None}),
    "replace all values": (
        op("replace", "emails", [{"type": "home", "value": "i@x"}]),
        {"emails": [{"type": "home", "value": "i@x"}]},
    ),
    "replace all values by none": (op("replace", "emails", []), {"emails": None}),
    "replace chosen": (op("replace", WORK, {"value": "v@x"}), {"emails": [{"type": "work", "value": "v@x"}, H, A]}),
    "replace a part of chosen": (op("replace", f"{WORK}.value", "v@x"), {"emails": [{**W, "value": "v@x"}, H, A]}),
    "replace by a part's value": (
        op("replace", 'emails[value eq "A@X"].value', "b@x"),
        {"emails": [W, H, {"value": "b@x"}]},
    ),
    "replace by two conditions": (
        op("replace", 'emails[type eq "work" and value co "w"].value', "v@x"),
        {"emails": [{**W, "value": "v@x"}, H, A]},
    ),
    "replace by absence": (op("replace", "emails[not (type pr)].value", "b@x"), {"emails": [W, H, {"value": "b@x"}]}),
    "replace a part of all": (
        op("replace", "emails.display", "X"),
        {"emails": [{**one, "display": "X"} for one in (W, H, A)]},
    ),
    "replace without path": (
        op("replace", None, {"title": "Prof", "emails": ["b@x"]}),
        {"title": "Prof", "emails": [{"value": "b@x"}]},
    ),
    "replace with dotted names": (
        op("replace", None, {"name.givenName": "A", f"{WORK}.value": "v@x"}),
        {"name": {**ALICE["name"], "givenName": "A"}, "emails": [{**W, "value": "v@x"}, H, A]},
    ),
    "replace a manager": (
        op("replace", f"{ENTERPRISE}:manager.displayName", "C"),
        {ENTERPRISE: {"department": "D", "manager": {"displayName": "C"}}},
    ),
    "replace the userName by another spelling": (op("replace", "userName", "EU/ALICE"), {}),
    "replace the schemas": (op("replace", "schemas", ["x"]), {}),
    "remove a text": (op("remove", "title"), {"title": None}),
    "remove a part": (op("remove", "name.givenName"), {"name": {"familyName": "Doe"}}),
    "remove a whole": (op("remove", "name"), {"name": None}),
    "remove all values": (op("remove", "emails"), {"emails": None}),
    "remove chosen": (op("remove", WORK), {"emails": [H, A]}),
    "remove a part of chosen": (op("remove", f"{WORK}.primary"), {"emails": [{"type": "work", "value": "w@x"}, H, A]}),
    "remove the value of chosen": (op("remove", 'emails[type eq "home"].value'), {"emails": [W, A]}),
    "remove what is not there": (op("remove", 'emails[type eq "other"]'), {}),
    "remove what was never said": (op("remove", "locale"), {}),
    "remove an extension": (op("remove", ENTERPRISE), {ENTERPRISE: None}),
    "remove an extension's attribute": (op("remove", f"{ENTERPRISE}:manager"), {ENTERPRISE: {"department": "D"}}),
}


@pytest.mark.parametrize("what", ROWS)
def test_an_operation_does_what_the_rfc_says(service: Service, what: str) -> None:
    operation, changed = ROWS[what]
    created = service.send("POST", RFC, ALICE).json
    answer = service.send("PATCH", f"{RFC}/{created['id']}", {"Operations": [operation]})
    assert answer.status == 200, answer.content
    shown = {name: value for name, value in answer.json.items() if name not in {"id", "meta", "schemas"}}
    expected = {name: value for name, value in {**ALICE, **changed}.items() if value is not None}
    assert shown == expected


EMPTIED: Mapping[str, tuple[dict[str, Any], str, Any]] = {
    "a text": (op("remove", "title"), "title", ""),
    "a part": (op("remove", "name.givenName"), "name", {"givenName": "", "familyName": "Doe"}),
    "all values": (op("remove", "emails"), "emails", [{}]),
    "chosen": (op("remove", WORK), "emails", [H, A, {"type": "work", "value": "", "primary": ""}]),
    "slots not in the new values": (
        op("replace", "emails", ["b@x"]),
        "emails",
        [{"type": "work", "value": "", "primary": ""}, {"type": "home", "value": ""}, {"value": "b@x"}],
    ),
    "never said": (op("remove", "locale"), "locale", ""),
}


@pytest.mark.parametrize("what", EMPTIED)
def test_what_is_removed_is_said_empty(service: Service, what: str) -> None:
    operation, name, kept = EMPTIED[what]
    created = service.send("POST", RFC, ALICE).json
    service.send("PATCH", f"{RFC}/{created['id']}", {"Operations": [operation]})
    assert service.resource("alice")[name] == kept


def test_operations_apply_in_their_order(service: Service) -> None:
    created = service.send("POST", RFC, ALICE).json
    operations = [op("remove", WORK), op("add", f"{WORK}.value", "v@x"), op("replace", f"{WORK}.value", "u@x")]
    answer = service.send("PATCH", f"{RFC}/{created['id']}", {"Operations": operations})
    assert answer.json["emails"] == [H, A, {"type": "work", "value": "u@x"}]


def test_an_operation_on_the_password_does_nothing(service: Service) -> None:
    created = service.send("POST", RFC, ALICE).json
    operations = [op("replace", "password", "x"), op("add", None, {"password": "x"})]
    answer = service.send("PATCH", f"{RFC}/{created['id']}", {"Operations": operations})
    assert answer.status == 200
    assert answer.json["meta"]["version"] == created["meta"]["version"]


def test_a_plain_body_merges(service: Service) -> None:
    created = service.send("POST", RFC, ALICE).json
    answer = service.send("PATCH", f"{RFC}/{created['id']}", {"title": "Prof"})
    assert (answer.json["title"], answer.json["name"]) == ("Prof", ALICE["name"])
