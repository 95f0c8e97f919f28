"""What docs/chain.md shows of the wire is what goes over it: its requests are made, and answered as the page says."""

import json
from typing import Any

import httpx2

from tests.bridge.application import IDENTITY_SERVER, USERS, Bridge, with_bridge
from walkthroughs.markdown import blocks, section

CONNECTOR = {"User-Agent": "Jakarta Commons-HttpClient/3.1", "Content-Type": "application/json"}


def shown(begin: str) -> Any:
    """Return the JSON of the page's HTTP block that begins so."""
    (block,) = [each.text for each in blocks("http") if each.page == "chain.md" and each.text.startswith(begin)]
    return json.loads(block[block.index("{") :])


def shown_answer() -> Any:
    (block,) = [each.text for each in blocks("json") if each.info == "json scim-answer"]
    return json.loads(block)


async def register(bridge: Bridge) -> httpx2.Response:
    return await bridge.http.post(USERS, json=shown("POST /hubspot"), headers=CONNECTOR, auth=IDENTITY_SERVER)


async def edit(bridge: Bridge) -> httpx2.Response:
    query = {"filter": "userName Eq alice"}
    found = await bridge.http.get(USERS, params=query, headers=CONNECTOR, auth=IDENTITY_SERVER)
    target = f"{USERS}/{found.json()['Resources'][0]['id']}"
    return await bridge.http.patch(target, json=shown("GET /hubspot"), headers=CONNECTOR, auth=IDENTITY_SERVER)


async def inputs(bridge: Bridge) -> list[dict[str, Any]]:
    """Return what HubSpot was sent of users, the trace ids apart."""
    requests = (await bridge.fake.get("/_fake/requests")).json()["requests"]
    sent = [each for request in requests for each in request["inputs"]]
    return [{name: value for name, value in each.items() if name != "objectWriteTraceId"} for each in sent]


def test_the_registration_is_answered_as_the_page_shows() -> None:
    answer = with_bridge(register)
    assert answer.status_code == 201
    assert {**answer.json(), "id": ""} == {**shown_answer(), "id": ""}


def test_hubspot_is_sent_what_the_page_shows() -> None:
    async def use(bridge: Bridge) -> list[dict[str, Any]]:
        await register(bridge)
        await bridge.delivered("alice")
        return await inputs(bridge)

    (expected,) = shown("POST /crm")["inputs"]
    expected.pop("objectWriteTraceId")
    assert with_bridge(use) == [expected]


def test_the_edit_sends_what_the_page_shows() -> None:
    async def use(bridge: Bridge) -> tuple[httpx2.Response, list[dict[str, Any]]]:
        await register(bridge)
        await bridge.delivered("alice")
        answer = await edit(bridge)
        await bridge.delivered("alice")
        return answer, await inputs(bridge)

    answer, sent = with_bridge(use)
    assert answer.status_code == 200
    properties = sent[-1]["properties"]
    assert f"`{json.dumps(properties, separators=(',', ':'))}`" in section("chain.md", "## How a change travels")
    assert len(sent) == 2
