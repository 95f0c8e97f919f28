"""A portal kept in a file: what a new process has is what the killed one answered."""

import os
import signal
import sqlite3
import subprocess
import sys
import time  # noqa: TID251 - the cost of keeping is measured
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from harness.hubspot.cli import app as cli
from harness.hubspot.fake import create_app
from harness.waiting import NotYet, eventually
from tests.harness.hubspot.conftest import TOKEN, SetClock

CONTACTS = "/crm/v3/objects/contacts"
UPSERT = f"{CONTACTS}/batch/upsert"
KEY = {
    "name": "wso2_username",
    "label": "Key",
    "type": "string",
    "fieldType": "text",
    "groupName": "contactinformation",
    "hasUniqueValue": True,
}


class Portals:
    """Opens the same file again and again; each time the one before lets go of it, as a process that is gone."""

    def __init__(self, path: Path, clock: SetClock) -> None:
        self._path = path
        self._clock = clock
        self.app = Starlette()

    def __call__(self) -> TestClient:
        """Return a client of a portal that has what the file has."""
        self.close()
        self.app = create_app(token=TOKEN, clock=self._clock, state=self._path)
        return TestClient(self.app, headers={"Authorization": f"Bearer {TOKEN}"})

    def close(self) -> None:
        """Let go of the file."""
        if keeper := getattr(self.app.state, "keeper", None):
            keeper.close()


@pytest.fixture
def opened(tmp_path: Path, clock: SetClock) -> Iterator[Portals]:
    portals = Portals(tmp_path / "state", clock)
    yield portals
    portals.close()


def upsert(name: str, **properties: str) -> dict[str, Any]:
    return {"inputs": [{"id": name, "idProperty": "wso2_username", "properties": properties}]}


def used(hubspot: TestClient) -> None:
    """Leave something of everything."""
    assert hubspot.post("/crm/v3/properties/contacts", json=KEY).status_code == 201
    for name, first in (("anna", "Anna"), ("zoë", "Zoë 😀"), ("anna", "Anne")):
        written = hubspot.post(UPSERT, json=upsert(name, firstname=first, email=f"{first[0]}@example.com"))
        assert written.status_code == 200, written.text
    hubspot.post(f"{CONTACTS}/batch/archive", json={"inputs": [{"id": "102"}]})
    hubspot.post("/_fake/contacts", json={"properties": {"firstname": "M"}, "secondaryEmails": ["m@example.com"]})
    hubspot.get(f"{CONTACTS}/999")
    hubspot.post(CONTACTS, content=b"no json")


def told(hubspot: TestClient) -> dict[str, bytes]:
    """Return all that the control API tells, byte by byte, and the definitions (reading them is a request too)."""
    paths = ("/_fake/contacts", "/_fake/requests", "/_fake/behaviour", "/_fake/faults", "/crm/v3/properties/contacts")
    return {path: hubspot.get(path).content for path in paths}


def test_what_is_read_back_is_equal_byte_for_byte(opened: Portals) -> None:
    used(first := opened())
    before = told(first)
    assert b"Anne" in before["/_fake/contacts"]
    assert b'"archived":true' in before["/_fake/contacts"]
    after = told(opened())
    assert after.pop("/_fake/requests").startswith(before.pop("/_fake/requests").removesuffix(b"]}"))
    assert after == before


def test_ids_go_on_where_they_stood(opened: Portals) -> None:
    used(first := opened())
    last = first.get(f"{CONTACTS}/101").headers["X-HubSpot-Correlation-Id"]
    again = opened()
    made = again.post(CONTACTS, json={"properties": {"firstname": "New"}})
    assert made.json()["id"] == "104"
    assert int(made.headers["X-HubSpot-Correlation-Id"].replace("-", ""), 16) == int(last.replace("-", ""), 16) + 1
    numbers = [request["id"] for request in again.get("/_fake/requests").json()["requests"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_unique_values_are_still_owned(opened: Portals) -> None:
    used(opened())
    again = opened()
    refused = again.post(CONTACTS, json={"properties": {"email": "m@example.com"}})
    assert refused.status_code == 409
    assert again.post(UPSERT, json=upsert("anna", lastname="A")).json()["results"][0]["new"] is False


def test_a_batch_that_was_refused_as_a_whole_leaves_nothing(opened: Portals) -> None:
    used(first := opened())
    contacts = first.get("/_fake/contacts").content
    inputs = [{"properties": {"firstname": "X"}}, {"properties": {"email": "no address"}}]
    assert first.post(f"{CONTACTS}/batch/create", json={"inputs": inputs}).status_code == 400
    assert opened().get("/_fake/contacts").content == contacts


def test_switches_limits_clock_and_log_ins_go_on(opened: Portals) -> None:
    first = opened()
    first.put("/_fake/behaviour", json={"archived_holds_values": True})
    first.put("/_fake/limits", json={"limit": 7})
    first.post("/_fake/clock", json={"advance": 60})
    first.post("/login", data={"username": "marketing@example.com", "password": "marketing"})
    again = opened()
    again.cookies = first.cookies
    assert again.get("/_fake/behaviour").json()["archived_holds_values"] is True
    assert again.get("/_fake/limits").json()["limit"] == 7
    assert again.get("/_fake/clock").json()["offset"] == 60
    assert "Log in" not in again.get("/").text


def test_after_a_reset_nothing_comes_back(opened: Portals) -> None:
    used(first := opened())
    fresh = create_app(token=TOKEN, clock=SetClock())
    first.post("/_fake/reset")
    with TestClient(fresh, headers={"Authorization": f"Bearer {TOKEN}"}) as other:
        assert told(opened()) == told(other)


def test_what_was_applied_but_not_answered_is_kept(opened: Portals) -> None:
    first = opened()
    rule = {"match": {"method": "POST"}, "fault": {"kind": "reset", "when": "after"}}
    first.post("/_fake/faults", json=rule)
    with pytest.raises(ConnectionResetError):
        first.post(CONTACTS, json={"properties": {"firstname": "Anna"}})
    assert len(opened().get("/_fake/contacts").json()["contacts"]) == 1


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text)")


def later(path: Path) -> None:
    create_app(state=path).state.keeper.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 2")


def damaged(path: Path) -> None:
    create_app(state=path).state.keeper.close()
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO contacts VALUES (101, '{}')")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("a shopping list, longer than the head of a database\n" * 9), "is no file of"),
        (foreign, "is a database of something else"),
        (later, "of version 2"),
        (damaged, "is damaged"),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
    ids=["text", "other database", "later version", "damaged", "folder"],
)
def test_a_bad_file_is_one_line_and_exit_code_2(tmp_path: Path, make: Callable[[Path], Any], says: str) -> None:
    make(path := tmp_path / "state")
    done = CliRunner().invoke(cli, ["serve", "--port", "0", "--token", "t", "--state", str(path)])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr
    assert "give " in done.stderr or "take a copy" in done.stderr


@contextmanager
def serving(path: Path) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """Run a fake on the file; at the end it is killed."""
    command = [
        sys.executable,
        "-m",
        "harness",
        "hubspot",
        "serve",
        "--port",
        "0",
        "--state",
        str(path),
        "--limits",
        "off",
    ]
    environment = {**os.environ, "HARNESS_HUBSPOT_TOKEN": "t"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("ready ")
        with httpx2.Client(base_url=url, headers={"Authorization": "Bearer t"}) as client:
            yield process, client
        process.kill()


def test_all_that_was_answered_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    answered: list[str] = []
    with serving(tmp_path / "state") as (process, client):
        for number in range(60):
            made = client.post(CONTACTS, json={"properties": {"firstname": f"P{number}"}})
            answered.append(made.json()["id"])
        before = client.get("/_fake/contacts").content
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(tmp_path / "state") as (_, client):
        assert client.get("/_fake/contacts").content == before
        assert [each["id"] for each in client.get("/_fake/contacts").json()["contacts"]] == answered


def test_what_was_answered_is_there_when_the_kill_comes_in_the_middle(tmp_path: Path) -> None:
    answered: list[str] = []

    def write_on(client: httpx2.Client) -> None:
        with suppress(httpx2.TransportError):
            while made := client.post(CONTACTS, json={"properties": {"firstname": "P"}}):
                answered.append(made.json()["id"])

    def busy() -> None:
        if len(answered) < 40:
            raise NotYet(f"{len(answered)} were answered")

    with serving(tmp_path / "state") as (process, client):
        writers = [Thread(target=write_on, args=(client,)) for _ in range(3)]
        for writer in writers:
            writer.start()
        eventually(busy, "40 answers")
        process.send_signal(signal.SIGKILL)
        for writer in writers:
            writer.join()
    with serving(tmp_path / "state") as (_, client):
        kept = [each["id"] for each in client.get("/_fake/contacts").json()["contacts"]]
    assert sorted(kept) == kept == [str(101 + number) for number in range(len(kept))]
    assert set(answered) <= set(kept)


def test_a_second_fake_on_the_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with serving(path := tmp_path / "state"):
        done = CliRunner().invoke(cli, ["serve", "--port", "0", "--token", "t", "--state", str(path)])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "another fake HubSpot is using it" in done.stderr


def test_keeping_costs_less_than_two_milliseconds_a_request(opened: Portals) -> None:
    opened()
    portal = opened.app.state.portal
    for number in range(400):
        portal.contacts.create({"firstname": f"P{number}", "email": f"p{number}@example.com"})
    portal.keep()
    times = []
    for contact in list(portal.contacts.all())[:100]:
        portal.contacts.update(contact, {"lastname": "Muster"})
        begun = time.perf_counter()
        portal.keep()
        times.append(time.perf_counter() - begun)
    assert sorted(times)[50] < 0.002
