"""Contacts that are there already: marketing's, other users', and those of users who were deleted."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tests.bridge.delivery.world import World, in_world, person


def test_a_contact_that_marketing_made_is_linked() -> None:
    async def scenario(world: World) -> tuple[list[Mapping[str, str]], str, str | None]:
        made = await world.marketing_made(email="alice@example.com", company="Acme")
        await world.say("alice", **person("alice"))
        await world.settled()
        return await world.contacts(), made, world.status("alice").contact_id

    (contact,), made, known = in_world(scenario)
    assert (contact["id"], known) == (made, made)
    assert (contact["wso2_username"], contact["firstname"], contact["company"]) == ("alice", "Alice", "Acme")


def test_a_linked_contact_is_found_by_a_secondary_address_too() -> None:
    async def scenario(world: World) -> int:
        body = {"properties": {"email": "other@example.com"}, "secondaryEmails": ["alice@example.com"]}
        await world.control.post("/_fake/contacts", json=body)
        await world.say("alice", **person("alice"))
        await world.settled()
        return len(await world.contacts())

    assert in_world(scenario) == 1


def test_a_second_person_with_the_same_address_is_refused_with_both_names() -> None:
    async def scenario(world: World) -> tuple[str, str | None, int]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("bob", **person("alice"))
        await world.settled()
        status = world.status("bob")
        return status.state, status.error_message, len(await world.contacts())

    state, message, contacts = in_world(scenario)
    assert (state, contacts) == ("refused", 1)
    assert message is not None
    assert "'alice'" in message
    assert "'bob'" in message


def test_a_user_with_a_contact_is_not_given_marketings_as_well() -> None:
    async def scenario(world: World) -> tuple[str, str | None]:
        await world.marketing_made(email="new@example.com")
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("alice", emails=[{"value": "new@example.com"}])
        await world.settled()
        return world.status("alice").state, world.status("alice").error_message

    state, message = in_world(scenario)
    assert state == "refused"
    assert message is not None
    assert "merge the two" in message


def test_a_deleted_users_contact_is_archived() -> None:
    async def scenario(world: World) -> tuple[int, int, str]:
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.forget("alice")
        await world.settled()
        return len(await world.contacts()), len(await world.contacts(archived=True)), world.status("alice").state

    assert in_world(scenario) == (0, 1, "delivered")


def test_a_deleted_users_linked_contact_is_only_unlinked() -> None:
    async def scenario(world: World) -> list[Mapping[str, str]]:
        await world.marketing_made(email="alice@example.com")
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.forget("alice")
        await world.settled()
        return await world.contacts()

    (contact,) = in_world(scenario)
    assert not contact.get("wso2_username")
    assert contact["firstname"] == "Alice"


def test_a_user_deleted_before_anything_was_sent_makes_no_contact() -> None:
    async def scenario(world: World) -> list[dict[str, Any]]:
        world.wire.cut = True
        await world.say("alice", **person("alice"))
        await asyncio.sleep(2)
        await world.forget("alice")
        world.wire.cut = False
        await world.settled()
        return await world.records()

    assert in_world(scenario) == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_user_deleted_while_its_create_is_unanswered_leaves_no_live_contact(when: str) -> None:
    async def scenario(world: World) -> int:
        await world.settled()
        fault = {"kind": "delay", "seconds": 25, "when": when}
        await world.fault({"path": "*/batch/upsert"}, fault, times=1)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(2)
        await world.forget("alice")
        await world.kill()
        world.restart()
        await world.settled()
        await asyncio.sleep(60)
        return len(await world.contacts())

    assert in_world(scenario) == 0


def test_a_user_who_comes_back_gets_a_new_contact_after_the_old_one_is_archived() -> None:
    async def scenario(world: World) -> list[bool]:
        await world.say("alice", **person("alice"))
        await world.settled()
        world.wire.cut = True
        await world.forget("alice")
        await world.say("alice", **person("alice"))
        world.wire.cut = False
        await world.settled()
        return [each["archived"] for each in await world.records()]

    assert in_world(scenario) == [True, False]


def test_an_address_that_a_deleted_user_gives_up_is_free_for_the_next_one_in_the_same_pass() -> None:
    async def scenario(world: World) -> tuple[str, str, list[str]]:
        await world.say("alice", **person("alice"))
        await world.settled()
        world.wire.cut = True
        await world.say("bob", **person("alice"))
        await world.forget("alice")
        world.wire.cut = False
        await world.settled()
        return (
            world.status("alice").state,
            world.status("bob").state,
            [each["wso2_username"] for each in await world.contacts()],
        )

    assert in_world(scenario) == ("delivered", "delivered", ["bob"])


def test_an_address_that_its_owner_is_about_to_give_up_is_waited_for() -> None:
    async def scenario(world: World) -> list[str]:
        for name in ("anna", "bob"):
            await world.say(name, **person(name))
        await world.settled()
        world.wire.cut = True
        await world.say("anna", emails=[{"value": "bob@example.com"}])
        await world.say("bob", emails=[{"value": "robert@example.com"}])
        world.wire.cut = False
        await world.settled()
        return [f"{each['wso2_username']} {each['email']}" for each in await world.contacts()]

    assert sorted(in_world(scenario)) == ["anna bob@example.com", "bob robert@example.com"]


def test_two_who_want_each_others_address_are_refused_in_the_end() -> None:
    async def scenario(world: World) -> list[str]:
        for name in ("anna", "bob"):
            await world.say(name, **person(name))
        await world.settled()
        world.wire.cut = True
        await world.say("anna", emails=[{"value": "bob@example.com"}])
        await world.say("bob", emails=[{"value": "anna@example.com"}])
        world.wire.cut = False
        await world.settled(3600)
        return [status.state for status in world.statuses()]

    assert in_world(scenario) == ["refused", "refused"]


def test_a_link_whose_answer_is_lost_is_still_only_unlinked_by_a_delete() -> None:
    async def scenario(world: World) -> list[bool]:
        await world.marketing_made(email="alice@example.com")
        await world.fault({"path": "*/batch/update"}, {"kind": "applied-then-error", "status": 502}, times=1)
        await world.say("alice", **person("alice"))
        await asyncio.sleep(0.5)
        await world.forget("alice")
        await world.settled()
        return [each["archived"] for each in await world.records()]

    assert in_world(scenario) == [False]


def test_deleting_many_archives_them_in_one_call() -> None:
    async def scenario(world: World) -> list[int]:
        for number in range(30):
            await world.say(f"user{number}", **person(f"user{number}"))
        await world.settled()
        world.wire.cut = True
        await world.say("other", **person("other"))
        await asyncio.sleep(2)
        for number in range(30):
            await world.forget(f"user{number}")
        world.wire.cut = False
        await world.settled()
        return [len(each["inputs"]) for each in await world.requests("batch/archive")]

    assert sum(in_world(scenario)) == 30
