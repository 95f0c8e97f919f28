"""Every recorded exchange of WSO2's connectors, replayed against the whole bridge with the fake HubSpot behind it."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from bridge.app import create_app
from bridge.seams import Seams, system_seams
from bridge.settings import Settings
from bridge.storage import InlineStore, open_engine
from harness.hubspot.fake import create_app as create_fake
from harness.simulation.clock import VirtualLoop, run_virtually

WIRE = Path(__file__).parents[1] / "wire"
CASES = [(path.stem, case) for path in sorted(WIRE.glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
BY_CONNECTOR = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(WIRE.glob("*.json"))}


@dataclass(frozen=True, slots=True)
class Chain:
    """The bridge and the fake behind it, both called in process."""

    bridge: httpx2.AsyncClient
    fake: httpx2.AsyncClient

    async def replay(self, case: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], httpx2.Response]]:
        """Send a case's requests as recorded, with the id that the bridge's own answers name; return the answers."""
        answers: list[tuple[Mapping[str, Any], httpx2.Response]] = []
        known = "null"
        for exchange in case["exchanges"]:
            request = exchange["request"]
            recorded_id = self._id_in(request["target"])
            target = request["target"].replace(recorded_id, known) if recorded_id else request["target"]
            headers = {name: value for name, value in request["headers"].items() if name != "Content-Length"}
            answer = await self.bridge.request(
                request["method"], target, headers=headers, content=request["body"].encode()
            )
            answers.append((exchange["stub_response"], answer))
            found = answer.json().get("Resources", []) if answer.content else []
            known = found[-1]["id"] if found else "null"
        return answers

    @staticmethod
    def _id_in(target: str) -> str | None:
        path = target.partition("?")[0].removeprefix("/hubspot/contacts").strip("/")
        return path or None

    async def contact(self, user_name: str) -> dict[str, str] | None:
        """Return the properties of a user's live contact, once nothing is owed any more."""
        await self.settled()
        contacts = (await self.fake.get("/_fake/contacts")).json()["contacts"]
        live = [each["properties"] for each in contacts if not each["archived"]]
        found = [each for each in live if each.get("wso2_username") == user_name]
        assert len(found) <= 1
        return found[0] if found else None

    async def settled(self) -> None:
        """Wait until nothing is owed."""
        async with asyncio.timeout(60):
            while "bridge_owed_users 0.0" not in (await self.bridge.get("/metrics")).text:  # noqa: ASYNC110 - virtual time
                await asyncio.sleep(0.1)


def in_chain(scenario: Any) -> Any:
    """Run a scenario against a fresh bridge and a fresh fake, in virtual time."""

    async def main(loop: VirtualLoop) -> Any:
        fake = create_fake(token="pat", clock=loop.wall_clock)
        settings = Settings(
            username="admin",
            password=SecretStr("admin"),
            hubspot_token=SecretStr("pat"),
            hubspot_url="http://fake",
        )
        real = system_seams()
        seams = Seams(loop.wall_clock, real.new_id, real.random)
        store = InlineStore(open_engine("sqlite://"))
        app = create_app(settings, seams=seams, store=store, transport=httpx2.ASGITransport(fake))
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://localhost:8253") as bridge,
            httpx2.AsyncClient(transport=httpx2.ASGITransport(fake), base_url="http://fake") as control,
        ):
            return await scenario(Chain(bridge, control))

    return run_virtually(main)


def shape(document: Any) -> Any:
    """Return a document's shape: its keys, and of lists the first entry's; values do not count."""
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    return [shape(document[0])] if isinstance(document, list) and document else type(document).__name__


@pytest.mark.parametrize("connector", BY_CONNECTOR)
def test_the_recorded_life_of_each_user_ends_in_the_contact_it_says(connector: str) -> None:
    async def scenario(chain: Chain) -> None:
        for case in BY_CONNECTOR[connector]:
            for recorded, answer in await chain.replay(case):
                adopted = recorded["status"] == 404 and case["operation"] == "PUT"
                assert answer.status_code == (200 if adopted else recorded["status"]), case["case"]
            contact = await chain.contact(case["userName"])
            if case["operation"] == "DELETE" or not case["claims"]:
                assert contact is None, case["case"]
            elif "emails" in case["claims"]:
                assert contact is not None, case["case"]
                assert contact["email"] == case["claims"]["emails"]

    in_chain(scenario)


def _expected(claims: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names = {
        "name.givenName": "firstname",
        "name.familyName": "lastname",
        "emails": "email",
        "phoneNumbers": "phone",
        "phoneNumbers.mobile": "mobilephone",
    }
    return ((names[claim], value) for claim, value in claims.items() if claim in names)


@pytest.mark.parametrize(("connector", "case"), CASES, ids=[f"{stem}: {case['case']}" for stem, case in CASES])
def test_each_recorded_case_alone_leaves_its_claims_in_the_contact(connector: str, case: Mapping[str, Any]) -> None:
    """The claims of the case reach HubSpot, whether or not the bridge had heard of the user."""

    async def scenario(chain: Chain) -> dict[str, str] | None:
        await chain.replay(case)
        return await chain.contact(case["userName"])

    contact = in_chain(scenario)
    sent = [each for each in case["exchanges"] if each["request"]["method"] in {"POST", "PUT", "PATCH"}]
    if not sent or not case["claims"]:
        assert contact is None, connector
        return
    assert contact is not None
    assert {name: contact.get(name) for name, _ in _expected(case["claims"])} == dict(_expected(case["claims"]))
