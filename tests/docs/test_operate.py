"""What docs/operate.md and docs/deploy.md let people type does what they say, on a database that the bridge made."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Connection
from typer.testing import CliRunner

from bridge.cli.users import app
from bridge.storage import users
from tests.bridge.application import IDENTITY_SERVER, USERS, Bridge, with_bridge
from walkthroughs.markdown import blocks, page

ALICE = {
    "userName": "alice",
    "name": {"givenName": "Alice", "familyName": "Doe"},
    "emails": ["alice@example.com"],
    "phoneNumbers": ["+41441234567"],
}
BERTA = {"userName": "berta", "name": {"givenName": "Berta"}, "emails": ["berta@example.com"]}


def statement(begin: str) -> str:
    """Return the SQL on the page that begins so."""
    (found,) = re.findall(rf'sqlite3 bridge\.db "({begin}[^"]+)"', page("operate.md"))
    assert isinstance(found, str)
    return found


async def content(bridge: Bridge) -> bytes:
    """Return the bridge's database, which is in memory, as a file would have it."""

    def read(connection: Connection) -> bytes:
        driver: Any = connection.connection.driver_connection
        return bytes(driver.serialize())

    return await bridge.store.run(read)


def database(folder: Path, use: Callable[[Bridge], Awaitable[None]], **settings: Any) -> Path:
    """Return the file of a bridge's database after it was used."""
    file = folder / "bridge.db"

    async def run(bridge: Bridge) -> bytes:
        await use(bridge)
        return await content(bridge)

    file.write_bytes(with_bridge(run, **settings))
    return file


async def both_and_one_deleted(bridge: Bridge) -> None:
    created = await bridge.say(ALICE)
    await bridge.say(BERTA)
    await bridge.delivered("alice")
    await bridge.http.delete(f"{USERS}/{created.json()['id']}", auth=IDENTITY_SERVER)
    await bridge.delivered("alice")
    await bridge.delivered("berta")


def test_the_backup_has_everybody(tmp_path: Path) -> None:
    file = database(tmp_path, both_and_one_deleted)
    copy = tmp_path / "backup.db"
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.execute(statement("VACUUM INTO").replace("backup.db", str(copy)))
    listed = CliRunner().invoke(app, ["list", "--database-url", f"sqlite:///{copy}"])
    assert re.findall(r"^(alice|berta) +delivered", listed.output, re.MULTILINE) == ["berta", "alice"]


def test_whoever_is_erased_leaves_nothing_in_the_file_and_the_others_stay(tmp_path: Path) -> None:
    file = database(tmp_path, both_and_one_deleted)
    assert b"alice" in file.read_bytes()
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.executescript(statement("DELETE FROM users"))
    assert b"alice" not in file.read_bytes()
    assert b"berta@example.com" in file.read_bytes()


def test_whoever_was_not_deleted_is_not_erased(tmp_path: Path) -> None:
    file = database(tmp_path, both_and_one_deleted)
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.executescript(statement("DELETE FROM users").replace("'alice'", "'berta'"))
    assert b"berta@example.com" in file.read_bytes()


def test_hold_shows_what_the_page_shows(tmp_path: Path) -> None:
    async def register(bridge: Bridge) -> None:
        await bridge.say(ALICE)
        async with asyncio.timeout(60):
            while (await bridge.record("alice"))["state"] != "held":  # noqa: ASYNC110 - virtual time
                await asyncio.sleep(0.02)

    file = database(tmp_path, register, delivery="hold")
    (shown,) = [block.text for block in blocks("console") if "--state held" in block.text and block.page == "deploy.md"]
    outputs = [typed(command, file) for command in re.findall(r"^\$ bridge users (.*)$", shown, re.MULTILINE)]
    page_says = re.split(r"^\$ .*\n", shown, flags=re.MULTILINE)[1:]
    assert [unstamped(each) for each in outputs] == [unstamped(each) for each in page_says]


def typed(command: str, file: Path) -> str:
    return CliRunner().invoke(app, [*command.split(), "--database-url", f"sqlite:///{file}"]).output


def unstamped(text: str) -> str:
    """Return an output without the time and the id of its request."""
    return re.sub(r"^(last request|correlation id) .*$", r"\1", text, flags=re.MULTILINE).strip()


async def lost(bridge: Bridge) -> None:
    """Lose the database, HubSpot's contacts apart."""
    await bridge.say(ALICE)
    await bridge.delivered("alice")
    await bridge.store.run(lambda connection: connection.execute(users.delete()))


async def contact(bridge: Bridge) -> dict[str, str]:
    """Return the properties of the only contact."""
    (found,) = (await bridge.fake.get("/_fake/contacts")).json()["contacts"]
    return {name: found["properties"].get(name, "") for name in ("firstname", "lastname", "email")}


def test_after_a_lost_database_an_edit_changes_the_one_property() -> None:
    async def use(bridge: Bridge) -> dict[str, str]:
        await lost(bridge)
        body = {"schemas": ["urn:scim:schemas:core:1.0"], "userName": "alice", "name": {"givenName": "Alicia"}}
        await bridge.http.patch(f"{USERS}/null", json=body, auth=IDENTITY_SERVER)
        await bridge.delivered("alice")
        return await contact(bridge)

    assert with_bridge(use) == {"firstname": "Alicia", "lastname": "Doe", "email": "alice@example.com"}


def test_whoever_is_brought_back_has_one_contact_known_or_not() -> None:
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], **ALICE, "meta": {"resourceType": "User"}}
    kind = {"Content-Type": "application/scim+json"}

    async def use(bridge: Bridge) -> tuple[list[httpx2.Response], dict[str, str], Any]:
        await lost(bridge)
        answers = [await bridge.http.post(USERS, json=user, headers=kind, auth=IDENTITY_SERVER) for _ in range(2)]
        record = await bridge.delivered("alice")
        return answers, await contact(bridge), record["resource"]["phoneNumbers"]

    answers, found, numbers = with_bridge(use)
    assert [each.status_code for each in answers] == [201, 201]
    assert found == {"firstname": "Alice", "lastname": "Doe", "email": "alice@example.com"}
    assert numbers == [{"value": "+41441234567"}]


def test_a_token_that_hubspot_does_not_know_is_said_as_the_page_shows() -> None:
    async def use(bridge: Bridge) -> Any:
        await asyncio.sleep(1)  # virtual: the first call is answered by then
        return (await bridge.get("/health/ready")).json()

    (shown,) = [json.loads(block.text) for block in blocks("json") if '"hubspot":' in block.text]
    told = with_bridge(use, hubspot_token="pat-unknown")
    shortened = ".*".join(map(re.escape, shown["hubspot"].pop("reason").removesuffix(" …").split(" … ")))
    assert re.match(shortened, told["hubspot"].pop("reason"))
    assert told == shown
