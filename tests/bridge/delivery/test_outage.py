"""HubSpot away, slow, broken or killed in between: nothing is lost, nothing older overwrites something newer."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bridge.delivery.options import DeliveryOptions
from tests.bridge.delivery.world import World, in_world, person

UPSERT = {"method": "POST", "path": "*/batch/upsert"}


async def two_hours_away(world: World) -> tuple[list[Any], int]:
    world.wire.cut = True
    for number in range(20):
        await world.say(f"user{number}", **person(f"user{number}"))
        await asyncio.sleep(360)
    world.wire.cut = False
    await world.settled()
    return list(world.log), len(await world.contacts())


def test_two_hours_of_outage_lose_nothing_and_are_probed_every_ten_seconds() -> None:
    async def scenario(world: World) -> tuple[int, int]:
        _log, contacts = await two_hours_away(world)
        return contacts, world.wire.tries

    contacts, tries = in_world(scenario)
    assert contacts == 20
    assert 720 <= tries <= 740


def test_the_same_outage_twice_gives_an_identical_log() -> None:
    assert in_world(two_hours_away) == in_world(two_hours_away)


def test_after_an_outage_all_go_out_at_the_first_success() -> None:
    async def scenario(world: World) -> float:
        await world.settled()
        world.wire.cut = True
        for number in range(30):
            await world.say(f"user{number}", **person(f"user{number}"))
        await asyncio.sleep(100)
        world.wire.cut = False
        start = world.loop.time()
        await world.settled()
        return world.loop.time() - start

    assert in_world(scenario) <= 11


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 401},
        {"kind": "reset"},
        {"kind": "applied-then-error", "status": 502},
        {"kind": "garbage"},
        {"kind": "truncate"},
        {"kind": "hang", "when": "before"},
        {"kind": "hang", "when": "after"},
        {"kind": "delay", "seconds": 25, "when": "after"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_every_kind_of_failure_ends_in_one_right_contact(fault: Mapping[str, Any]) -> None:
    async def scenario(world: World) -> list[Mapping[str, str]]:
        await world.fault(UPSERT, fault, times=3)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(30)
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        return await world.contacts()

    contacts = in_world(scenario)
    assert [(each["firstname"], each["lastname"]) for each in contacts] == [("Alicia", "Doe")]


def test_health_says_why_hubspot_cannot_be_used_and_that_it_can_again() -> None:
    async def scenario(world: World) -> tuple[str | None, bool]:
        await world.settled()
        await world.fault(UPSERT, {"kind": "status", "status": 401})
        await world.say("alice", **person("alice"))
        await asyncio.sleep(3)
        reason = world.delivery.health().reason
        await world.heal()
        await world.settled()
        return reason, world.delivery.health().usable

    reason, usable = in_world(scenario)
    assert reason is not None
    assert "BRIDGE_HUBSPOT_TOKEN" in reason
    assert usable


def test_an_idle_bridge_notices_that_hubspot_is_back() -> None:
    async def scenario(world: World) -> bool:
        world.wire.cut = True
        await world.say("alice", **person("alice"))
        await asyncio.sleep(5)
        await world.forget("alice")
        await asyncio.sleep(60)
        world.wire.cut = False
        await asyncio.sleep(60)
        return world.delivery.health().usable

    assert in_world(scenario)


def first_names(record: Mapping[str, Any]) -> list[str]:
    return [str(each["value"]) for each in sorted(record["history"]["firstname"], key=lambda each: each["at"])]


def test_a_held_answer_and_a_kill_never_let_the_old_version_follow_the_new_one() -> None:
    """v1's answer is held back for less than the lease, v2 comes, the bridge is killed: v1 never lands after v2."""

    async def scenario(world: World) -> list[str]:
        await world.settled()
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.fault(UPSERT, {"kind": "delay", "seconds": 25, "when": "before"}, times=1)
        await world.say("alice", name={"givenName": "One"})
        await asyncio.sleep(2)
        await world.say("alice", name={"givenName": "Two"})
        await world.kill()
        world.restart()
        await world.settled()
        await asyncio.sleep(60)
        return first_names((await world.records())[0])

    assert in_world(scenario) == ["Alice", "One", "Two"]


def test_a_timed_out_send_holds_newer_versions_back_even_when_its_repeat_was_answered() -> None:
    async def scenario(world: World) -> tuple[list[str], float]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.fault(UPSERT, {"kind": "delay", "seconds": 29, "when": "before"}, times=1)
        start = world.loop.time()
        await world.say("alice", name={"givenName": "One"})
        await asyncio.sleep(25)
        await world.say("alice", name={"givenName": "Two"})
        await world.settled()
        settled_after = world.loop.time() - start
        await asyncio.sleep(60)
        return first_names((await world.records())[0])[-1:], settled_after

    last, settled_after = in_world(scenario)
    assert last == ["Two"]
    assert settled_after >= 30


def test_an_answer_that_comes_after_a_restart_is_not_needed() -> None:
    async def scenario(world: World) -> tuple[int, str]:
        await world.fault(UPSERT, {"kind": "delay", "seconds": 10, "when": "after"}, times=1)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(2)
        await world.kill()
        world.restart()
        await world.settled()
        return len(await world.contacts()), world.status("alice").state

    assert in_world(scenario) == (1, "delivered")


def test_a_kill_keeps_the_rate_window() -> None:
    async def scenario(world: World) -> list[int]:
        await world.control.put("/_fake/limits", json={"limit": 4})
        for number in range(12):
            await world.say(f"user{number}", **person(f"user{number}"))
            await asyncio.sleep(0.6)
            await world.kill()
            world.restart()
        await world.settled()
        return [each["status"] for each in await world.requests()]

    assert 429 not in in_world(scenario, DeliveryOptions(limit=4))


def test_a_call_that_was_unanswered_at_a_kill_counts_as_answered_at_the_restart() -> None:
    async def scenario(world: World) -> bool:
        await world.settled()
        await world.fault(UPSERT, {"kind": "hang", "when": "before"})
        await world.say("alice", **person("alice"))
        await asyncio.sleep(1)
        await world.kill()
        world.restart()
        at = world.loop.wall_clock()
        await asyncio.sleep(0.1)
        return [row.answered_at for row in world.call_rows() if row.error == "unanswered at a restart"] == [at]

    assert in_world(scenario)


def test_an_unchanged_restart_sends_nothing_again() -> None:
    async def scenario(world: World) -> int:
        await world.say("alice", **person("alice"))
        await world.settled()
        before = len(await world.requests("batch/"))
        await world.kill()
        world.restart()
        await asyncio.sleep(30)
        return len(await world.requests("batch/")) - before

    assert in_world(scenario) == 0


def test_a_hundred_users_in_one_bad_batch_cost_only_the_bad_one() -> None:
    """HubSpot refuses a whole call without saying for whom: it is halved until the bad user stands alone."""

    async def scenario(world: World) -> tuple[int, list[str]]:
        await world.settled()
        await world.fault({**UPSERT, "containing": "poison@example.com"}, {"kind": "status", "status": 400})
        world.wire.cut = True
        for number in range(99):
            await world.say(f"user{number}", **person(f"user{number}"))
        await world.say("poison", **person("poison"))
        world.wire.cut = False
        await world.settled()
        refused = [each.user_name for each in world.statuses() if each.state == "refused"]
        return len(await world.contacts()), refused

    assert in_world(scenario) == (99, ["poison"])
