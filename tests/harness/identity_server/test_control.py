"""`/_sim/*`: what a test asks and sets."""

from typing import Any

import httpx2
import pytest

from harness.identity_server.simulator import create_app
from harness.identity_server.simulator.control import change
from harness.identity_server.simulator.errors import BadControl
from tests.harness.identity_server.place import Place

pytestmark = pytest.mark.anyio


async def test_the_guides_set_up_is_the_default(place: Place) -> None:
    assert (await place.http.get("/_sim/config")).json() == {
        "connector": "scim",
        "blocking": True,
        "rules": False,
        "sender": "own",
        "doublePost": "after",
        "stock": False,
        "selfRegistration": True,
        "lockOnCreation": False,
        "mobileEditDropsPhoneNumbers": True,
        "passwordProvisioning": False,
    }


async def test_a_running_server_can_become_stock_and_be_mended(place: Place) -> None:
    await place.http.put("/_sim/config", json={"stock": True})
    assert place.server.configuration.my_account is None
    await place.http.put("/_sim/config", json={"stock": False, "connector": "scim2"})
    assert place.server.configuration.my_account == place.server.configuration.resident
    assert place.server.configuration.my_account is not place.server.configuration.resident


async def test_a_call_is_recorded_with_the_contracts_keys(place: Place) -> None:
    await place.register()
    call = (await place.calls())[0]
    assert call | {"body": ""} == {
        "id": 1,
        "at": 1_800_000_000.0,
        "userName": "alice",
        "operation": "POST",
        "method": "POST",
        "target": "/hubspot/contacts",
        "status": 201,
        "outcome": "ok",
        "body": "",
        "answer": call["answer"],
        "headers": {**call["headers"], "Authorization": "Basic [redacted]"},
    }


@pytest.mark.parametrize(
    ("settings", "allowed"),
    [
        ({"doublePost": "twice"}, "off, after, before, together"),
        ({"connector": "SCIM2"}, "scim, scim2"),
        ({"blocking": "yes"}, "true, false"),
        ({"blocking": 1}, "true, false"),
        ({"connector": ["scim"]}, "scim, scim2"),
        ({"speed": 3}, "connector, sender, doublePost"),
    ],
)
async def test_a_wrong_setting_is_refused_with_what_is_allowed(
    place: Place, settings: dict[str, Any], allowed: str
) -> None:
    answer = await place.http.put("/_sim/config", json={"lockOnCreation": True, **settings})
    assert answer.status_code == 400
    assert allowed in answer.json()["error"]
    assert not place.server.configuration.lock_on_creation


@pytest.mark.parametrize("body", ["", "[]", "no"])
async def test_a_body_that_is_no_object_is_refused(place: Place, body: str) -> None:
    assert (await place.http.put("/_sim/config", content=body)).status_code == 400


async def test_a_fresh_server_has_no_entry_to_set() -> None:
    with pytest.raises(BadControl, match="--provision-to"):
        change(create_app().state.server.configuration, {"blocking": True})


async def test_reset_returns_to_the_start(place: Place) -> None:
    await place.register()
    await place.configure(connector="scim2", lockOnCreation=True)
    assert (await place.http.post("/_sim/reset")).status_code == 204
    assert [user["userName"] for user in (await place.http.get("/_sim/users")).json()["users"]] == ["admin"]
    assert await place.calls() == []
    assert (await place.http.get("/_sim/config")).json()["connector"] == "scim"
    assert (await place.register()).status_code == 201


async def test_the_health_check_answers_bare(place: Place) -> None:
    answer = await place.http.get("/api/health-check/v1.0/health")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_what_is_read_may_be_written_back() -> None:
    app = create_app()
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://localhost:9443") as fresh:
        read = (await fresh.get("/_sim/config")).json()
        written = await fresh.put("/_sim/config", json=read)
    assert read["connector"] is None
    assert (written.status_code, written.json()) == (200, read)
