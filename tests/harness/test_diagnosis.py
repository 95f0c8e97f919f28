"""A failed wait names the first hop of the chain that has not done its part."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from harness.clients import Contact, UserRecord
from harness.diagnosis import Hop, diagnose
from harness.errors import ControlError
from harness.identity_server.client import Call
from harness.people import People, Person


def call(status: int | None = 201, outcome: str = "success") -> Call:
    return Call(1.0, "anna", "POST", "POST", "/hubspot/contacts", status, outcome)


def record(state: str, error: dict[str, str] | None = None) -> UserRecord:
    return UserRecord(state, 2, 1, None, 3, "12:00", error, {})


def contact(*, archived: bool = False) -> Contact:
    return Contact("101", {"firstname": "Anna", "hs_object_id": "101"}, archived)


@dataclass
class Servers:
    """The chain with made-up answers."""

    calls: Sequence[Call] = ()
    record: UserRecord | None = None
    contacts: Sequence[Contact] = ()
    dead: str = ""

    @property
    def identity_server(self) -> "Servers":
        """The servers themselves."""
        return self

    @property
    def bridge(self) -> "Servers":
        """The servers themselves."""
        return self

    @property
    def hubspot(self) -> "Servers":
        """The servers themselves."""
        return self

    def provisioning(self, user_name: str) -> Sequence[Call]:  # noqa: ARG002 - one person is enough
        """Return the made-up calls."""
        self._answer("identity server")
        return self.calls

    def user(self, user_name: str) -> UserRecord | None:  # noqa: ARG002 - one person is enough
        """Return the made-up record."""
        self._answer("bridge")
        return self.record

    def contacts_of(self, user_name: str, email: str = "") -> Sequence[Contact]:  # noqa: ARG002 - one person is enough
        """Return the made-up contacts."""
        self._answer("hubspot")
        return self.contacts

    def _answer(self, name: str) -> None:
        if self.dead == name:
            raise ControlError(f"{name}: no answer")


@pytest.fixture
def person() -> Person:
    return People("1", "a test").new()


@pytest.mark.parametrize(
    ("servers", "hop", "words"),
    [
        (Servers(), Hop.IDENTITY_SERVER, "sent nothing"),
        (Servers(dead="identity server"), Hop.IDENTITY_SERVER, "no answer"),
        (Servers([call(401, "logged")]), Hop.PROVISIONING, "answered 401 (logged)"),
        (Servers([call(None, "refused")]), Hop.PROVISIONING, "not answered (refused)"),
        (Servers([call()]), Hop.BRIDGE, "no record"),
        (Servers([call()], dead="bridge"), Hop.BRIDGE, "no answer"),
        (Servers([call()], record("owed")), Hop.DELIVERY, "is owed (version 2, delivered 1"),
        (Servers([call()], record("waiting")), Hop.DELIVERY, "3 failed tries, next at 12:00"),
        (Servers([call()], record("refused", {"class": "Conflict", "message": "no"})), Hop.DELIVERY, ": Conflict: no"),
        (Servers([call()], record("delivered")), Hop.HUBSPOT, "no contact"),
        (Servers([call()], record("delivered"), [contact(archived=True)]), Hop.HUBSPOT, "101 is archived"),
        (Servers([call()], record("delivered"), [contact()]), Hop.HUBSPOT, "there with {'firstname': 'Anna'}"),
    ],
)
def test_the_stuck_hop_is_named(servers: Servers, hop: Hop, words: str, person: Person) -> None:
    found = diagnose(servers, person)
    assert found.hop is hop
    assert words in str(found)


def test_only_the_last_call_counts(person: Person) -> None:
    servers = Servers([call(503, "logged"), call()], record("owed"))
    assert diagnose(servers, person).hop is Hop.DELIVERY


def test_an_event_that_was_skipped_is_not_taken_for_an_unanswered_call(person: Person) -> None:
    skipped = Call(2.0, "anna", "PUT", None, None, None, "skipped: no claim of this call is mapped")
    servers = Servers(calls=[call(), skipped], record=record("refused", {"class": "CONFLICT", "message": "taken"}))
    assert diagnose(servers, person).hop is Hop.DELIVERY


def test_when_all_was_skipped_the_identity_server_sent_nothing_and_says_why(person: Person) -> None:
    skipped = Call(2.0, "anna", "PUT", None, None, None, "skipped: the application has no outbound settings")
    found = diagnose(Servers(calls=[skipped]), person)
    assert found.hop is Hop.IDENTITY_SERVER
    assert "the application has no outbound settings" in str(found)
