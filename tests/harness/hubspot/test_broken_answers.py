"""Every kind of fault, in process and in virtual time: what the caller sees, what was applied, what is logged."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2
import pytest

from harness.hubspot.fake import create_app
from harness.simulation.clock import VirtualLoop, run_virtually

CONTACTS = "/crm/v3/objects/contacts"
ANNA = {"properties": {"firstname": "Anna"}}
Result = TypeVar("Result")


def play(act: Callable[[httpx2.AsyncClient, VirtualLoop], Awaitable[Result]]) -> Result:
    """Let an actor play with a fresh fake on a loop of its own."""

    async def main(loop: VirtualLoop) -> Result:
        app = create_app(token="t", clock=loop.wall_clock)
        transport = httpx2.ASGITransport(app)
        headers = {"Authorization": "Bearer t"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://fake", headers=headers) as client:
            return await act(client, loop)

    return run_virtually(main)


async def arm(client: httpx2.AsyncClient, fault: dict[str, Any], **match: Any) -> None:
    """Give one rule that strikes once."""
    rule = {"match": match or {"method": "POST"}, "fault": fault, "times": 1}
    answer = await client.post("/_fake/faults", json=rule)
    assert answer.status_code == 201, answer.text


async def look(client: httpx2.AsyncClient) -> tuple[int, list[tuple[int | None, bool, str | None]]]:
    """Return the number of contacts, and of each request its status, whether it was applied, and its fault."""
    contacts = (await client.get("/_fake/contacts")).json()["contacts"]
    requests = (await client.get("/_fake/requests")).json()["requests"]
    seen = [(entry["status"], entry["applied"], (entry["fault"] or {}).get("kind")) for entry in requests]
    return len(contacts), seen


@pytest.mark.parametrize(("status", "category"), [(500, None), (503, None), (401, "INVALID_AUTHENTICATION")])
def test_status_answers_an_error_and_applies_nothing(status: int, category: str | None) -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "status", "status": status})
        answer = await client.post(CONTACTS, json=ANNA)
        assert (answer.status_code, answer.json()["status"]) == (status, "error")
        assert answer.json().get("category") == category
        assert await look(client) == (0, [(status, False, "status")])
        assert (await client.post(CONTACTS, json=ANNA)).status_code == 201

    play(act)


def test_an_injected_429_has_the_body_of_a_real_one() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "status", "status": 429})
        assert (await client.post(CONTACTS, json=ANNA)).json()["policyName"] == "TEN_SECONDLY_ROLLING"

    play(act)


def test_applied_then_error_writes_and_says_it_failed() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "applied-then-error", "status": 502})
        assert (await client.post(CONTACTS, json=ANNA)).status_code == 502
        assert await look(client) == (1, [(502, True, "applied-then-error")])

    play(act)


def test_garbage_writes_and_answers_no_json() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "garbage"})
        answer = await client.post(CONTACTS, json=ANNA)
        assert answer.status_code == 201
        with pytest.raises(ValueError, match="Expecting value"):
            answer.json()
        assert await look(client) == (1, [(201, True, "garbage")])

    play(act)


def test_garbage_in_place_of_an_empty_answer_is_a_200() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        contact_id = (await client.post(CONTACTS, json=ANNA)).json()["id"]
        await arm(client, {"kind": "garbage"}, method="DELETE")
        answer = await client.delete(f"{CONTACTS}/{contact_id}")
        assert (answer.status_code, answer.content[:6]) == (200, b"<html>")

    play(act)


@pytest.mark.parametrize(
    ("fault", "contacts", "logged"),
    [
        ({"kind": "reset"}, 0, (None, False, "reset")),
        ({"kind": "reset", "when": "after"}, 1, (201, True, "reset")),
        ({"kind": "truncate"}, 1, (201, True, "truncate")),
    ],
)
def test_a_broken_connection_is_an_error_to_a_caller_in_process(
    fault: dict[str, Any], contacts: int, logged: tuple[int | None, bool, str]
) -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, fault)
        with pytest.raises(ConnectionResetError):
            await client.post(CONTACTS, json=ANNA)
        assert await look(client) == (contacts, [logged])

    play(act)


@pytest.mark.parametrize(
    ("when", "contacts", "logged"), [("before", 0, (None, False, "hang")), ("after", 1, (201, True, "hang"))]
)
def test_hang_never_answers(when: str, contacts: int, logged: tuple[int | None, bool, str]) -> None:
    async def act(client: httpx2.AsyncClient, loop: VirtualLoop) -> None:
        await arm(client, {"kind": "hang", "when": when})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await client.post(CONTACTS, json=ANNA)
        assert loop.time() == 3600
        assert await look(client) == (contacts, [logged])

    play(act)


@pytest.mark.parametrize(
    ("when", "created_at"), [("before", "2023-11-14T22:13:25Z"), ("after", "2023-11-14T22:13:20Z")]
)
def test_delay_applies_the_request_after_or_before_the_wait(when: str, created_at: str) -> None:
    async def act(client: httpx2.AsyncClient, loop: VirtualLoop) -> None:
        await arm(client, {"kind": "delay", "seconds": 5, "when": when})
        answer = await client.post(CONTACTS, json=ANNA)
        assert (answer.status_code, answer.json()["createdAt"], loop.time()) == (201, created_at, 5)

    play(act)


def test_a_request_held_before_is_applied_although_its_caller_has_gone() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "delay", "seconds": 60, "when": "before"})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await client.post(CONTACTS, json=ANNA)
        assert (await look(client))[0] == 0
        await asyncio.sleep(41)
        assert await look(client) == (1, [(201, True, "delay")])

    play(act)


def test_a_late_old_write_shows_in_the_history_after_the_new_one() -> None:
    """What a held answer can do to a bridge that does not wait: the fake must show it, or no test could."""

    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        contact_id = (await client.post(CONTACTS, json=ANNA)).json()["id"]
        await arm(client, {"kind": "delay", "seconds": 10}, containing="v1")
        late = asyncio.create_task(client.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"phone": "v1"}}))
        await asyncio.sleep(1)
        await client.patch(f"{CONTACTS}/{contact_id}", json={"properties": {"phone": "v2"}})
        await late
        answer = await client.get(f"{CONTACTS}/{contact_id}?propertiesWithHistory=phone")
        values = [change["value"] for change in answer.json()["propertiesWithHistory"]["phone"]]
        assert values == ["v1", "v2"]

    play(act)


def test_containing_strikes_one_person_of_many() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await arm(client, {"kind": "status", "status": 500}, containing="anna@example.com")
        people = ["ben@example.com", "anna@example.com", "cem@example.com"]
        answers = [await client.post(CONTACTS, json={"properties": {"email": email}}) for email in people]
        assert [answer.status_code for answer in answers] == [201, 500, 201]

    play(act)


def test_faults_leave_the_control_and_the_pages_alone() -> None:
    async def act(client: httpx2.AsyncClient, _loop: VirtualLoop) -> None:
        await client.post("/_fake/faults", json={"fault": {"kind": "reset"}})
        assert (await client.get("/_fake/contacts")).status_code == 200
        assert (await client.get("/login")).status_code == 200

    play(act)


def test_an_outage_of_two_hours_and_its_end_take_no_time() -> None:
    async def act(client: httpx2.AsyncClient, loop: VirtualLoop) -> list[int]:
        await client.post("/_fake/faults", json={"fault": {"kind": "status", "status": 503}})
        statuses = []
        for _ in range(12):
            statuses.append((await client.post(CONTACTS, json=ANNA)).status_code)
            await asyncio.sleep(600)
        await client.delete("/_fake/faults")
        statuses.append((await client.post(CONTACTS, json=ANNA)).status_code)
        assert loop.time() == 7200
        return statuses

    assert play(act) == [503] * 12 + [201]
