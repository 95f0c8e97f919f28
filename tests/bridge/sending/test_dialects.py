"""What each client's requests look like, held to what was recorded of WSO2's connectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.sending.dialects import Change, Client, Request, look_up, request_of
from bridge.sending.letters import EXAMPLES

WIRE = Path(__file__).parents[2] / "wire"
BASE = "/hubspot/contacts"
CONNECTION = {"Authorization", "Content-Length", "Connection", "Accept-Encoding"}
ALICE = {"userName": "alice", "emails": [{"value": "a@example.com"}, {"type": "work", "value": "w@example.com"}]}


def recorded(client: str, name: str) -> list[dict[str, Any]]:
    file = WIRE / {"scim": "scim1-connector.json", "scim2": "scim2-connector.json"}[client]
    (case,) = [each for each in json.loads(file.read_text("utf-8")) if each["case"] == name]
    return [exchange["request"] for exchange in case["exchanges"]]


def body(request: Request) -> Any:
    return json.loads(request.body)


@pytest.mark.parametrize("client", ["scim", "scim2"])
def test_an_example_is_sent_as_the_connector_was_recorded_to(client: Client) -> None:
    (expected,) = recorded(client, "self-registration")
    sent = request_of(client, BASE, EXAMPLES["self-registration"], "")
    headers = {name: value for name, value in expected["headers"].items() if name not in CONNECTION}
    assert (sent.method, sent.target, dict(sent.headers)) == (expected["method"], expected["target"], headers)
    assert body(sent) == json.loads(expected["body"])


@pytest.mark.parametrize("client", ["scim", "scim2"])
def test_an_edit_looks_the_user_up_and_changes_it_as_recorded(client: Client) -> None:
    first, second = recorded(client, "profile edit: first name")
    asked = look_up(client, BASE, "alice")
    assert (asked.method, asked.target) == (first["method"], first["target"])
    sent = request_of(client, BASE, EXAMPLES["profile edit: first name"], second["target"].rpartition("/")[2])
    assert (sent.method, sent.target) == (second["method"], second["target"])
    assert sent.headers["User-Agent"] == second["headers"]["User-Agent"]


def test_a_connector_gets_untyped_values_as_bare_strings() -> None:
    sent = body(request_of("scim", BASE, Change("POST", {**ALICE, "id": "1", "meta": {}}), ""))
    assert sent["emails"] == ["a@example.com", {"type": "work", "value": "w@example.com"}]
    assert sent["schemas"] == ["urn:scim:schemas:core:1.0"]
    assert sent.keys() == {"userName", "emails", "schemas"}


def test_an_rfc_client_sends_bare_strings_as_objects() -> None:
    sent = request_of("rfc", BASE, Change("POST", {"userName": "alice", "emails": ["a@example.com"]}), "")
    assert sent.target == "/scim/v2/Users"
    assert body(sent)["emails"] == [{"value": "a@example.com"}]
    assert body(sent)["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User"]


def test_an_rfc_client_patches_by_a_patch_op() -> None:
    sent = body(request_of("rfc", BASE, Change("PATCH", {"title": "Dr"}, "alice"), "7"))
    assert sent["Operations"] == [{"op": "replace", "value": {"title": "Dr"}}]


def test_a_patch_op_goes_as_it_is() -> None:
    message = {"Operations": [{"op": "remove", "path": "title"}]}
    sent = body(request_of("rfc", BASE, Change("PATCH", message, "alice"), "7"))
    assert sent["Operations"] == message["Operations"]


def test_a_name_with_spaces_and_signs_is_looked_up_encoded() -> None:
    assert look_up("scim", BASE, "EU/a+b &c").target.endswith("filter=userName%20Eq%20EU%2Fa%2Bb%20%26c")
    assert look_up("rfc", BASE, 'a"b').target.endswith("userName%20eq%20%22a%5C%22b%22")
