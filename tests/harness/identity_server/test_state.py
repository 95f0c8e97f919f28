"""A server that is kept in a file: whatever it answered is there after a kill."""

import os
import signal
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import perf_counter  # noqa: TID251 - what a commit costs is measured
from typing import Any

import httpx2
import pytest

from harness.identity_server.simulator import ProvisioningSettings, create_app
from harness.identity_server.simulator.errors import BadState
from harness.identity_server.simulator.events import NewUser
from harness.identity_server.simulator.signup import Registration
from tests.harness.identity_server.place import PUBLIC_URL, Place, StubTarget, bearer, obtain_code, redeem

pytestmark = pytest.mark.anyio
FIRST_NAME = {"name": {"givenName": "Alicia"}}
SEEN = ("/_sim/users", "/_sim/provisioning", "/_sim/mailbox", "/_sim/config")
GUIDE = ProvisioningSettings("https://bridge.example/hubspot/contacts", blocking=True)
ids = count(1)
Begin = Callable[..., Place]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the server is kept."""
    return tmp_path / "server.state"


@pytest.fixture
def begin(target: StubTarget, file: Path) -> Begin:
    """Return what starts a server on the file; the one before it is gone as by a kill: it is told nothing."""
    running: list[Any] = []

    def start(**options: Any) -> Place:
        for app in running:
            app.state.server.keep.__self__._file.close()  # noqa: SLF001 - the operating system does so at a kill
        app = create_app(state=file, new_id=lambda: f"id-{next(ids)}", transport=target, **options)
        running[:] = [app]
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL, trust_env=False)
        return Place(app.state.server, http, target)

    return start


async def seen(place: Place) -> dict[str, Any]:
    """Return all that the control API tells."""
    return {path: (await place.http.get(path)).json() for path in SEEN}


async def test_people_calls_mails_and_settings_are_there_after_a_kill(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    await before.configure(lockOnCreation=True, connector="scim2")
    await before.register()
    await before.register("bob")
    await before.configure(lockOnCreation=False)
    await before.register("carol", mobile="+41791234567")
    after = begin()
    assert await seen(after) == await seen(before)


async def test_who_was_provisioned_is_known_after_a_kill(begin: Begin) -> None:
    await begin(provisioning=GUIDE).register()
    after = begin()
    await after.patch_me(FIRST_NAME)
    assert [seen.method for seen in after.target.requests] == ["POST", "GET", "PATCH"]


async def test_the_users_keep_their_order(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    for name in ("alice", "bob", "carol"):
        await before.register(name)
    await before.patch_me(FIRST_NAME)
    names = [user["userName"] for user in (await begin().http.get("/_sim/users")).json()["users"]]
    assert names == ["admin", "alice", "bob", "carol"]


async def test_sessions_and_tokens_are_good_after_a_kill(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    await before.register()
    headers = await bearer(before.http)
    before.http.cookies.clear()
    code = await obtain_code(before.http)
    keys = (await before.http.get("/oauth2/jwks")).json()
    after = begin()
    assert (await after.http.get("/scim2/Me", headers=headers)).json()["userName"] == "alice"
    assert (await redeem(after.http, code)).status_code == 200
    assert (await after.http.get("/oauth2/jwks")).json() == keys


async def test_a_mailed_code_is_good_after_a_kill(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    await before.configure(lockOnCreation=True)
    await before.register()
    code = before.server.mailbox.as_json()[0]["code"]
    assert await begin().server.sign_up.confirm(code)


async def test_what_was_configured_by_the_api_is_there_after_a_kill(begin: Begin) -> None:
    before = begin()
    path = "/api/server/v1/claim-dialects/local/claims/aHR0cDovL3dzbzIub3JnL2NsYWltcy90ZWxlcGhvbmU"
    claim = (await before.http.get(path, auth=("admin", "admin"))).json()
    await before.http.put(path, json={**claim, "supportedByDefault": False}, auth=("admin", "admin"))
    body = {"name": "HubSpot.com", "provisioning": {"outboundConnectors": {"connectors": [{"connectorId": "c2NpbQ"}]}}}
    await before.http.post("/api/server/v1/identity-providers", json=body, auth=("admin", "admin"))
    after = begin()
    assert not (await after.http.get(path, auth=("admin", "admin"))).json()["supportedByDefault"]
    listed = await after.http.get("/api/server/v1/identity-providers", auth=("admin", "admin"))
    assert [each["name"] for each in listed.json()["identityProviders"]] == ["HubSpot.com"]


async def test_the_file_wins_over_the_flags_of_the_next_start(begin: Begin) -> None:
    await begin(provisioning=GUIDE).configure(connector="scim2")
    after = begin(provisioning=GUIDE)
    assert (await after.http.get("/_sim/config")).json()["connector"] == "scim2"


async def test_what_was_under_way_at_the_kill_is_told_as_stopped(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    await before.register()
    before.server.journal.sent("alice", "PUT", "PATCH", "/x", "{}")
    before.server.keep()
    assert (await begin().outcomes())[-1] == "failed: the identity server was stopped"


async def test_an_answer_that_comes_later_is_kept_as_well(begin: Begin) -> None:
    before = begin(provisioning=ProvisioningSettings("https://bridge.example/hubspot/contacts"))
    await before.register()
    await before.seen(1)
    after = begin()
    assert await after.outcomes() == ["ok"]
    await after.patch_me(FIRST_NAME)
    assert await after.seen(3) == [
        "POST /hubspot/contacts",
        "GET /hubspot/contacts?filter=userName%20Eq%20alice",
        "PATCH /hubspot/contacts/1",
    ]


async def test_a_reset_is_kept(begin: Begin) -> None:
    before = begin(provisioning=GUIDE)
    await before.register()
    await before.http.post("/_sim/reset")
    await before.register("bob")
    after = begin()
    assert [user["userName"] for user in (await after.http.get("/_sim/users")).json()["users"]] == ["admin", "bob"]
    assert await seen(after) == await seen(before)


async def test_what_an_unforeseen_error_left_behind_is_kept(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    before = begin(provisioning=GUIDE)

    register = before.server.sign_up.register

    async def register_and_break(registration: Registration) -> None:
        await register(registration)
        raise ZeroDivisionError

    monkeypatch.setattr(before.server.sign_up, "register", register_and_break)
    with pytest.raises(ZeroDivisionError):
        await before.register()
    after = await seen(begin())
    assert after == await seen(before)
    assert [user["userName"] for user in after["/_sim/users"]["users"]] == ["admin", "alice"]


def test_the_file_is_its_owners_alone(begin: Begin, file: Path) -> None:
    begin()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"no database, by far not" * 50, b"{}"])
def test_a_foreign_file_is_refused_and_left_alone(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BadState, match="it is no file of a simulator: give another name"):
        create_app(state=file)
    assert file.read_bytes() == content


def test_another_programs_database_is_refused(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE mine (x)")
    database.close()
    with pytest.raises(BadState, match="it is a database of something else"):
        create_app(state=file)


def test_a_file_in_use_is_refused(begin: Begin, file: Path) -> None:
    begin()
    with pytest.raises(BadState, match="another simulator is using it"):
        create_app(state=file)


def test_a_file_of_another_release_is_refused(begin: Begin) -> None:
    begin()
    with pytest.raises(BadState, match=r"it was made with --profile 6\.1: start with that"):
        begin(profile="7.0")


@pytest.mark.parametrize("damage", ["UPDATE state SET document = '{'", "UPDATE state SET document = '[]'"])
def test_a_damaged_file_is_refused(begin: Begin, file: Path, damage: str) -> None:
    app = begin().server
    app.keep.__self__._file.close()  # type: ignore[attr-defined]  # noqa: SLF001 - as at a kill
    with sqlite3.connect(file) as database:
        database.execute(damage)
    database.close()
    with pytest.raises(BadState, match="it is damaged"):
        begin()


async def test_a_commit_with_many_people_costs_little(begin: Begin) -> None:
    place = begin(provisioning=GUIDE)
    for number in range(300):
        await place.server.accounts.sign_up(_new(f"person{number}"))
    place.server.keep()
    costs = []
    for number in range(30):
        await place.server.accounts.sign_up(_new(f"later{number}"))
        begun = perf_counter()
        place.server.keep()
        costs.append(perf_counter() - begun)
    assert sorted(costs)[15] < 0.002


def _new(name: str) -> NewUser:
    return NewUser(name, "Alice1!pw", {"http://wso2.org/claims/givenname": "Alice"})


def test_a_killed_process_starts_again_with_everybody(tmp_path: Path) -> None:
    file = tmp_path / "server.state"
    command = [sys.executable, "-m", "harness", "identity-server", "serve", "--port", "0", "--state", str(file)]
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - a throw-away certificate
    names = []
    for round_ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603 - our own command
            assert process.stdout is not None
            url = process.stdout.readline().split()[1]
            with httpx2.Client(base_url=url, verify=context, auth=("admin", "admin"), trust_env=False) as http:
                if round_ == 0:
                    http.post("/scim2/Users", json={"userName": "alice", "password": "Alice1!pw"}).raise_for_status()
                names.append([each["userName"] for each in http.get("/scim2/Users").json()["Resources"]])
            os.kill(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
    assert names == [["admin", "alice"]] * 2
