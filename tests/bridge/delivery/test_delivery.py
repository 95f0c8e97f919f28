"""What reaches HubSpot, against the fake, in virtual time."""

import asyncio
from collections.abc import Mapping

from bridge.delivery.options import DeliveryOptions
from bridge.delivery.record import prune_calls
from tests.bridge.delivery.world import World, in_world, person


def test_a_user_becomes_a_contact_with_our_key() -> None:
    async def scenario(world: World) -> list[Mapping[str, str]]:
        await world.say("alice", **person("alice"))
        await world.settled()
        return await world.contacts()

    (contact,) = in_world(scenario)
    assert (contact["wso2_username"], contact["firstname"], contact["email"]) == ("alice", "Alice", "alice@example.com")
    assert contact["phone"] == "+1 555 0100"


def test_an_idle_change_goes_out_at_once() -> None:
    async def scenario(world: World) -> float:
        await world.settled()
        start = world.loop.time()
        await world.say("alice", **person("alice"))
        await world.settled()
        return world.loop.time() - start

    assert in_world(scenario) < 0.3


def test_an_edit_sends_only_what_differs() -> None:
    async def scenario(world: World) -> list[object]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        return [each["body"]["inputs"][0]["properties"] for each in await world.requests("batch/upsert")]

    assert in_world(scenario)[1] == {"firstname": "Alicia"}


def test_a_change_that_ends_where_it_began_makes_no_call() -> None:
    async def scenario(world: World) -> int:
        await world.say("alice", **person("alice"))
        await world.settled()
        world.wire.cut = True
        await world.say("alice", name={"givenName": "Alicia"})
        await world.say("alice", name={"givenName": "Alice"})
        world.wire.cut = False
        await world.settled()
        return len(await world.requests("batch/upsert"))

    assert in_world(scenario) == 1


def test_a_backlog_fills_batches_of_a_hundred() -> None:
    async def scenario(world: World) -> list[int]:
        world.wire.cut = True
        for number in range(250):
            await world.say(f"user{number}", **person(f"user{number}"))
        world.wire.cut = False
        await world.settled()
        return [len(each["inputs"]) for each in await world.requests("batch/upsert") if each["status"] == 200]

    sizes = in_world(scenario)
    assert sum(sizes) == 250
    assert max(sizes) == 100


def test_a_value_said_empty_is_cleared() -> None:
    async def scenario(world: World) -> Mapping[str, str]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("alice", phoneNumbers=[{"value": ""}])
        await world.settled()
        return (await world.contacts())[0]

    assert not in_world(scenario).get("phone")


def test_a_user_of_whom_too_little_is_known_waits_without_being_owed() -> None:
    async def scenario(world: World) -> tuple[str, int, int]:
        await world.say("dave")
        await world.settled()
        before = len(await world.contacts())
        state = world.status("dave").state
        await world.say("dave", name={"familyName": "Doe"})
        await world.settled()
        return state, before, len(await world.contacts())

    assert in_world(scenario) == ("incomplete", 0, 1)


def test_a_refused_user_is_kept_with_hubspots_reason_and_blocks_nobody() -> None:
    async def scenario(world: World) -> tuple[str, str | None, int]:
        world.wire.cut = True
        await world.say("bad", **person("bad", emails=[{"value": "no e-mail"}]))
        await world.say("good", **person("good"))
        world.wire.cut = False
        await world.settled()
        status = world.status("bad")
        return status.state, status.error_message, len(await world.contacts())

    state, message, contacts = in_world(scenario)
    assert state == "refused"
    assert message is not None
    assert "no e-mail is invalid" in message
    assert contacts == 1


def test_a_refused_user_is_tried_again_when_it_changes() -> None:
    async def scenario(world: World) -> tuple[str, str | None]:
        await world.say("bad", **person("bad", emails=[{"value": "no e-mail"}]))
        await world.settled()
        await world.say("bad", emails=[{"value": "good@example.com"}])
        await world.settled()
        return world.status("bad").state, world.status("bad").error_message

    assert in_world(scenario) == ("delivered", None)


def test_a_contact_that_was_deleted_by_hand_is_made_again_whole() -> None:
    async def scenario(world: World) -> Mapping[str, str]:
        await world.say("alice", **person("alice"))
        await world.settled()
        contact_id = world.status("alice").contact_id
        await world.control.delete(
            f"/crm/v3/objects/contacts/{contact_id}", headers={"Authorization": "Bearer pat-test"}
        )
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        return (await world.contacts())[0]

    contact = in_world(scenario)
    assert (contact["firstname"], contact["email"], contact["phone"]) == ("Alicia", "alice@example.com", "+1 555 0100")


def test_hubspots_limit_is_never_exceeded() -> None:
    async def scenario(world: World) -> list[int]:
        await world.control.put("/_fake/limits", json={"limit": 5})
        for number in range(15):
            await world.say(f"user{number}", **person(f"user{number}"))
            await world.settled()
        return [each["status"] for each in await world.requests()]

    statuses = in_world(scenario, DeliveryOptions(limit=5))
    assert 429 not in statuses


def test_rows_of_calls_that_were_answered_long_ago_are_dropped() -> None:
    async def scenario(world: World) -> tuple[int, int]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await asyncio.sleep(60)
        await world.say("bob", **person("bob"))
        await world.settled()
        half_a_minute_ago = world.loop.wall_clock() - 30
        dropped = await world.store.run(lambda connection: prune_calls(connection, half_a_minute_ago))
        return dropped, len(world.call_rows())

    assert in_world(scenario) == (3, 1)


def test_the_missing_key_property_is_made_once() -> None:
    async def scenario(world: World) -> list[tuple[str, str]]:
        await world.say("alice", **person("alice"))
        await world.settled()
        return [(each["method"], each["path"]) for each in await world.requests("properties")]

    assert in_world(scenario) == [
        ("GET", "/crm/v3/properties/contacts/wso2_username"),
        ("POST", "/crm/v3/properties/contacts"),
    ]


def test_a_missing_key_property_that_may_not_be_made_is_an_outage_with_the_way_out() -> None:
    async def scenario(world: World) -> tuple[str, str | None]:
        await world.say("alice", **person("alice"))
        await asyncio.sleep(1)
        return world.status("alice").state, world.delivery.health().reason

    state, reason = in_world(scenario, DeliveryOptions(create_properties=False))
    assert state == "owed"
    assert reason is not None
    assert "--no-create-properties" in reason
