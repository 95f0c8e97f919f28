"""The application in process: its routes together, on a virtual clock, over a database in memory."""

import asyncio
import random  # noqa: TID251 - a seeded generator for the seams
from typing import Any

import httpx2
import pytest
import structlog
from starlette.applications import Starlette
from starlette.routing import Route

from bridge.app import create_app
from bridge.errors import WrongUse
from bridge.seams import Seams
from bridge.storage import InlineStore, open_engine
from tests.bridge.application import ADMIN, ANNA, IDENTITY_SERVER, USERS, Bridge, settings, with_bridge


def test_a_user_that_is_taken_is_delivered_and_shown_to_the_admin() -> None:
    async def use(bridge: Bridge) -> None:
        assert (await bridge.say(ANNA)).status_code == 201
        record = await bridge.delivered("anna")
        assert (record["version"], record["deliveredVersion"], record["error"]) == (1, 1, None)
        assert record["contactId"]

    with_bridge(use)


def test_a_record_has_exactly_the_keys_of_the_contract() -> None:
    async def use(bridge: Bridge) -> dict[str, Any]:
        await bridge.say(ANNA)
        return await bridge.record("anna")

    record = with_bridge(use)
    assert list(record) == [
        "userName",
        "state",
        "deleted",
        "version",
        "deliveredVersion",
        "contactId",
        "attempts",
        "nextTryAt",
        "error",
        "lastRequestAt",
        "correlationId",
        "resource",
        "properties",
        "delivered",
        "next",
    ]
    assert record["lastRequestAt"].endswith("Z")


def test_a_record_is_found_with_the_store_domain_before_the_name() -> None:
    async def use(bridge: Bridge) -> dict[str, Any]:
        await bridge.say(ANNA)
        return await bridge.record("EU.EXAMPLE/anna")

    assert with_bridge(use)["userName"] == "anna"


def test_a_correlation_id_that_came_is_kept_with_the_user() -> None:
    async def use(bridge: Bridge) -> str:
        header = {"X-Correlation-ID": "from-outside"}
        await bridge.http.post(USERS, json=ANNA, auth=IDENTITY_SERVER, headers=header)
        return str((await bridge.record("anna"))["correlationId"])

    assert with_bridge(use) == "from-outside"


def test_an_unknown_user_is_404_with_what_to_do() -> None:
    async def use(bridge: Bridge) -> httpx2.Response:
        return await bridge.get("/admin/users/nobody", ADMIN)

    answer = with_bridge(use)
    assert answer.status_code == 404
    assert "bridge users list" in answer.json()["error"]["message"]


def test_a_user_that_waits_for_an_absent_hubspot_shows_when_it_is_asked_next() -> None:
    async def use(bridge: Bridge) -> str | None:
        await bridge.say(ANNA)
        await asyncio.sleep(1)
        next_try_at: str | None = (await bridge.record("anna"))["nextTryAt"]
        return next_try_at

    next_try_at = with_bridge(use, hubspot_token="another")
    assert next_try_at is not None
    assert next_try_at.endswith("Z")


@pytest.mark.parametrize("auth", [None, ("boss", "wrong"), IDENTITY_SERVER])
def test_admin_needs_its_own_credentials(auth: tuple[str, str] | None) -> None:
    async def use(bridge: Bridge) -> httpx2.Response:
        return await bridge.get("/admin/users/anna", auth)

    answer = with_bridge(use)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_without_admin_credentials_there_is_no_admin() -> None:
    async def use(bridge: Bridge) -> int:
        return (await bridge.get("/admin/users/anna", ADMIN)).status_code

    assert with_bridge(use, admin_username=None, admin_password=None) == 404


def test_a_request_without_credentials_changes_nothing() -> None:
    async def use(bridge: Bridge) -> tuple[int, int]:
        answer = await bridge.http.post(USERS, json=ANNA)
        return answer.status_code, (await bridge.get("/admin/users/anna", ADMIN)).status_code

    assert with_bridge(use) == (401, 404)


def test_health_needs_no_credentials_and_shows_hubspots_state_in_the_body_alone() -> None:
    async def use(bridge: Bridge) -> httpx2.Response:
        await asyncio.sleep(5)
        return await bridge.get("/health/ready")

    answer = with_bridge(use, hubspot_token="wrong")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["status", "database", "mapping", "hubspot"]
    assert body["hubspot"]["usable"] is False
    assert "BRIDGE_HUBSPOT_TOKEN" in body["hubspot"]["reason"]


def test_a_process_that_cannot_write_lives_but_is_not_ready() -> None:
    async def use(bridge: Bridge) -> tuple[int, httpx2.Response]:
        bridge.store.trouble = OSError("disk full")
        try:
            return (await bridge.get("/health/live")).status_code, await bridge.get("/health/ready")
        finally:
            bridge.store.trouble = None

    live, ready = with_bridge(use)
    assert (live, ready.status_code) == (200, 503)
    assert "check the disk" in ready.json()["database"]


@pytest.mark.parametrize(("credentials", "level"), [(IDENTITY_SERVER, "info"), (("is", "wrong"), "warning")])
def test_a_request_that_loses_a_change_is_logged_as_a_warning(credentials: tuple[str, str], level: str) -> None:
    async def use(bridge: Bridge) -> None:
        await bridge.http.post(USERS, json=ANNA, auth=credentials)

    with structlog.testing.capture_logs() as logged:
        with_bridge(use)
    assert [entry["log_level"] for entry in logged if entry["event"] == "scim_request"] == [level]


def test_metrics_count_requests_calls_and_what_is_owed() -> None:
    async def use(bridge: Bridge) -> dict[str, float]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        await bridge.say({"userName": "only-a-name"})
        await asyncio.sleep(1)
        return await bridge.metrics()

    seen = with_bridge(use)
    assert seen["bridge_scim_requests_total 1.1 201 POST"] == 2
    assert seen["bridge_hubspot_usable"] == 1
    assert (seen["bridge_owed_users"], seen["bridge_refused_users"], seen["bridge_oldest_owed_seconds"]) == (0, 0, 0)
    assert any(name.startswith("bridge_hubspot_calls_total ") for name in seen)


def test_metrics_show_what_is_owed_while_hubspot_is_away() -> None:
    async def use(bridge: Bridge) -> dict[str, float]:
        await bridge.say(ANNA)
        await asyncio.sleep(30)
        return await bridge.metrics()

    seen = with_bridge(use, hubspot_token="wrong")
    assert (seen["bridge_owed_users"], seen["bridge_hubspot_usable"]) == (1, 0)
    assert seen["bridge_oldest_owed_seconds"] == pytest.approx(30, abs=1)


def test_a_path_that_is_not_served_says_where_users_are() -> None:
    async def use(bridge: Bridge) -> httpx2.Response:
        return await bridge.get("/")

    answer = with_bridge(use)
    assert answer.status_code == 404
    assert "/scim/v2" in answer.json()["error"]["message"]


def test_a_defect_outside_scim_is_answered_without_its_text() -> None:
    async def broken(_request: object) -> None:
        raise RuntimeError("canary")

    async def use(bridge: Bridge) -> httpx2.Response:
        bridge.app.router.routes.append(Route("/broken", broken))
        return await bridge.get("/broken")

    answer = with_bridge(use)
    assert answer.status_code == 500
    assert "canary" not in answer.text


def test_the_application_is_not_made_without_credentials() -> None:
    with pytest.raises(WrongUse, match="BRIDGE_PASSWORD"):
        make(password=None)


def test_the_application_is_not_made_with_a_mapping_that_is_not_there() -> None:
    with pytest.raises(WrongUse, match=r"none\.yaml"):
        make(mapping="none.yaml")


def make(**given: Any) -> Starlette:
    seams = Seams(lambda: 0.0, lambda: "id", random.Random(7))  # noqa: S311 - a test's
    store = InlineStore(open_engine("sqlite://"))
    try:
        return create_app(settings(**given), seams=seams, store=store)
    finally:
        store.close()


def test_a_record_shows_what_was_said_what_should_be_and_what_is_there() -> None:
    async def use(bridge: Bridge) -> dict[str, Any]:
        await bridge.say(ANNA)
        return await bridge.delivered("anna")

    record = with_bridge(use)
    assert record["resource"]["emails"] == [{"value": "anna@example.com"}]
    assert record["properties"]["email"] == "anna@example.com"
    assert (record["delivered"], record["next"]) == (record["properties"], None)


def test_what_is_held_is_in_the_record_the_trail_and_the_health() -> None:
    async def use(bridge: Bridge) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, float]]:
        await bridge.say(ANNA)
        await asyncio.sleep(1)
        found = (await bridge.get("/admin/events", ADMIN)).json()["events"]
        ready = (await bridge.get("/health/ready")).json()
        return await bridge.record("anna"), found[-1], ready, await bridge.metrics()

    record, outcome, ready, seen = with_bridge(use, delivery="hold", hubspot_token=None)
    assert (record["state"], record["delivered"], record["next"]["operation"]) == ("held", None, "upsert")
    assert (outcome["step"], outcome["data"]["state"]) == ("outcome", "held")
    assert outcome["data"]["properties"] == record["next"]["properties"]
    assert outcome["data"]["operation"] == "upsert"
    assert ready["status"] == "ready"
    assert ready["hubspot"]["reason"].startswith("held: ")
    assert seen["bridge_owed_users"] == 1
    assert not any(name.startswith("bridge_hubspot_calls_total ") for name in seen)
