"""`bridge send` against a running bridge, with a scripted HubSpot behind it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bridge.cli import main
from bridge.settings import PREFIX, Settings, variable

WIRE = Path(__file__).parents[2] / "wire"
CREDENTIALS = {
    "BRIDGE_USERNAME": "is",
    "BRIDGE_PASSWORD": "is-canary",
    "BRIDGE_ADMIN_USERNAME": "boss",
    "BRIDGE_ADMIN_PASSWORD": "boss-canary",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Send = Callable[..., Ended]


def upserted(request: Request) -> Response:
    """Answer as HubSpot does: a contact for each input, but an error for the e-mail `nope`."""
    results, errors = [], []
    for each in request.get_json()["inputs"]:
        trace, properties = each["objectWriteTraceId"], each["properties"]
        if properties.get("email") == "nope":
            context = {"objectWriteTraceId": [trace]}
            errors.append({"category": "VALIDATION_ERROR", "message": "Email nope is invalid", "context": context})
        else:
            results.append({"id": "101", "objectWriteTraceId": trace, "properties": properties, "new": True})
    return Response(json.dumps({"results": results, "errors": errors}), 207 if errors else 200)


@pytest.fixture(scope="module")
def hubspot() -> Iterator[str]:
    """A HubSpot that knows the property and takes upserts."""
    with HTTPServer(threaded=True) as server:
        known = {"name": "wso2_username", "hasUniqueValue": True}
        server.expect_request("/crm/v3/properties/contacts/wso2_username").respond_with_json(known)
        server.expect_request("/crm/v3/objects/contacts/batch/upsert").respond_with_handler(upserted)
        server.expect_request("/crm/v3/objects/contacts/batch/archive").respond_with_data("", 204)
        yield server.url_for("").rstrip("/")


def served(folder: Path, *flags: str, **more: str) -> Iterator[str]:
    """Run a bridge for as long as it is used, and give its URL."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    database = ("--database-url", f"sqlite:///{folder}/bridge.db")
    command = [sys.executable, "-m", "bridge", "serve", "--port", "0", *database, *flags]
    environment = own | CREDENTIALS | more
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log) as process,  # noqa: S603 - our own command
    ):
        try:
            assert process.stdout is not None
            word, _, url = process.stdout.readline().decode().strip().partition(" ")
            assert word == "ready", (folder / "log").read_text()
            yield url
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the delivering bridge keeps its database and certificates."""
    return tmp_path_factory.mktemp("bridge")


@pytest.fixture(scope="module")
def bridge(folder: Path, hubspot: str) -> Iterator[str]:
    """A bridge that delivers."""
    yield from served(folder, "--hubspot-url", hubspot, BRIDGE_HUBSPOT_TOKEN="token")


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bridge that holds, without TLS and without a token."""
    yield from served(tmp_path_factory.mktemp("holding"), "--delivery", "hold", "--no-tls")


@pytest.fixture(scope="module")
def without_trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bridge whose trail is off."""
    yield from served(tmp_path_factory.mktemp("off"), "--delivery", "hold", "--no-tls", "--trail", "0")


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Send:
    """Run `bridge send` in this process, in a folder of its own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
        monkeypatch.delenv(f"{variable(name)}_FILE", raising=False)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["bridge", "send", *arguments])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        assert "canary" not in shown.out + shown.err
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return command


def to(bridge: str, folder: Path) -> list[str]:
    return ["--url", bridge, "--ca", str(folder / "bridge-ca.pem")]


def user(name: str, **more: Any) -> bytes:
    said = {"userName": name, "name": {"givenName": name.title()}, "emails": [f"{name}@example.com"]}
    return json.dumps({**said, "password": "typed-canary", **more}).encode()


def one_line(ended: Ended, code: int) -> str:
    assert ended.code == code, ended
    (line,) = [line for line in ended.err.splitlines() if line.startswith("bridge: ")]
    assert len(ended.err.splitlines()) == 1
    return line


def test_a_user_is_followed_in_five_steps_to_its_contact(send: Send, bridge: str, folder: Path) -> None:
    ended = send("-", *to(bridge, folder), stdin=user("dora"))
    assert ended.code == 0, ended
    for words in (
        "1 received             POST /hubspot/contacts, SCIM 1.1; answered 201",
        "2 understood           create dora",
        "3 directory change     new, version 1",
        '+ name.givenName = "Dora"',
        '4 mapped properties    firstname  "Dora"',
        "5 HubSpot's answer     delivered: contact 101, call ",
    ):
        assert words in ended.out
    assert "\x1b" not in ended.out


def test_an_edit_is_looked_up_first_and_shows_the_difference(send: Send, bridge: str, folder: Path) -> None:
    send("-", *to(bridge, folder), stdin=user("emma"))
    edit = ["-", "--method", "PUT", "--user-name", "emma", "--as", "scim2", *to(bridge, folder)]
    ended = send(*edit, stdin=b'{"name": {"givenName": "Em"}}')
    assert ended.code == 0, ended
    assert "look-up  GET /hubspot/contacts?filter=userName%20Eq%20emma" in ended.out
    assert '- name.givenName = "Emma"\n' in ended.out
    assert '+ name.givenName = "Em"\n' in ended.out
    again = send(*edit, stdin=b'{"name": {"givenName": "Em"}}')
    assert "3 directory change     nothing: all of it was known (version 2)" in again.out
    assert "5 HubSpot's answer     delivered: contact 101, as before" in again.out


def test_a_deletion_says_what_became_of_the_contact(send: Send, bridge: str, folder: Path) -> None:
    send("-", *to(bridge, folder), stdin=user("fred"))
    ended = send("--method", "DELETE", "--user-name", "fred", *to(bridge, folder))
    assert ended.code == 0, ended
    assert "delivered: the contact is archived" in ended.out


def test_what_hubspot_refuses_ends_with_1_and_its_reason(send: Send, bridge: str, folder: Path) -> None:
    ended = send("-", *to(bridge, folder), stdin=user("gus", emails=["nope"]))
    assert ended.code == 1
    assert "VALIDATION_ERROR: Email nope is invalid" in ended.out


def test_what_the_bridge_refuses_ends_with_1_and_its_reason(send: Send, bridge: str, folder: Path) -> None:
    ended = send("-", *to(bridge, folder), stdin=b'{"title": "nobody"}')
    assert ended.code == 1
    assert "refused with 400: The userName is missing" in ended.out


def test_a_user_that_is_not_known_is_asked_for_and_no_more(send: Send, bridge: str, folder: Path) -> None:
    ended = send("--method", "DELETE", "--user-name", "nobody", "--as", "rfc", *to(bridge, folder))
    assert ended.code == 1
    assert "not found" in ended.out
    assert "create the user first" in ended.out


def test_json_has_all_steps(send: Send, bridge: str, folder: Path) -> None:
    ended = send("-", "--json", *to(bridge, folder), stdin=user("hans"))
    document = json.loads(ended.out)
    (request,) = document["requests"]
    assert (document["exitCode"], request["state"], request["status"]) == (0, "delivered", 201)
    assert request["mapped"]["properties"]["email"] == "hans@example.com"
    assert request["outcomes"][-1]["contactId"] == "101"
    assert request["correlationId"].startswith("send-")


@pytest.mark.parametrize("wire", ["scim1-connector.json", "scim2-connector.json"])
def test_every_recorded_case_is_replayed_with_this_bridges_ids(send: Send, holding: str, wire: str) -> None:
    document = json.loads(send(str(WIRE / wire), "--json", "--url", holding).out)
    alice = [each for each in document["requests"] if each["userName"] == "alice"]
    operations = [each["understood"]["operation"] for each in alice]
    assert (operations[0], operations[-1]) == ("create", "delete")
    assert {each["status"] for each in alice} <= {200, 201, 204}


def test_one_recorded_case_is_picked_by_its_name(send: Send, holding: str) -> None:
    ended = send(str(WIRE / "scim2-connector.json"), "--wire", "typed values", "--url", holding)
    assert ended.code == 0, ended
    assert "typed values, as recorded" in ended.out
    assert 'emails[work] = "carol@work.example"' in ended.out


def test_what_is_held_shows_what_would_be_sent(send: Send, holding: str) -> None:
    ended = send("--wire", "self-registration", "--user-name", "ida", "--url", holding)
    assert ended.code == 0, ended
    assert "held: nothing was sent; --delivery async would send upsert to a new contact" in ended.out
    assert 'would send email      "ida@example.com"' in ended.out


def test_the_answer_is_shown_even_without_any_patience(send: Send, holding: str) -> None:
    ended = send("-", "--wait", "0", "--url", holding, stdin=user("jane"))
    assert "2 understood           create jane" in ended.out


def test_a_trail_that_is_off_ends_with_3_and_how_to_switch_it_on(send: Send, without_trail: str) -> None:
    assert "--trail 2000" in one_line(send("--wire", "no claims", "--url", without_trail, "--json"), 3)


def test_a_bridge_that_is_not_there_ends_with_3(send: Send) -> None:
    assert "start `bridge serve`" in one_line(send("--wire", "no claims", "--url", "http://127.0.0.1:9", "--json"), 3)


def test_a_server_that_is_no_bridge_ends_with_3(send: Send, hubspot: str) -> None:
    assert "is no bridge" in one_line(send("--wire", "no claims", "--url", hubspot, "--json"), 3)


def test_a_certificate_of_somebody_else_ends_with_3_and_names_the_flag(send: Send, bridge: str) -> None:
    assert "--ca bridge-ca.pem" in one_line(send("--wire", "no claims", "--url", bridge, "--json"), 3)


@pytest.mark.parametrize("name", ["BRIDGE_PASSWORD", "BRIDGE_ADMIN_PASSWORD"])
def test_wrong_credentials_end_with_3_and_name_the_variable(
    send: Send, holding: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "wrong")
    assert name in one_line(send("--wire", "no claims", "--url", holding, "--json"), 3)


def test_missing_credentials_end_with_2_and_name_the_variables(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BRIDGE_ADMIN_USERNAME", "BRIDGE_ADMIN_PASSWORD"):
        monkeypatch.delenv(name)
    assert "BRIDGE_ADMIN_PASSWORD" in one_line(send("--wire", "no claims"), 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"userName": "a",\n nope}', "line 2, column 2"),
        (b"\xff\xfe", "not UTF-8"),
        (b"3", "no object"),
        (b"[]", "empty list"),
        (b'[{"case": "x", "exchanges": [{}]}]', "no recorded cases"),
        (b"[" * 100_000, "no JSON that can be read"),
    ],
)
def test_a_file_that_cannot_be_sent_ends_with_2(send: Send, content: bytes, said: str) -> None:
    assert said in one_line(send("-", stdin=content), 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "nothing to send"),
        (["."], "cannot be read"),
        (["none.json"], "cannot be read"),
        (["--wire", "none"], "'self-registration'"),
        (["--wire", "delete", "--method", "PUT"], "--method"),
        (["--method", "DELETE"], "--user-name"),
        (["--method", "FETCH", "--wire", "delete"], "POST, PUT, PATCH, DELETE"),
        (["--wire", "delete", "--as", "ldap"], "scim, scim2, rfc"),
        (["--wire", "delete", "--url", "http://[::1"], "no URL of a bridge"),
        (["--wire", "delete", "--url", "https://a:b@host/x"], "BRIDGE_PASSWORD"),
        (["--wire", "delete", "--ca", "."], "--ca"),
        ([str(WIRE / "scim1-connector.json"), "--wire", "none"], "'typed values'"),
        ([str(WIRE / "scim1-connector.json"), "--user-name", "anna"], "--user-name"),
    ],
)
def test_wrong_use_ends_with_2_in_one_line(send: Send, arguments: list[str], said: str) -> None:
    assert said in one_line(send(*arguments), 2)
