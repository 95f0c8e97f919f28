"""`GET /admin/events` of the whole application, on a virtual clock: what a change leaves behind, hop by hop."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from bridge.trail import About, Wanted
from tests.bridge.application import ADMIN, ANNA, IDENTITY_SERVER, USERS, Bridge, with_bridge

Event = Mapping[str, Any]
AUTHORIZATION = "Basic " + base64.b64encode(":".join(ADMIN).encode()).decode()


async def events(bridge: Bridge, query: str = "") -> list[Event]:
    found: list[Event] = (await bridge.get(f"/admin/events{query}", ADMIN)).json()["events"]
    return found


def steps(found: list[Event]) -> list[str]:
    return [each["step"] for each in found]


def of(step: str, found: list[Event]) -> Event:
    (only,) = [each for each in found if each["step"] == step]
    return only


def a_created_user() -> list[Event]:
    async def use(bridge: Bridge) -> list[Event]:
        sent = {**ANNA, "password": "canary", "Password": "canary"}
        answer = await bridge.http.post(
            USERS, json=sent, auth=IDENTITY_SERVER, headers={"X-Correlation-ID": "corr-anna"}
        )
        assert answer.status_code == 400, "named twice"
        await bridge.http.post(
            USERS,
            json={**ANNA, "password": "canary"},
            auth=IDENTITY_SERVER,
            headers={"X-Correlation-ID": "corr-anna-2"},
        )
        await bridge.delivered("anna")
        return await events(bridge)

    return with_bridge(use)


def test_a_change_leaves_each_step_in_order_under_one_correlation_id() -> None:
    found = [each for each in a_created_user() if each["correlationId"] == "corr-anna-2"]
    assert steps(found) == ["received", "understood", "changed", "answered", "mapped", "sent", "outcome"]
    assert {each["userName"] for each in found} == {"anna"}
    assert [each["version"] for each in found] == [None, None, 1, None, 1, 1, 1]


def test_the_events_say_what_each_hop_did() -> None:
    found = [each for each in a_created_user() if each["correlationId"] == "corr-anna-2"]
    received = of("received", found)["data"]
    assert (received["method"], received["target"], received["dialect"]) == ("POST", USERS, "1.1")
    assert received["body"] == ANNA
    understood = of("understood", found)["data"]
    assert (understood["operation"], understood["says"]["emails"]) == ("create", [{"value": "anna@example.com"}])
    changed = of("changed", found)["data"]
    assert changed["before"] is None
    assert changed["after"]["name"] == {"givenName": "Anna", "familyName": "Arnold"}
    assert of("answered", found)["data"]["status"] == 201
    mapped, sent = of("mapped", found)["data"], of("sent", found)["data"]
    assert mapped["properties"]["firstname"] == "Anna"
    assert sent["properties"]["email"] == "anna@example.com"
    outcome = of("outcome", found)["data"]
    assert (outcome["state"], outcome["status"], outcome["error"]) == ("delivered", 200, None)
    assert outcome["callId"] == sent["callId"]
    assert outcome["contactId"]


def test_no_event_has_a_password_or_a_credential() -> None:
    text = json.dumps(a_created_user())
    assert [word for word in ("canary", IDENTITY_SERVER[1], "Basic ", "pat-") if word in text] == []


def test_a_request_that_is_refused_leaves_what_came_and_the_answer() -> None:
    async def use(bridge: Bridge) -> list[Event]:
        await bridge.http.post(USERS, content=b'{"password": "canary"', auth=IDENTITY_SERVER)
        await bridge.http.post(USERS, json=ANNA)
        return await events(bridge)

    found = with_bridge(use)
    assert steps(found) == ["received", "answered"] * 2
    assert [each["data"]["status"] for each in found[1::2]] == [400, 401]
    assert "canary" not in json.dumps(found)


def test_a_look_up_and_the_change_by_id_are_found_by_the_name() -> None:
    async def use(bridge: Bridge) -> list[Event]:
        user_id = (await bridge.say(ANNA)).json()["id"]
        await bridge.delivered("anna")
        await bridge.http.get(f"{USERS}?filter=userName%20Eq%20anna", auth=IDENTITY_SERVER)
        await bridge.http.delete(f"{USERS}/{user_id}", auth=IDENTITY_SERVER)
        await asyncio.sleep(5)
        return (await events(bridge, "?userName=ANNA"))[7:]

    found = with_bridge(use)
    assert steps(found)[:3] == ["received", "understood", "answered"]
    assert found[1]["data"] == {
        "operation": "list",
        "says": {"filter": "userName is anna", "startIndex": 1, "count": 100},
    }
    deleted = found[3:]
    assert steps(deleted) == ["received", "understood", "changed", "answered", "mapped", "sent", "outcome"]
    assert deleted[2]["data"]["after"] is None
    assert deleted[5]["data"]["operation"] == "archive"
    assert deleted[6]["data"]["state"] == "delivered"


def test_a_refused_user_leaves_the_reason() -> None:
    async def use(bridge: Bridge) -> Event:
        await bridge.say({**ANNA, "emails": ["no e-mail at all"]})
        await asyncio.sleep(5)
        return of("outcome", await events(bridge))

    data = with_bridge(use)["data"]
    assert data["state"] == "refused"
    assert data["error"]["class"]
    assert data["error"]["message"]


def test_a_user_that_waits_and_one_that_is_incomplete_say_so() -> None:
    async def use(bridge: Bridge) -> list[Event]:
        await bridge.say({"userName": "only-a-name"})
        await bridge.say(ANNA)
        await asyncio.sleep(0.1)
        return await events(bridge)

    found = [each for each in with_bridge(use) if each["step"] == "outcome"]
    assert [each["data"]["state"] for each in found] == ["incomplete", "delivered"]


def test_while_hubspot_is_away_the_outcome_is_waiting_with_the_reason() -> None:
    async def use(bridge: Bridge) -> list[Event]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        rule = {"match": {"path": "/crm/*"}, "fault": {"kind": "status", "status": 503}}
        assert (await bridge.fake.post("/_fake/faults", json=rule)).status_code == 201
        await bridge.say({"userName": "anna", "name": {"givenName": "Anne"}})
        await asyncio.sleep(1)
        return await events(bridge)

    last = [each for each in with_bridge(use) if each["step"] == "outcome"][-1]
    assert (last["data"]["state"], last["data"]["status"], last["version"]) == ("waiting", 503, 2)
    assert last["data"]["error"]["class"] == "HTTP_503"


def test_a_change_that_no_property_shows_is_delivered_without_a_call() -> None:
    async def use(bridge: Bridge) -> list[Event]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        await bridge.say({"userName": "anna", "profileUrl": "https://anna.example"})
        await asyncio.sleep(1)
        return await events(bridge)

    found = [each for each in with_bridge(use) if each["version"] == 2]
    assert steps(found) == ["changed", "mapped", "outcome"]
    assert (found[2]["data"]["state"], found[2]["data"]["callId"]) == ("delivered", None)


def test_with_after_the_next_events_come_and_last_is_where_to_go_on() -> None:
    async def use(bridge: Bridge) -> list[dict[str, Any]]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        queries = ("?after=2&limit=2", "?after=4", "?limit=1", "?correlationId=none&after=0")
        return [(await bridge.get(f"/admin/events{each}", ADMIN)).json() for each in queries]

    found = with_bridge(use)
    assert [[event["id"] for event in each["events"]] for each in found] == [[3, 4], [5, 6, 7], [7], []]
    assert [each["last"] for each in found] == [4, 7, 7, 7]


@pytest.mark.parametrize("query", ["after=x", "limit=-1", "user=anna"])
def test_a_wrong_parameter_is_refused_with_what_to_send(query: str) -> None:
    async def use(bridge: Bridge) -> httpx2.Response:
        return await bridge.get(f"/admin/events?{query}", ADMIN)

    answer = with_bridge(use)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith(".")


@pytest.mark.parametrize("auth", [None, IDENTITY_SERVER])
def test_the_trail_needs_the_admins_credentials(auth: tuple[str, str] | None) -> None:
    async def use(bridge: Bridge) -> int:
        return (await bridge.get("/admin/events", auth)).status_code

    assert with_bridge(use) == 401


def test_a_trail_that_is_off_says_how_to_switch_it_on_and_keeps_nothing() -> None:
    async def use(bridge: Bridge) -> tuple[httpx2.Response, int]:
        await bridge.say(ANNA)
        return await bridge.get("/admin/events", ADMIN), bridge.app.state.trail.last

    answer, last = with_bridge(use, trail=0)
    assert (answer.status_code, last) == (404, 0)
    assert "--trail" in answer.json()["error"]["message"]


def test_without_admin_credentials_there_is_no_trail() -> None:
    async def use(bridge: Bridge) -> tuple[int, int]:
        await bridge.say(ANNA)
        return (await bridge.get("/admin/events", ADMIN)).status_code, bridge.app.state.trail.last

    assert with_bridge(use, admin_username=None, admin_password=None) == (404, 0)


class Listener:
    """Reads the event stream as a server would serve it: each chunk is taken when the test takes it."""

    def __init__(self, bridge: Bridge, query: bytes = b"", **headers: str) -> None:
        self._query = query
        self.chunks: asyncio.Queue[str] = asyncio.Queue(1)
        self._gone = asyncio.Event()
        self._task = asyncio.create_task(self._listen(bridge, headers))

    async def _listen(self, bridge: Bridge, headers: Mapping[str, str]) -> None:
        sent = {"Accept": "text/event-stream", "Authorization": AUTHORIZATION, **headers}
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/admin/events",
            "raw_path": b"/admin/events",
            "query_string": self._query,
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }
        await bridge.app(scope, self._receive, self._send)

    async def _receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message["headers"])
            assert headers[b"content-type"].startswith(b"text/event-stream")
            return
        await self.chunks.put(message["body"].decode())

    async def next(self) -> str:
        """Return the next chunk."""
        async with asyncio.timeout(60):
            return await self.chunks.get()

    async def events(self, count: int) -> list[str]:
        """Return the `event:` lines with the ids of so many events."""
        return [(await self.next()).split("\n")[0] for _ in range(count)]

    async def leave(self) -> None:
        """Go, and wait until the server noticed."""
        self._gone.set()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the answer is over."""
        async with asyncio.timeout(60):
            await self._task


def test_the_stream_shows_events_as_they_happen() -> None:
    async def use(bridge: Bridge) -> tuple[str, str, Event]:
        listener = Listener(bridge)
        hello = await listener.next()
        await bridge.say(ANNA)
        first = await listener.next()
        await listener.leave()
        return hello, first, json.loads(first.split("data: ")[1])

    hello, first, event = with_bridge(use)
    assert hello.startswith(":")
    assert first.startswith("id: 1\nevent: trail\ndata: {")
    assert first.endswith("}\n\n")
    assert (event["id"], event["step"], event["userName"]) == (1, "received", "anna")


def test_the_stream_goes_on_behind_the_last_event_id() -> None:
    async def use(bridge: Bridge) -> list[str]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        listener = Listener(bridge, b"", **{"Last-Event-ID": "5"})
        await listener.next()
        found = await listener.events(2)
        await listener.leave()
        return found

    assert with_bridge(use) == ["id: 6", "id: 7"]


def test_the_stream_ends_after_as_many_events_as_were_asked_for() -> None:
    async def use(bridge: Bridge) -> list[str]:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        listener = Listener(bridge, b"after=2&limit=2")
        await listener.next()
        found = await listener.events(2)
        await listener.next()  # the empty one that ends the answer
        await listener.ended()
        return found

    assert with_bridge(use) == ["id: 3", "id: 4"]


def test_an_idle_stream_says_that_it_is_there() -> None:
    async def use(bridge: Bridge) -> str:
        listener = Listener(bridge)
        await listener.next()
        idle = await listener.next()
        await listener.leave()
        return idle

    assert with_bridge(use) == ": still here\n\n"


def test_a_slow_reader_holds_nobody_up_and_is_told_what_it_lost() -> None:
    async def use(bridge: Bridge) -> tuple[list[str], int]:
        listener = Listener(bridge)
        await listener.next()
        trail = bridge.app.state.trail
        trail.tell("mapped", About("anna", "c"), dict)
        await listener.next()
        for number in range(1_000):
            trail.tell("mapped", About("anna", "c"), dict)
            if number % 100 == 0:
                await asyncio.sleep(0.02)
        seen = [""]
        while seen[-1] != "id: 1001":
            seen.append((await listener.next()).split("\n")[0])
        kept = len(trail.after(0, Wanted()))
        await listener.leave()
        return seen, kept

    seen, kept = with_bridge(use, trail=10)
    assert kept == 10
    assert "event: lost" in seen
    assert len(seen) < 20


def test_the_stream_ends_when_the_process_does() -> None:
    async def use(bridge: Bridge) -> None:
        listener = Listener(bridge)
        await listener.next()
        bridge.app.state.trail.close()
        await listener.next()
        await listener.ended()

    with_bridge(use)
