"""`bridge users export` and `bridge mapping apply`, as a person types them beside a running bridge."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.waiting import NotYet, eventually
from tests.bridge.serving import PASSWORD, Service, environment, serving

ADMIN = {"BRIDGE_ADMIN_USERNAME": "boss", "BRIDGE_ADMIN_PASSWORD": "boss-canary"}
PEOPLE = [
    {
        "userName": f"canary{number}",
        "name": {"givenName": f"Canaria{number}", "familyName": "Vogelhändler"},
        "emails": [f"canary{number}@cage.example.com"],
        "phoneNumbers": [f"+41 79 555 01 {number:02}"],
        "password": "password-of-a-person",
        "birthDay": "1990-05-17",
    }
    for number in range(30)
]
OLD = "version: 1\nproperties: {email: emails.value}\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """A running bridge, and commands beside it."""

    service: Service
    mapping: Path

    def run(self, *arguments: str, more: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the bridge with the administrator's credentials."""
        where = ["--url", self.service.url, "--database-url", f"sqlite:///{self.service.folder}/bridge.db"]
        variables = {**environment(), **ADMIN} if more is None else {**environment(), **more}
        command = [sys.executable, "-m", "bridge", *arguments, *where]
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own command


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    mapping = folder / "mapping.yaml"
    mapping.write_text(OLD, "utf-8")
    with serving(folder, {**ADMIN, "BRIDGE_MAPPING": str(mapping)}) as service:
        with service.client() as client:
            for each in PEOPLE:
                assert client.post(service.url, json=each).status_code == 201
        yield Desk(service, mapping)


def users(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_user_is_a_line_and_none_has_a_password(desk: Desk) -> None:
    done = desk.run("users", "export")
    assert {each["userName"] for each in users(done)} == {each["userName"] for each in PEOPLE}
    assert "password" not in done.stdout
    assert done.stderr == "30 users exported.\n"


def test_no_original_value_is_in_a_redacted_export(desk: Desk) -> None:
    done = desk.run("users", "export", "--redact")
    assert len(users(done)) == len(PEOPLE)
    for canary in ("canar", "vogel", "händler", "cage", "555 01", "5550", "1990", "password"):
        assert canary not in done.stdout.lower()
    originals = {each["id"] for each in users(desk.run("users", "export"))}
    assert not [each for each in originals if each in done.stdout]


def test_without_a_key_file_each_export_has_other_pseudonyms(desk: Desk) -> None:
    first, second = (users(desk.run("users", "export", "--redact")) for _ in range(2))
    assert not {each["userName"] for each in first} & {each["userName"] for each in second}


def test_the_key_of_a_file_gives_the_same_pseudonyms_again(desk: Desk, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(os.urandom(32))
    first, second = (users(desk.run("users", "export", "--redact", "--key-file", str(key))) for _ in range(2))
    assert first == second


def test_a_redacted_export_is_a_corpus_for_a_diff(desk: Desk, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(desk.run("users", "export", "--redact").stdout, "utf-8")
    new = tmp_path / "new.yaml"
    new.write_text("version: 1\nproperties: {email: emails.value, firstname: name.givenName}\n", "utf-8")
    diff = ["mapping", "diff", str(desk.mapping), str(new), "--users", str(corpus), "--format", "json"]
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bridge", *diff], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["properties"]["firstname"]["added"] == len(PEOPLE)


@pytest.mark.parametrize("flags", [["--keep", "userType"], ["--redact", "--key-file", "none"]])
def test_wrong_use_of_an_export_ends_with_2(desk: Desk, flags: list[str]) -> None:
    done = desk.run("users", "export", *flags)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_key_that_could_be_guessed_is_refused(desk: Desk, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("short", "utf-8")
    done = desk.run("users", "export", "--redact", "--key-file", str(key))
    assert done.returncode == 2
    assert "openssl rand" in done.stderr


@pytest.mark.parametrize("command", [["users", "export"], ["mapping", "apply"]])
def test_without_credentials_a_command_ends_with_2_and_with_wrong_ones_with_3(desk: Desk, command: list[str]) -> None:
    wrong = {**ADMIN, "BRIDGE_ADMIN_PASSWORD": "wrong"}
    assert [desk.run(*command, more=more).returncode for more in ({}, wrong)] == [2, 3]


def test_a_bridge_that_is_not_there_ends_a_command_with_3(desk: Desk) -> None:
    away = [sys.executable, "-m", "bridge", "mapping", "apply", "--url", "http://127.0.0.1:9"]
    done = subprocess.run(away, env={**environment(), **ADMIN}, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert done.returncode == 3
    assert "start `bridge serve`" in done.stderr
    assert desk.service.process.poll() is None


def test_what_is_owed_anyway_is_not_counted(desk: Desk) -> None:
    done = desk.run("mapping", "apply", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Every contact is as this mapping would have it: nothing to do." in done.stdout


def test_nothing_is_applied_while_the_mapping_file_is_refused(desk: Desk) -> None:
    ready = desk.service.url.replace("/hubspot/contacts", "/health/ready")

    def state(client: httpx2.Client, *, usable: bool) -> None:
        told = client.get(ready).json()["mapping"]
        if (told == "usable") is not usable:
            raise NotYet(told)

    with desk.service.client(auth=("is", PASSWORD)) as client:
        desk.mapping.write_text("version: 1\nproperties: {email: 3}\n", "utf-8")
        try:
            eventually(lambda: state(client, usable=False), "the file is refused")
            done = desk.run("mapping", "apply")
        finally:
            desk.mapping.write_text(OLD, "utf-8")
        eventually(lambda: state(client, usable=True), "the file is usable again")
    assert done.returncode == 1
    assert f"{desk.mapping}:2: " in done.stderr
