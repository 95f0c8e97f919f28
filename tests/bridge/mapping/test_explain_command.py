"""`bridge mapping explain`, of a file and of a running bridge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bridge.admin import full_document
from bridge.delivery.details import details
from bridge.directory import Moment, create, delete
from bridge.mapping import load
from bridge.scim.merge import apply
from bridge.scim.normal import normal
from bridge.scim.operation import Merge
from bridge.storage import open_engine

Command = Callable[..., Any]

ALICE = {
    "userName": "alice",
    "name": {"givenName": "Alice", "familyName": ""},
    "emails": [" Alice@Example.com"],
    "password": "canary",
}
MAPPING = """\
version: 1
scope: userType eq "customer"
properties:
  firstname: name.givenName
  lastname: name.familyName
  email: {from: [emails.display, emails.value], transforms: [trim, lower]}
  born: {from: nickName, transforms: [{date: {to: date}}], unfit: leave}
  phone: {from: phoneNumbers.value, absent: clear}
  source: {constant: WSO2, only_on_create: true}
"""
PAGE = """\
alice by m.yaml
out of scope: no contact is made, one that is there stays (userType eq "customer")

firstname  "Alice"
    name.givenName: "Alice"
lastname   cleared in HubSpot
    name.familyName was said empty
email      "alice@example.com"
    emails.display: never said
    emails.value: " Alice@Example.com"
    trim: " Alice@Example.com" becomes "Alice@Example.com"
    lower: "Alice@Example.com" becomes "alice@example.com"
born       left as HubSpot has it
    nickName: "Al?[31m"
    date {to: date, from: ISO}: "Al?[31m" left: no date of the form YYYY-MM-DD, with or without a time
    from nickName, which a transform could not work on; unfit: leave
phone      cleared in HubSpot
    phoneNumbers.value was never said; absent: clear
source     "WSO2", only when the contact is made
    a constant
"""


@pytest.fixture
def mapping(command: Command, tmp_path: Path) -> list[str]:  # noqa: ARG001 - it changes to the folder
    """Return the flag of a mapping file that has a bit of everything."""
    (tmp_path / "m.yaml").write_text(MAPPING)
    return ["--mapping", "m.yaml"]


def test_a_user_of_a_file_is_explained_property_by_property(command: Command, mapping: list[str]) -> None:
    user = json.dumps({**ALICE, "nickName": "Al\x1b[31m"}).encode()
    ended = command("mapping", "explain", "--user-file", "-", *mapping, stdin=user)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == PAGE


def test_json_has_all_of_it(command: Command, mapping: list[str], tmp_path: Path) -> None:
    (tmp_path / "u.json").write_text(json.dumps(ALICE))
    ended = command("mapping", "explain", "--user-file", "u.json", "--format", "json", *mapping)
    document = json.loads(ended.out)
    assert (document["userName"], document["inScope"]) == ("alice", False)
    assert {each["property"]: each["value"] for each in document["properties"] if each["value"] is not None} == load(
        tmp_path / "m.yaml"
    ).contact(apply({}, Merge(normal(ALICE))))
    assert document["properties"][2]["steps"][0] == {
        "transform": "trim",
        "before": " Alice@Example.com",
        "after": "Alice@Example.com",
        "reason": "",
    }


@pytest.fixture
def bridge(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> str:  # noqa: ARG001 - it clears the environment first
    """Serve the records of a database as a running bridge does; return its URL."""
    engine = open_engine(f"sqlite:///{tmp_path / 'bridge.db'}")
    with engine.begin() as connection:
        create(connection, "alice", Merge(normal(ALICE)), Moment(1.0, "corr", "id-1"))
        create(connection, "bob", Merge({"userName": "bob"}), Moment(1.0, "corr", "id-2"))
        delete(connection, "id-2", Moment(2.0, "corr", "id-3"))

    def record(request: Request) -> Response:
        with engine.begin() as connection:
            found = details(connection, request.path.rpartition("/")[2], load(None))
        return Response(status=404) if found is None else Response(json.dumps(full_document(found)))

    for name in ("alice", "bob", "carol"):
        httpserver.expect_request(f"/admin/users/{name}").respond_with_handler(record)
    monkeypatch.setenv("BRIDGE_ADMIN_USERNAME", "boss")
    monkeypatch.setenv("BRIDGE_ADMIN_PASSWORD", "boss-password")
    return httpserver.url_for("/hubspot/contacts")


def test_a_user_of_a_running_bridge_is_explained(command: Command, bridge: str) -> None:
    ended = command("mapping", "explain", "alice", "--url", bridge)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith('alice by the packaged mapping\n\nfirstname    "Alice"\n')


def test_the_mapping_is_the_one_that_serve_would_take(
    command: Command, bridge: str, mapping: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIDGE_MAPPING", mapping[1])
    assert command("mapping", "explain", "alice", "--url", bridge).out.startswith("alice by m.yaml\n")
    Path("other.yaml").write_text("version: 1\nproperties: {firstname: name.givenName}\n")
    given = command("mapping", "explain", "alice", "--url", bridge, "--mapping", "other.yaml")
    assert given.out.startswith("alice by other.yaml\n")


def test_a_bridge_that_maps_by_another_mapping_is_named(
    command: Command, bridge: str, httpserver: HTTPServer, mapping: list[str]
) -> None:
    answer = {"file": "/etc/bridge/mapping.yaml", "hash": "0a1b2c3d4e5f" * 5, "problem": None}
    httpserver.expect_request("/admin/mapping").respond_with_json(answer)
    ended = command("mapping", "explain", "alice", "--url", bridge, *mapping)
    assert (ended.code, ended.out.startswith("alice by m.yaml\n")) == (0, True)
    assert ended.err == (
        "bridge: the bridge itself maps by /etc/bridge/mapping.yaml, which means something else; to explain what it "
        "does, give the same by --mapping or BRIDGE_MAPPING\n"
    )


def test_a_bridge_that_maps_by_the_same_is_no_remark(
    command: Command, bridge: str, httpserver: HTTPServer, mapping: list[str]
) -> None:
    answer = {"file": None, "hash": load(Path(mapping[1])).hash, "problem": None}
    httpserver.expect_request("/admin/mapping").respond_with_json(answer)
    assert command("mapping", "explain", "alice", "--url", bridge, *mapping).err == ""


SEVERAL = """\
version: 1
properties:
  interests: {groups: {Topics/Events: events, Beta: beta}}
  work: {from: emails.value, transforms: [{e164: {region: CH}}, {join: {separator: ;}}, upper], unfit: leave}
  all: {from: emails.value, transforms: [{join: {separator: ", "}}, upper]}
"""
SEVERAL_PAGE = """\
alice by m.yaml

interests  "beta;events"
    groups.display: "Topics/Events", "Beta", "Every ""one"
    map {table: 2 entries, default: ""}: "Topics/Events", "Beta", "Every ""one" becomes "events", "beta", ""
    join {separator: ";", sort: true}: "events", "beta", "" becomes "beta;events"
work       left as HubSpot has it
    emails.value: "a@x", "b@x"
    e164 {region: CH}: "a@x", "b@x" left: no phone number: (1) The string supplied did not seem to be a phone number.
    from emails.value, which a transform could not work on; unfit: leave
all        "A@X, B@X"
    emails.value: "a@x", "b@x"
    join {separator: ", ", sort: false}: "a@x", "b@x" becomes "a@x, b@x"
    upper: "a@x, b@x" becomes "A@X, B@X"
"""


def test_several_values_are_shown_one_by_one(command: Command) -> None:
    Path("m.yaml").write_text(SEVERAL)
    groups = [{"display": name} for name in ("Topics/Events", "Beta", 'Every ""one')]
    user = {"userName": "alice", "groups": groups, "emails": ["a@x", {"type": "work", "value": "b@x"}]}
    ended = command("mapping", "explain", "--user-file", "-", "--mapping", "m.yaml", stdin=json.dumps(user).encode())
    assert ended.out == SEVERAL_PAGE


@pytest.mark.parametrize(
    ("user", "said"),
    [("carol", "has no user 'carol': see `bridge users list`"), ("bob", "'bob' was deleted: there is nothing to map")],
)
def test_a_user_whom_the_bridge_does_not_have_ends_with_2(command: Command, bridge: str, user: str, said: str) -> None:
    ended = command("mapping", "explain", user, "--url", bridge)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


def test_a_bridge_that_is_not_there_ends_with_3(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_ADMIN_USERNAME", "boss")
    monkeypatch.setenv("BRIDGE_ADMIN_PASSWORD", "boss-password")
    ended = command("mapping", "explain", "alice", "--url", "http://127.0.0.1:9")
    assert (ended.code, ended.err.count("\n")) == (3, 1)


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ([], b"", "give either USER, who is asked of the running bridge, or --user-file with a SCIM user."),
        (["alice", "--user-file", "-"], b"{}", "give either USER"),
        (["alice"], b"", "BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD not set"),
        (["--user-file", "none.json"], b"", "--user-file none.json cannot be read (No such file or directory)"),
        (["--user-file", "-"], b"{", "--user-file standard input is no SCIM user: "),
        (["--user-file", "-"], b"[]", "--user-file standard input is no SCIM user: "),
        (["--user-file", "-"], b'{"name": "x"}', "--user-file standard input is no SCIM user: 'name' must be"),
        (["--user-file", "-", "--format", "xml"], b"{}", "--format 'xml' is none: give table or json."),
        (["--user-file", "-", "--mapping", "none.yaml"], b"{}", "none.yaml:1: cannot be read"),
    ],
)
def test_wrong_use_ends_with_2_in_one_line(command: Command, arguments: list[str], stdin: bytes, said: str) -> None:
    ended = command("mapping", "explain", *arguments, stdin=stdin)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err
