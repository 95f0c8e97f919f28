"""A plain HubSpot account takes all that the packaged mapping sends."""

from collections.abc import Mapping

from tests.bridge.delivery.world import World, in_world, person

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def test_every_property_of_the_packaged_mapping_reaches_a_plain_account() -> None:
    async def scenario(world: World) -> Mapping[str, str]:
        more = {
            "addresses": [{"type": "country", "value": "ch"}],
            "title": "Engineer",
            "preferredLanguage": "de_CH",
            ENTERPRISE: {"organization": "Example Ltd"},
        }
        await world.say("alice", **person("alice", **more))
        await world.settled()
        return (await world.contacts())[0]

    contact = in_world(scenario)
    assert (contact["country"], contact["company"], contact["jobtitle"], contact["hs_language"]) == (
        "Switzerland",
        "Example Ltd",
        "Engineer",
        "de-ch",
    )


def test_a_language_that_hubspot_does_not_offer_costs_no_contact() -> None:
    async def scenario(world: World) -> tuple[str, str | None]:
        await world.say("alice", **person("alice", preferredLanguage="tlh"))
        await world.settled()
        return world.status("alice").state, (await world.contacts())[0].get("hs_language")

    assert in_world(scenario) == ("delivered", None)
