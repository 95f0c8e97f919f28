"""What every API request passes: credentials, limits, the honest refusal of what is not there."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from harness.hubspot.fake import Allowance, create_app

CONTACTS = "/crm/v3/objects/contacts"


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Basic cGF0LXRlc3Q=", "bearer", "pat-test"])
def test_an_unknown_caller_gets_401_changes_nothing_and_leaves_no_trace(
    app: Starlette, hubspot: TestClient, given: str | None
) -> None:
    stranger = TestClient(app, headers={"Authorization": given} if given else {})
    answer = stranger.post(CONTACTS, json={"properties": {"firstname": "Anna"}})
    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")
    assert answer.json()["message"].startswith("Authentication credentials not found.")
    assert hubspot.get("/_fake/contacts").json() == {"contacts": []}
    assert hubspot.get("/_fake/requests").json() == {"requests": []}


def test_every_answer_has_a_correlation_id_that_counts_up(hubspot: TestClient) -> None:
    ids = [hubspot.get(CONTACTS).headers["X-HubSpot-Correlation-Id"] for _ in range(2)]
    assert ids == ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/crm/v3/objects/companies"),
        ("POST", f"{CONTACTS}/search"),
        ("POST", f"{CONTACTS}/merge"),
        ("POST", f"{CONTACTS}/gdpr-delete"),
        ("POST", f"{CONTACTS}/batch/merge"),
        ("GET", f"{CONTACTS}/101/associations/companies"),
        ("POST", "/contacts/v1/contact"),
        ("GET", "/account-info/v3/details"),
        ("POST", "/oauth/v1/token"),
        ("GET", "/nowhere"),
    ],
)
def test_what_the_fake_has_not_is_501_with_a_reason(hubspot: TestClient, method: str, path: str) -> None:
    answer = hubspot.request(method, path)
    assert (answer.status_code, answer.json()["category"]) == (501, "NOT_IMPLEMENTED_BY_FAKE")
    assert answer.json()["message"]


def test_associations_are_refused_rather_than_forgotten(hubspot: TestClient) -> None:
    body = {"properties": {"firstname": "Anna"}, "associations": [{"to": {"id": "1"}, "types": []}]}
    assert hubspot.post(CONTACTS, json=body).status_code == 501
    assert hubspot.get("/_fake/contacts").json() == {"contacts": []}


def test_a_method_that_a_path_has_not_is_405_and_told_which_it_has(hubspot: TestClient) -> None:
    answer = hubspot.put(f"{CONTACTS}/batch/upsert")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["status"] == "error"


def test_the_headers_tell_where_the_caller_stands(hubspot: TestClient) -> None:
    hubspot.get(CONTACTS)
    headers = hubspot.get(f"{CONTACTS}/999").headers
    assert {name: headers[name] for name in headers if name.startswith("x-hubspot-ratelimit")} == {
        "x-hubspot-ratelimit-max": "190",
        "x-hubspot-ratelimit-remaining": "188",
        "x-hubspot-ratelimit-interval-milliseconds": "10000",
        "x-hubspot-ratelimit-daily": "625000",
        "x-hubspot-ratelimit-daily-remaining": "624998",
    }


@pytest.mark.parametrize(("plan", "limit"), [("free", "100"), ("pro", "190"), ("addon", "250"), ("off", None)])
def test_a_plan_has_its_limit(plan: Any, limit: str | None) -> None:
    client = TestClient(create_app(token="t", limits=plan), headers={"Authorization": "Bearer t"})
    assert client.get(CONTACTS).headers.get("x-hubspot-ratelimit-max") == limit


def limited(clock: Callable[[], float], per_window: int | None, per_day: int | None = None) -> TestClient:
    allowance = Allowance(per_window, per_day)
    return TestClient(create_app(token="t", limits=allowance, clock=clock), headers={"Authorization": "Bearer t"})


def test_a_call_over_the_window_is_refused_in_hubspots_words(clock: Any) -> None:
    client = limited(clock, 1)
    client.get(CONTACTS)
    answer = client.get(CONTACTS)
    assert answer.status_code == 429
    assert answer.json() == {
        "status": "error",
        "message": "You have reached your ten_secondly_rolling limit.",
        "errorType": "RATE_LIMIT",
        "correlationId": "00000000-0000-0000-0000-000000000002",
        "policyName": "TEN_SECONDLY_ROLLING",
        "requestId": "00000000-0000-0000-0000-000000000002",
    }
    assert answer.headers["x-hubspot-ratelimit-remaining"] == "0"
    assert "retry-after" not in answer.headers


def test_the_window_rolls_it_does_not_start_anew(clock: Any) -> None:
    client = limited(clock, 3)
    start = clock.now
    statuses = []
    for second in (0, 4, 8, 9.9, 10, 10.1, 13.9, 14, 14.1, 18):
        clock.now = start + second
        statuses.append((second, client.get(CONTACTS).status_code))
    admitted = [second for second, status in statuses if status == 200]
    assert admitted == [0, 4, 8, 10, 14, 18]


def test_the_day_has_its_own_limit_and_ends_at_midnight(clock: Any) -> None:
    client = limited(clock, None, 2)
    statuses = [client.get(CONTACTS).status_code for _ in range(3)]
    refused = client.get(CONTACTS).json()
    assert (statuses, refused["policyName"]) == ([200, 200, 429], "DAILY")
    assert refused["message"] == "You have reached your daily limit."
    clock.now = (clock.now // 86_400 + 1) * 86_400
    assert client.get(CONTACTS).status_code == 200


def test_a_limited_call_changes_nothing_and_is_logged(clock: Any) -> None:
    client = limited(clock, 0)
    client.post(CONTACTS, json={"properties": {"firstname": "Anna"}})
    assert client.get("/_fake/contacts").json() == {"contacts": []}
    assert [entry["status"] for entry in client.get("/_fake/requests").json()["requests"]] == [429]


def test_limits_are_shown_and_changed(hubspot: TestClient) -> None:
    hubspot.get(CONTACTS)
    assert hubspot.get("/_fake/limits").json() == {
        "limit": 190,
        "intervalMilliseconds": 10_000,
        "used": 1,
        "dailyLimit": 625_000,
        "usedToday": 1,
    }
    assert hubspot.put("/_fake/limits", json={"limit": 1}).json()["dailyLimit"] == 625_000
    assert hubspot.get(CONTACTS).status_code == 429
    hubspot.put("/_fake/limits", json={"limit": None})
    assert hubspot.get(CONTACTS).status_code == 200
