"""What one odd user, one odd answer or one odd moment must not do to the others."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx2
from sqlalchemy import update

from bridge.delivery.claim import Rest, Rules, claim
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.status import replay
from bridge.storage import users
from tests.bridge.delivery.world import MAPPING, World, in_world, person

UPSERT = {"path": "*/batch/upsert"}


def states(world: World) -> dict[str, str]:
    return {status.user_name: status.state for status in world.statuses()}


def test_two_users_who_claim_one_contact_of_marketing_hold_nobody_up() -> None:
    async def scenario(world: World) -> tuple[dict[str, str], str | None]:
        await world.marketing_made(email="shared@example.com")
        await world.marketing_made(email="carol@example.com")
        world.wire.cut = True
        for name, email in (("alice", "shared"), ("bob", "shared"), ("carol", "carol")):
            await world.say(name, **person(name, emails=[{"value": f"{email}@example.com"}]))
        world.wire.cut = False
        await world.settled()
        return states(world), world.status("bob").error_message

    found, reason = in_world(scenario)
    assert found == {"alice": "delivered", "bob": "refused", "carol": "delivered"}
    assert reason is not None
    assert "'alice'" in reason


def test_one_user_whom_hubspot_cannot_take_stops_nobody() -> None:
    async def scenario(world: World) -> tuple[dict[str, str], int]:
        await world.fault({**UPSERT, "containing": "poison@example.com"}, {"kind": "status", "status": 500})
        world.wire.cut = True
        for name in ("poison", *(f"user{number}" for number in range(60))):
            await world.say(name, **person(name))
        world.wire.cut = False
        await asyncio.sleep(120)
        first = states(world)
        before = len(await world.requests("batch/upsert"))
        await asyncio.sleep(600)
        return first, len(await world.requests("batch/upsert")) - before

    found, later_tries = in_world(scenario)
    assert found.pop("poison") == "waiting"
    assert set(found.values()) == {"delivered"}
    assert later_tries <= 10


def test_one_contact_that_hubspot_cannot_archive_stops_nobody() -> None:
    async def scenario(world: World) -> dict[str, str]:
        await world.say("gone", **person("gone"))
        await world.settled()
        await world.fault({"path": "*/batch/archive"}, {"kind": "status", "status": 500})
        await world.forget("gone")
        await world.say("alice", **person("alice"))
        await asyncio.sleep(60)
        return states(world)

    assert in_world(scenario) == {"gone": "waiting", "alice": "delivered"}


def test_unchanged_users_that_are_owed_are_paid_a_bounded_number_at_a_time() -> None:
    async def scenario(world: World) -> tuple[list[object], int]:
        for number in range(700):
            await world.say(f"user{number}", **person(f"user{number}"))
        await world.settled()
        await world.kill()
        rules = Rules(MAPPING, "another", 30.0, world.seams.new_id)
        await world.store.run(lambda connection: connection.execute(update(users).values(owed_since=0.0)))
        found = [
            await world.store.run(lambda connection: claim(connection, rules, world.seams.clock())) for _ in range(2)
        ]
        return list(found), sum(state == "owed" for state in states(world).values())

    assert in_world(scenario) == ([Rest.MORE, Rest.NOTHING], 0)


def test_an_answer_that_leaves_a_user_out_does_not_hide_what_was_applied() -> None:
    def without_results(_request: httpx2.Request, body: dict[str, Any]) -> dict[str, Any]:
        return body | {"results": []}

    async def scenario(world: World) -> str:
        await world.say("alice", **person("alice"))
        await world.settled()
        world.wire.tampered = without_results
        await world.say("alice", name={"givenName": "Second"})
        await asyncio.sleep(0.5)
        await world.say("alice", name={"givenName": "Alice"})
        world.wire.tampered = lambda _request, body: body
        await world.settled()
        return (await world.contacts())[0]["firstname"]

    assert in_world(scenario) == "Alice"


def calls_in(seconds: float, answer: httpx2.Response, path: str) -> tuple[int, str | None]:
    """Return how many calls are made while calls of this path get this answer, and the health's reason."""

    def instead(request: httpx2.Request) -> httpx2.Response | None:
        return answer if f"{request.method} {request.url.path}".endswith(path) else None

    async def scenario(world: World) -> tuple[int, str | None]:
        world.wire.instead = instead
        await world.say("alice", **person("alice"))
        await asyncio.sleep(seconds)
        return world.wire.tries, world.delivery.health().reason

    return in_world(scenario)


def test_an_unreadable_answer_is_an_outage_and_no_busy_loop() -> None:
    garbage = httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx2.ByteStream(b"no gzip"))
    tries, reason = calls_in(100, garbage, "properties/contacts/wso2_username")
    assert tries <= 20
    assert reason


def test_a_property_that_cannot_be_made_is_tried_ever_less_often() -> None:
    forbidden = httpx2.Response(403, json={"message": "This app hasn't been granted all required scopes"})
    tries, reason = calls_in(600, forbidden, "POST /crm/v3/properties/contacts")
    assert tries <= 150
    assert reason is not None
    assert "crm.schemas.contacts" in reason


def test_a_lost_key_property_costs_few_calls() -> None:
    lost = httpx2.Response(
        400, json={"category": "VALIDATION_ERROR", "message": 'Property "wso2_username" does not exist'}
    )

    async def scenario(world: World) -> int:
        await world.settled()
        world.wire.cut = True
        for number in range(100):
            await world.say(f"user{number}", **person(f"user{number}"))
        world.wire.cut = False
        world.wire.instead = lambda request: lost if request.url.path.endswith("batch/upsert") else None
        await asyncio.sleep(30)
        return world.wire.tries

    assert in_world(scenario) < 60


def test_nothing_is_written_while_contacts_are_being_archived() -> None:
    async def scenario(world: World) -> list[int]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.fault({"path": "*/batch/archive"}, {"kind": "delay", "seconds": 3, "when": "before"})
        world.wire.cut = True
        await world.forget("alice")
        await world.say("bob", **person("alice"))
        world.wire.cut = False
        await world.settled()
        return [each["status"] for each in await world.requests("batch/")]

    assert in_world(scenario) == [200, 204, 200]


def test_a_link_that_was_refused_leaves_no_trace_of_the_foreign_contact() -> None:
    async def scenario(world: World) -> tuple[str, str | None, str]:
        await world.marketing_made(email="one@example.com")
        second = await world.marketing_made(email="two@example.com")
        await world.fault({"path": "*/batch/update"}, {"kind": "status", "status": 429}, times=1)
        await world.say("alice", **person("alice", emails=[{"value": "one@example.com"}]))
        await asyncio.sleep(0.5)
        await world.say("alice", emails=[{"value": "two@example.com"}])
        await world.settled()
        return world.status("alice").state, world.status("alice").contact_id, second

    state, contact_id, second = in_world(scenario)
    assert (state, contact_id) == ("delivered", second)


def test_a_refused_look_up_does_not_leave_a_deleted_users_contact_alive() -> None:
    lost = httpx2.Response(
        400, json={"category": "VALIDATION_ERROR", "message": 'Property "wso2_username" does not exist'}
    )

    async def scenario(world: World) -> list[bool]:
        await world.fault(UPSERT, {"kind": "applied-then-error", "status": 502}, times=1)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(0.5)
        await world.forget("alice")
        world.wire.instead = lambda request: lost if request.url.path.endswith("batch/read") else None
        await asyncio.sleep(5)
        world.wire.instead = lambda _request: None
        await world.settled()
        return [each["archived"] for each in await world.records()]

    assert in_world(scenario) == [True]


def test_a_refused_archive_is_tried_again_under_other_settings() -> None:
    async def scenario(world: World) -> tuple[str, list[bool]]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.fault({"path": "*/batch/archive"}, {"kind": "status", "status": 400})
        await world.forget("alice")
        await world.settled()
        refused = world.status("alice").state
        await world.heal()
        await world.kill()
        world.restart(DeliveryOptions(settings_hash="other"))
        await asyncio.sleep(1)
        await world.settled()
        return refused, [each["archived"] for each in await world.records()]

    assert in_world(scenario) == ("refused", [True])


def test_a_replay_that_comes_while_a_send_is_under_way_is_not_lost() -> None:
    async def scenario(world: World) -> Mapping[str, str]:
        await world.say("alice", **person("alice"))
        await world.settled()
        body = {"properties": {"lastname": "Damaged"}}
        path = f"/crm/v3/objects/contacts/{world.status('alice').contact_id}"
        await world.control.patch(path, json=body, headers={"Authorization": "Bearer pat-test"})
        await world.fault(UPSERT, {"kind": "delay", "seconds": 3, "when": "after"}, times=1)
        await world.say("alice", name={"givenName": "Alicia"})
        await asyncio.sleep(1)
        await world.store.run(lambda connection: replay(connection, "alice", world.seams.clock()))
        await world.settled()
        return (await world.contacts())[0]

    contact = in_world(scenario)
    assert (contact["firstname"], contact["lastname"]) == ("Alicia", "Doe")


def test_a_value_that_an_unknown_create_may_have_set_is_cleared_though_nothing_is_left() -> None:
    async def scenario(world: World) -> list[str | None]:
        await world.fault(UPSERT, {"kind": "applied-then-error", "status": 502}, times=1)
        await world.say("alice", name={"givenName": "Alice"})
        await asyncio.sleep(0.5)
        await world.say("alice", name={"givenName": ""})
        await world.settled()
        return [each.get("firstname") for each in await world.contacts()]

    assert not any(in_world(scenario))


def test_a_clock_that_is_put_back_does_not_stop_the_delivery() -> None:
    async def scenario(world: World) -> str:
        await world.settled()
        world.wire.cut = True
        await world.say("alice", **person("alice"))
        await asyncio.sleep(60)
        world.clock_offset = -3600.0
        world.wire.cut = False
        await asyncio.sleep(30)
        return world.status("alice").state

    assert in_world(scenario) == "delivered"


def test_a_contact_that_a_lost_database_knew_is_not_archived() -> None:
    async def scenario(world: World) -> list[bool]:
        await world.marketing_made(email="alice@example.com")
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.kill()
        world.forget_everything()
        world.restart()
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.forget("alice")
        await world.settled()
        return [each["archived"] for each in await world.records()]

    assert in_world(scenario) == [False]


def test_a_refusal_is_logged_without_the_persons_data() -> None:
    async def scenario(world: World) -> str:
        await world.say("bad", **person("bad", emails=[{"value": "canary-no-address"}]))
        await world.settled()
        return json.dumps(list(world.log), default=str)

    assert "canary-no-address" not in in_world(scenario)
