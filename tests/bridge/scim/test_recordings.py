"""Every exchange recorded of WSO2's connectors, replayed: status, form and headers are what they got and can read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.scim.service import Answer, Service

RECORDINGS = Path(__file__).parents[2] / "wire"

OTHER_STATUS = {
    ("update of a user that was never provisioned", "PATCH"): (
        200,
        "the recording's server knew nobody and lost the change; the bridge takes the userName in and keeps it",
    ),
}
"""Where the bridge answers otherwise than the recording's server, and why."""


def cases() -> Iterator[Any]:
    for path in sorted(RECORDINGS.glob("*.json")):
        for case in json.loads(path.read_text()):
            yield pytest.param(case, id=f"{path.stem}: {case['case']}")


def there_before(case: dict[str, Any]) -> bool:
    """Tell whether the recording's server knew the user before the case."""
    first = case["exchanges"][0]["stub_response"]["body"]
    return bool(first.get("Resources"))


def replay(service: Service, case: dict[str, Any]) -> list[tuple[dict[str, Any], Answer]]:
    """Send each recorded request, with the bridge's id for the recorded one."""
    ids: dict[str, str] = {}
    seen = []
    for exchange in case["exchanges"]:
        request = exchange["request"]
        target = request["target"]
        for recorded, own in ids.items():
            target = target.replace(recorded, own)
        answer = service.send(
            request["method"], target, request["body"] or None, request["headers"], authorization=None
        )
        for recorded_user, user in zip(
            users_in(exchange["stub_response"]["body"]), users_in(body_of(answer)), strict=False
        ):
            ids[recorded_user["id"]] = user["id"]
        seen.append((exchange, answer))
    return seen


def body_of(answer: Answer) -> Any:
    return answer.json if answer.content else None


def users_in(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return []
    return list(body["Resources"]) if "Resources" in body else [body] if "id" in body else []


@pytest.fixture
def replayed(service: Service, case: dict[str, Any]) -> list[tuple[dict[str, Any], Answer]]:
    """The case's exchanges with the bridge's answers."""
    if there_before(case):
        service.create(userName=case["userName"], emails=["before@example.com"], name={"familyName": "Before"})
    return replay(service, case)


@pytest.mark.parametrize("case", list(cases()))
def test_a_recorded_request_gets_the_recorded_status(
    case: dict[str, Any], replayed: list[tuple[dict[str, Any], Answer]]
) -> None:
    for exchange, answer in replayed:
        recorded = exchange["stub_response"]["status"]
        expected, _why = OTHER_STATUS.get((case["case"], exchange["request"]["method"]), (recorded, ""))
        assert answer.status == expected, answer.content


@pytest.mark.parametrize("case", list(cases()))
def test_an_answer_has_the_fields_of_the_recorded_one(
    case: dict[str, Any], replayed: list[tuple[dict[str, Any], Answer]]
) -> None:
    for exchange, answer in replayed:
        recorded = exchange["stub_response"]
        if answer.status != recorded["status"]:
            assert answer.status == OTHER_STATUS[case["case"], exchange["request"]["method"]][0]
        elif recorded["body"] is None:
            assert answer.content == b""
        elif "Resources" in recorded["body"] or "Errors" in recorded["body"]:
            assert answer.json.keys() == recorded["body"].keys()
        else:
            assert {"schemas", "userName", "id"} <= answer.json.keys()


@pytest.mark.parametrize("case", list(cases()))
def test_an_answer_to_a_recorded_request_has_the_media_type_of_its_dialect(
    case: dict[str, Any], replayed: list[tuple[dict[str, Any], Answer]]
) -> None:
    expected = "application/json;charset=UTF-8" if case["connector"].startswith("scim ") else "application/scim+json"
    for _exchange, answer in replayed:
        assert "content-encoding" not in answer.headers
        assert answer.headers.get("content-type", expected if not answer.content else None) == expected


@pytest.mark.parametrize("case", [case for case in cases() if case.values[0]["operation"] == "POST"])
@pytest.mark.usefixtures("case")
def test_a_create_is_answered_with_what_was_sent(replayed: list[tuple[dict[str, Any], Answer]]) -> None:
    exchange, answer = replayed[0]
    sent = json.loads(exchange["request"]["body"])
    assert {name: answer.json[name] for name in sent.keys() - {"schemas"}} == {
        name: value for name, value in sent.items() if name != "schemas"
    }


@pytest.mark.parametrize("case", [case for case in cases() if case.values[0]["operation"] in {"PUT", "PATCH"}])
def test_a_recorded_edit_changes_what_it_names_and_nothing_else(
    service: Service, case: dict[str, Any], replayed: list[tuple[dict[str, Any], Answer]]
) -> None:
    if not there_before(case):
        # The scim2 connector gives up after the look-up; the scim one sends the edit, and the user is taken in.
        assert service.names() == ([case["userName"]] if len(replayed) > 1 else [])
        return
    sent = json.loads(replayed[-1][0]["request"]["body"])
    now = service.resource(case["userName"])
    assert now["name"] == {"familyName": "Before", **sent.get("name", {})}
    assert {"value": sent["emails"][0] if "emails" in sent else "before@example.com"} in now["emails"]


@pytest.mark.parametrize("case", [case for case in cases() if case.values[0]["operation"] == "DELETE"])
@pytest.mark.usefixtures("case")
def test_a_recorded_delete_leaves_nobody(service: Service, replayed: list[tuple[dict[str, Any], Answer]]) -> None:
    assert replayed
    assert service.names() == []
