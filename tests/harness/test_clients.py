"""The control clients find a person's contacts and calls, and say who answered what."""

import pytest
from pytest_httpserver import HTTPServer

from harness.clients import Contact, FakeHubSpot, newest
from harness.errors import ControlError
from harness.identity_server.client import Simulator

CONTACTS = [
    {"id": "1", "properties": {"email": "anna@example.com", "wso2_username": "anna"}, "archived": False},
    {"id": "2", "properties": {"email": "bob@example.com"}, "archived": False},
    {"id": "3", "properties": {"email": "ANNA@example.com"}, "archived": True},
]


@pytest.fixture
def fake(httpserver: HTTPServer) -> FakeHubSpot:
    httpserver.expect_request("/_fake/contacts").respond_with_json({"contacts": CONTACTS})
    return FakeHubSpot(httpserver.url_for(""), "token")


@pytest.mark.parametrize(
    ("user_name", "email", "ids"),
    [
        ("Anna", "", ["1"]),
        ("", "anna@example.com", ["1", "3"]),
        ("anna", "bob@example.com", ["1", "2"]),
        ("nobody", "nobody@example.com", []),
        ("", "", []),
    ],
)
def test_contacts_are_found_by_user_name_or_email(
    fake: FakeHubSpot, user_name: str, email: str, ids: list[str]
) -> None:
    assert [contact.id for contact in fake.contacts_of(user_name, email)] == ids


def test_the_calls_about_a_user_are_found_whatever_the_case(httpserver: HTTPServer) -> None:
    call = {"at": 1.0, "operation": "POST", "method": "POST", "target": "/", "status": 201, "outcome": "success"}
    calls = [{**call, "userName": name} for name in ("anna", "bob", "ANNA")]
    httpserver.expect_request("/_sim/provisioning").respond_with_json({"calls": calls})
    with Simulator(httpserver.url_for("")) as simulator:
        assert [each.user_name for each in simulator.provisioning("Anna")] == ["anna", "ANNA"]


def test_an_unexpected_status_says_who_answered_what(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/_sim/config").respond_with_data("no such key", status=400)
    with (
        Simulator(httpserver.url_for("")) as simulator,
        pytest.raises(ControlError, match=r"simulator: PUT /_sim/config was answered 400 no such key"),
    ):
        simulator.configure({"nonsense": True})


def test_a_server_that_is_not_there_is_named() -> None:
    with (
        Simulator("http://127.0.0.1:9") as simulator,
        pytest.raises(ControlError, match=r"simulator: no answer to GET /_sim/users .* is it running\?"),
    ):
        simulator.users()


def test_a_user_to_change_must_be_there(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/scim2/Users").respond_with_json({"totalResults": 0})
    with (
        Simulator(httpserver.url_for("")) as simulator,
        pytest.raises(ControlError, match="there is no user anna: register the person first"),
    ):
        simulator.delete_user("anna")


def contact(id_: str, *, archived: bool) -> Contact:
    return Contact(id_, {}, archived)


def test_a_live_contact_is_newer_than_an_archived_one() -> None:
    live, archived = contact("1", archived=False), contact("2", archived=True)
    assert newest([live, archived]) is live
    assert newest([archived]) is archived
    assert newest([]) is None


def test_a_property_that_is_null_or_absent_is_empty() -> None:
    some = Contact("1", {"phone": None, "email": "a@example.com"}, archived=False)
    assert [some.value(name) for name in ("phone", "mobilephone", "email")] == ["", "", "a@example.com"]
