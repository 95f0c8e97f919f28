"""Who becomes a contact at all, and what only the making of a contact writes."""

import asyncio

from bridge.delivery.details import details
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.status import replay
from bridge.mapping import Mapping, parse
from tests.bridge.delivery.world import TOKEN, World, in_world, person

ROWS = "{firstname: name.givenName, lastname: name.familyName, email: emails.value"
CUSTOMERS = parse(f'version: 1\nscope: userType eq "customer"\nproperties: {ROWS}}}', "customers.yaml")
STAGED = parse(
    f"version: 1\nproperties: {ROWS}, lifecyclestage: {{constant: subscriber, only_on_create: true}}, "
    "hs_lead_status: {constant: NEW, only_on_create: true}}",
    "staged.yaml",
)


async def under(world: World, mapping: Mapping) -> None:
    """Go on with another mapping, as a restart with another file and `bridge mapping apply` do."""
    await world.kill()
    world.mapping = mapping
    world.restart()
    await world.apply()
    await asyncio.sleep(1)  # virtual: until it has read what is owed


def test_a_user_out_of_scope_becomes_no_contact_and_is_not_owed() -> None:
    async def scenario(world: World) -> tuple[str, int]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice", userType="partner"))
        await world.settled()
        return world.status("alice").state, len(await world.requests("batch/upsert"))

    assert in_world(scenario) == ("outside", 0)


def test_a_user_who_enters_the_scope_becomes_a_contact() -> None:
    async def scenario(world: World) -> tuple[str, list[str]]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("alice", userType="customer")
        await world.settled()
        return world.status("alice").state, [each["firstname"] for each in await world.contacts()]

    assert in_world(scenario) == ("delivered", ["Alice"])


def test_the_contact_of_a_user_who_leaves_the_scope_stays_as_it_is() -> None:
    async def scenario(world: World) -> tuple[str, str]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice", userType="customer"))
        await world.settled()
        await world.say("alice", userType="partner", name={"givenName": "Alicia"})
        await world.settled()
        (contact,) = await world.contacts()
        return world.status("alice").state, contact["firstname"]

    assert in_world(scenario) == ("outside", "Alice")


def test_the_contact_of_a_user_who_comes_back_is_the_same_and_brought_up_to_date() -> None:
    async def scenario(world: World) -> list[tuple[bool, str]]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice", userType="customer"))
        await world.settled()
        (before,) = await world.contacts()
        await world.say("alice", userType="partner", name={"givenName": "Alicia"})
        await world.settled()
        await world.say("alice", userType="customer")
        await world.settled()
        return [(each["id"] == before["id"], each["firstname"]) for each in await world.contacts()]

    assert in_world(scenario) == [(True, "Alicia")]


def test_the_contact_of_a_user_who_is_deleted_out_of_scope_is_archived() -> None:
    async def scenario(world: World) -> tuple[int, int]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice", userType="customer"))
        await world.settled()
        await world.say("alice", userType="partner")
        await world.settled()
        await world.forget("alice")
        await world.settled()
        return len(await world.contacts()), len(await world.contacts(archived=True))

    assert in_world(scenario) == (0, 1)


def test_a_narrower_scope_leaves_all_contacts_and_a_wider_one_finds_everybody() -> None:
    async def scenario(world: World) -> tuple[str, int, str, int]:
        await world.say("alice", **person("alice", userType="partner"))
        await world.settled()
        await under(world, CUSTOMERS)
        await world.say("bob", **person("bob"))
        await world.settled()
        narrow = world.status("alice").state, len(await world.contacts())
        await under(world, STAGED)
        await world.settled()
        return *narrow, world.status("alice").state, len(await world.contacts())

    assert in_world(scenario) == ("outside", 1, "delivered", 2)


def test_an_e_mail_that_a_user_out_of_scope_holds_is_refused_to_another() -> None:
    async def scenario(world: World) -> str:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice", userType="customer"))
        await world.settled()
        await world.say("alice", userType="partner", emails=[{"value": "other@example.com"}])
        await world.say("bob", **person("bob", userType="customer", emails=[{"value": "alice@example.com"}]))
        await world.settled()
        return world.status("bob").state

    assert in_world(scenario) == "refused"


def test_nothing_is_held_for_a_user_out_of_scope() -> None:
    async def scenario(world: World) -> tuple[str, dict[str, str], object]:
        await under(world, CUSTOMERS)
        await world.say("alice", **person("alice"))
        await world.settled()
        with world.engine.begin() as connection:
            found = details(connection, "alice", CUSTOMERS)
        assert found is not None
        return found.status.state, dict(found.properties), found.next

    assert in_world(scenario, DeliveryOptions(hold=True)) == ("outside", {}, None)


def test_what_only_the_making_writes_is_written_once() -> None:
    async def scenario(world: World) -> list[object]:
        await under(world, STAGED)
        await world.say("alice", **person("alice"))
        await world.settled()
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        with world.engine.begin() as connection:
            replay(connection, "alice", world.seams.clock())
        world.delivery.wake()
        await world.settled()
        return ["lifecyclestage" in each["body"]["inputs"][0]["properties"] for each in await world.requests("upsert")]

    assert in_world(scenario) == [True, False, False]


def test_what_only_the_making_writes_is_not_written_to_a_contact_that_marketing_made() -> None:
    async def scenario(world: World) -> tuple[str, str]:
        await under(world, STAGED)
        await world.marketing_made(email="alice@example.com", lifecyclestage="customer")
        await world.say("alice", **person("alice"))
        await world.settled()
        (contact,) = await world.contacts()
        return contact["lifecyclestage"], contact["firstname"]

    assert in_world(scenario) == ("customer", "Alice")


def test_what_only_the_making_writes_is_not_written_when_the_mapping_begins_to_name_it() -> None:
    async def scenario(world: World) -> str:
        await world.say("alice", **person("alice"))
        await world.settled()
        await under(world, STAGED)
        await world.settled()
        return (await world.contacts())[0]["lifecyclestage"]

    assert in_world(scenario) == "lead"


def test_a_contact_that_was_deleted_by_hand_is_made_again_with_all_that_its_making_writes() -> None:
    async def scenario(world: World) -> tuple[str, str]:
        await under(world, STAGED)
        await world.say("alice", **person("alice"))
        await world.settled()
        (contact,) = await world.contacts()
        await world.control.delete(
            f"/crm/v3/objects/contacts/{contact['id']}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        await world.say("alice", name={"givenName": "Alicia"})
        await world.settled()
        (again,) = await world.contacts()
        return again["hs_lead_status"], again["lastname"]

    assert in_world(scenario) == ("NEW", "Doe")
