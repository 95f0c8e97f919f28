"""A mapping that comes into force rewrites nobody; applied, it rewrites just those whose contacts it changes."""

import asyncio
from collections.abc import Mapping as Object

from bridge.delivery.applying import Tally, look
from bridge.delivery.options import DeliveryOptions
from bridge.mapping import Mapping, parse
from tests.bridge.delivery.world import World, in_world, person

UPSERT = {"path": "*/batch/upsert"}


def mapping(rows: str, scope: str = "") -> Mapping:
    return parse(f"version: 1\n{scope}\nproperties: {{email: emails.value, lastname: name.familyName{rows}}}", "m.yaml")


BASE = mapping(", firstname: name.givenName")
TITLED = mapping(", firstname: name.givenName, jobtitle: title")
NAMELESS = mapping("")
CUSTOMERS = mapping("", 'scope: userType eq "customer"')


async def two_people(world: World) -> None:
    await world.delivery.exchange(BASE)
    await world.say("alice", **person("alice", title="Boss"))
    await world.say("bob", **person("bob"))
    await world.settled()


async def values(world: World, name: str) -> dict[str, str | None]:
    return {each["email"].partition("@")[0]: each.get(name) for each in await world.contacts()}


async def writes(world: World) -> int:
    return len(await world.requests("batch/upsert"))


def effects(tally: Tally) -> dict[str, int]:
    return {effect: count for effect, count in tally.effects.items() if count}


def test_a_mapping_that_comes_into_force_rewrites_nobody() -> None:
    async def scenario(world: World) -> bool:
        await two_people(world)
        before = await writes(world)
        await world.delivery.exchange(TITLED)
        await asyncio.sleep(60)
        return await writes(world) == before

    assert in_world(scenario)


def test_a_start_under_another_mapping_rewrites_nobody() -> None:
    async def scenario(world: World) -> bool:
        await two_people(world)
        before = await writes(world)
        await world.kill()
        world.mapping = TITLED
        world.restart()
        await asyncio.sleep(60)
        return await writes(world) == before

    assert in_world(scenario)


def test_a_contact_follows_the_new_mapping_with_its_users_next_change() -> None:
    async def scenario(world: World) -> dict[str, str | None]:
        await two_people(world)
        await world.delivery.exchange(TITLED)
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        return await values(world, "jobtitle")

    assert in_world(scenario) == {"alice": "Boss", "bob": None}


def test_a_dry_run_counts_and_changes_nothing() -> None:
    async def scenario(world: World) -> tuple[dict[str, int], Object[str, int], int]:
        await two_people(world)
        before = await writes(world)
        await world.delivery.exchange(TITLED)
        found = await world.apply(owe=False)
        await asyncio.sleep(60)
        return effects(found), dict(found.changed), await writes(world) - before

    assert in_world(scenario) == ({"rewritten": 1, "unchanged": 1}, {"jobtitle": 1}, 0)


def test_applied_it_rewrites_just_those_whose_contacts_differ_with_just_what_differs() -> None:
    async def scenario(world: World) -> list[object]:
        await two_people(world)
        before = await writes(world)
        await world.delivery.exchange(TITLED)
        await world.apply()
        await world.settled()
        sent = (await world.requests("batch/upsert"))[before:]
        return [[item["properties"] for item in each["body"]["inputs"]] for each in sent]

    assert in_world(scenario) == [[{"jobtitle": "Boss"}]]


def test_applied_twice_it_finds_nobody() -> None:
    async def scenario(world: World) -> dict[str, int]:
        await two_people(world)
        await world.delivery.exchange(TITLED)
        await world.apply()
        await world.settled()
        return effects(await world.apply())

    assert in_world(scenario) == {}


def test_a_property_that_the_new_mapping_does_not_name_keeps_its_value() -> None:
    async def scenario(world: World) -> tuple[dict[str, int], dict[str, str | None]]:
        await two_people(world)
        await world.delivery.exchange(NAMELESS)
        found = await world.apply()
        await world.settled()
        return effects(found), await values(world, "firstname")

    assert in_world(scenario) == ({"unchanged": 2}, {"alice": "Alice", "bob": "Bob"})


def test_a_value_that_the_new_mapping_empties_is_counted_as_cleared() -> None:
    async def scenario(world: World) -> tuple[Object[str, int], Object[str, int]]:
        await two_people(world)
        await world.delivery.exchange(mapping(", firstname: {from: nickName, absent: clear}"))
        found = await world.apply(owe=False)
        return dict(found.changed), dict(found.cleared)

    assert in_world(scenario) == ({}, {"firstname": 2})


def test_who_leaves_the_scope_is_counted_and_not_written() -> None:
    async def scenario(world: World) -> tuple[dict[str, int], str, int]:
        await two_people(world)
        before = await writes(world)
        await world.delivery.exchange(CUSTOMERS)
        found = await world.apply()
        await world.settled()
        return effects(found), world.status("bob").state, await writes(world) - before

    assert in_world(scenario) == ({"left": 2}, "outside", 0)


def test_who_enters_the_scope_gets_a_contact_only_when_it_is_applied() -> None:
    async def scenario(world: World) -> tuple[str, dict[str, int], str]:
        await world.delivery.exchange(CUSTOMERS)
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.delivery.exchange(TITLED)
        await asyncio.sleep(60)
        before = world.status("alice").state
        found = await world.apply()
        await world.settled()
        return before, effects(found), world.status("alice").state

    assert in_world(scenario) == ("outside", {"made": 1}, "delivered")


def test_whom_hubspot_refused_is_tried_again_under_the_new_mapping() -> None:
    async def scenario(world: World) -> tuple[str, int, str]:
        await world.delivery.exchange(mapping(", nobody_knows_this: title"))
        await world.say("alice", **person("alice", title="Boss"))
        await world.settled()
        refused = world.status("alice").state
        again = await world.delivery.exchange(TITLED)
        await world.settled()
        return refused, again, world.status("alice").state

    assert in_world(scenario) == ("refused", 1, "delivered")


def test_whom_hubspot_refuses_while_the_mapping_changes_is_tried_again_too() -> None:
    async def scenario(world: World) -> tuple[str, str | None]:
        await world.delivery.exchange(mapping(", nobody_knows_this: title"))
        await world.fault(UPSERT, {"kind": "delay", "seconds": 3, "when": "before"}, times=1)
        await world.say("alice", **person("alice", title="Boss"))
        await asyncio.sleep(1)
        await world.delivery.exchange(TITLED)
        await world.settled()
        return world.status("alice").state, (await values(world, "jobtitle"))["alice"]

    assert in_world(scenario) == ("delivered", "Boss")


def test_what_was_under_way_while_the_mapping_changed_counts_as_delivered_by_the_old_one() -> None:
    async def scenario(world: World) -> tuple[dict[str, int], str | None]:
        await world.delivery.exchange(NAMELESS)
        await world.fault(UPSERT, {"kind": "delay", "seconds": 3, "when": "after"}, times=1)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(1)
        await world.delivery.exchange(TITLED)
        await world.settled()
        found = await world.apply()
        await world.settled()
        return effects(found), (await values(world, "firstname"))["alice"]

    assert in_world(scenario) == ({"rewritten": 1}, "Alice")


def test_a_kill_between_the_exchange_and_its_rows_loses_no_refused_user() -> None:
    async def scenario(world: World) -> str:
        world.mapping = mapping(", nobody_knows_this: title")
        await world.kill()
        world.restart()
        await world.say("alice", **person("alice", title="Boss"))
        await world.settled()
        await world.kill()
        world.mapping = TITLED  # its file is there, and nothing of it in the database
        world.restart()
        await asyncio.sleep(1)
        await world.settled()
        return world.status("alice").state

    assert in_world(scenario) == "delivered"


def test_what_a_kill_left_of_applying_is_found_by_the_next_and_what_was_owed_is_paid() -> None:
    async def scenario(world: World) -> tuple[int, int, int]:
        await world.delivery.exchange(BASE)
        for number in range(700):
            await world.say(f"user{number:03}", **person(f"user{number:03}", title="Boss"))
        await world.settled()
        await world.kill()
        world.mapping = TITLED
        world.restart()
        rules = world.delivery.in_force.rules
        await asyncio.sleep(1)
        page = await world.store.run(lambda connection: look(connection, rules, "", world.seams.clock(), owe=True))
        await world.kill()
        world.restart()
        await asyncio.sleep(1)
        await world.settled()
        paid = sum(value is not None for value in (await values(world, "jobtitle")).values())
        return page.effects["rewritten"], paid, (await world.apply(owe=False)).effects["rewritten"]

    assert in_world(scenario) == (500, 500, 200)


def test_under_hold_what_is_applied_is_shown_and_not_sent() -> None:
    async def scenario(world: World) -> tuple[str, int]:
        await two_people(world)
        before = await writes(world)
        await world.kill()
        world.mapping = TITLED
        world.restart(DeliveryOptions(hold=True))
        await asyncio.sleep(1)
        await world.apply()
        await asyncio.sleep(10)
        return world.status("alice").state, await writes(world) - before

    assert in_world(scenario) == ("held", 0)
