"""`--delivery hold`: everything is taken, nothing goes to HubSpot, and what would is shown and later delivered."""

import asyncio
from typing import Any

from bridge.delivery.details import details
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.status import gauges
from tests.bridge.delivery.world import World, in_world, person

HOLD = DeliveryOptions(hold=True)


async def looked_at(world: World) -> None:
    async with asyncio.timeout(60):
        while any(status.state == "owed" for status in world.statuses()):  # noqa: ASYNC110 - virtual time
            await asyncio.sleep(0.25)


def next_of(world: World, user_name: str) -> tuple[str, dict[str, str]] | None:
    with world.engine.begin() as connection:
        found = details(connection, user_name, world.mapping)
    assert found is not None
    return None if found.next is None else (found.next.operation, dict(found.next.properties))


async def restart(world: World, options: DeliveryOptions) -> None:
    await world.kill()
    world.restart(options)


def test_a_held_user_is_shown_with_what_would_be_sent_and_hubspot_is_not_even_asked() -> None:
    async def scenario(world: World) -> tuple[str, Any, int]:
        await world.say("anna", **person("anna"))
        await looked_at(world)
        await asyncio.sleep(3600)
        return world.status("anna").state, next_of(world, "anna"), world.wire.tries

    state, following, tries = in_world(scenario, HOLD)
    assert (state, tries) == ("held", 0)
    assert following is not None
    assert following[0] == "upsert"
    assert following[1]["email"] == "anna@example.com"


def test_of_a_delivered_user_only_what_differs_would_be_sent() -> None:
    async def scenario(world: World) -> tuple[Any, list[Any]]:
        await world.say("anna", **person("anna"))
        await world.settled()
        await restart(world, HOLD)
        await world.say("anna", name={"givenName": "Anne"})
        await looked_at(world)
        return next_of(world, "anna"), await world.contacts()

    following, contacts = in_world(scenario)
    assert following == ("upsert", {"firstname": "Anne"})
    assert [each["firstname"] for each in contacts] == ["Anna"]


def test_deletions_are_held_too_and_say_what_would_become_of_the_contact() -> None:
    async def scenario(world: World) -> tuple[list[Any], int]:
        await world.marketing_made(email="bob@example.com")
        for name in ("anna", "bob"):
            await world.say(name, **person(name))
        await world.settled()
        await restart(world, HOLD)
        await world.say("carl", **person("carl"))
        for name in ("anna", "bob", "carl"):
            await world.forget(name)
        await looked_at(world)
        shown = [(world.status(name).state, next_of(world, name)) for name in ("anna", "bob", "carl")]
        return shown, len(await world.contacts(archived=True))

    shown, archived = in_world(scenario)
    assert shown == [("held", ("archive", {})), ("held", ("unlink", {})), ("delivered", None)]
    assert archived == 0


def test_an_incomplete_user_is_incomplete_while_others_are_held() -> None:
    async def scenario(world: World) -> str:
        await world.say("only-a-name")
        await looked_at(world)
        return world.status("only-a-name").state

    assert in_world(scenario, HOLD) == "incomplete"


def test_held_users_are_owed_in_the_gauges() -> None:
    async def scenario(world: World) -> tuple[int, float]:
        await world.say("anna", **person("anna"))
        await asyncio.sleep(100)
        with world.engine.begin() as connection:
            found = gauges(connection, world.seams.clock())
        return found.owed_users, found.oldest_owed_seconds

    assert in_world(scenario, HOLD) == (1, 100)


def test_a_start_with_async_delivers_all_that_was_held() -> None:
    async def scenario(world: World) -> tuple[list[str], list[Any]]:
        for number in range(700):  # more than one transaction looks at
            await world.say(f"user{number}", **person(f"user{number}"))
        await looked_at(world)
        await restart(world, DeliveryOptions())
        await asyncio.sleep(1)  # the start owes them again
        await world.settled()
        return [status.state for status in world.statuses()], await world.contacts()

    states, contacts = in_world(scenario, HOLD)
    assert set(states) == {"delivered"}
    assert len(contacts) == 700


def test_a_user_that_is_held_again_after_a_restart_is_still_held() -> None:
    async def scenario(world: World) -> str:
        await world.say("anna", **person("anna"))
        await looked_at(world)
        await restart(world, HOLD)
        await asyncio.sleep(10)
        return world.status("anna").state

    assert in_world(scenario, HOLD) == "held"
