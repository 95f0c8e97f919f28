"""Random lives: users come, change and go, HubSpot fails in every way, the bridge is killed; then all must be right."""

import asyncio
import random  # noqa: TID251 - a seeded generator: a failing seed can be played again
from collections.abc import Mapping
from typing import Any

import pytest

from tests.bridge.delivery.world import World, in_world, person

NAMES = tuple(f"user{number}" for number in range(6))
FAULTS: tuple[Mapping[str, Any], ...] = (
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 429},
    {"kind": "applied-then-error", "status": 502},
    {"kind": "reset"},
    {"kind": "hang", "when": "before"},
    {"kind": "hang", "when": "after"},
    {"kind": "delay", "seconds": 28, "when": "before"},
    {"kind": "delay", "seconds": 6, "when": "after"},
    {"kind": "garbage"},
)
PATHS = ("*/batch/upsert", "*/batch/archive", "*/batch/read", "*")


class Life:
    """One random history, and what must be true at its end: each user's last first name, or None for a deleted one."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)  # noqa: S311 - a test's
        self.expected: dict[str, str | None] = {}
        self.count = 0

    async def run(self) -> None:
        """Live, then heal."""
        for _ in range(40):
            await self.chance.choices(
                (self.change, self.delete, self.fault, self.kill, self.heal, self.wait), (10, 3, 3, 2, 2, 6)
            )[0]()
        await self.heal()
        await self.world.settled(3600)
        await asyncio.sleep(120)

    async def change(self) -> None:
        """Create or change a user; the first name counts upwards."""
        self.count += 1
        name = self.chance.choice(NAMES)
        given = f"v{self.count:03d}"
        whole = person(name) if self.expected.get(name) is None or self.chance.random() < 0.3 else {}
        await self.world.say(name, **{**whole, "name": {"givenName": given}})
        self.expected[name] = given

    async def delete(self) -> None:
        """Delete a user who is there."""
        live = [name for name, given in self.expected.items() if given is not None]
        if live:
            name = self.chance.choice(live)
            await self.world.forget(name)
            self.expected[name] = None

    async def fault(self) -> None:
        """Let the next calls of some kind fail."""
        match = {"path": self.chance.choice(PATHS)}
        await self.world.fault(match, self.chance.choice(FAULTS), times=self.chance.randint(1, 3))

    async def kill(self) -> None:
        """Kill the bridge and start it again, at once or later."""
        await self.world.kill()
        await asyncio.sleep(self.chance.choice((0, 5, 60)))
        self.world.restart()

    async def heal(self) -> None:
        """Lift all faults."""
        await self.world.heal()

    async def wait(self) -> None:
        """Let time pass."""
        await asyncio.sleep(self.chance.choice((0.05, 0.5, 3, 20, 90)))


@pytest.mark.parametrize("seed", range(40))
def test_after_any_life_each_user_has_the_one_contact_it_should_have(seed: int) -> None:
    async def scenario(world: World) -> tuple[Mapping[str, str | None], list[dict[str, Any]], list[str]]:
        life = Life(world, seed)
        await life.run()
        return life.expected, await world.records(), [status.state for status in world.statuses()]

    expected, records, states = in_world(scenario)
    live = [each["properties"] for each in records if not each["archived"]]
    assert set(states) <= {"delivered"}
    assert sorted((each["wso2_username"], each["firstname"]) for each in live) == sorted(
        (name, given) for name, given in expected.items() if given is not None
    )
    for record in records:
        given = [str(each["value"]) for each in sorted(record["history"]["firstname"], key=lambda each: each["at"])]
        assert given == sorted(given), "an older version followed a newer one"
