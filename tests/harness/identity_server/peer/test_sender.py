"""The simulator hands an event to WSO2's code, and notes what that code says it sent."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.errors import StackError
from harness.identity_server.peer import process
from harness.identity_server.peer.process import Endpoint, Exchange, Outcome
from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.connectors import Job
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.model import Operation, Target
from harness.identity_server.simulator.provisioning.vendor import VendorConnectors

TARGET = Target("https://bridge.example/hubspot/contacts", "admin", "admin")
JOB = Job(Operation.PUT, "anna", {"name.givenName": "Anna"})
FOUND = Exchange(12.5, "GET", "/hubspot/contacts?filter=userName%20Eq%20anna", "", 200, '{"password":"secret"}')
REFUSED = Exchange(12.6, "PATCH", "/hubspot/contacts/17", "{}", 404, "{}")


class ScriptedPeer:
    """Stands in for a JVM."""

    outcome: Outcome | Exception
    log: list[str]

    def __init__(self, kind: str, folder: Path, endpoint: Endpoint) -> None:
        """Note which JVM is made."""
        assert folder.is_dir()
        self.log.append(f"{kind} {endpoint.url} {endpoint.send_password}")

    def start(self) -> None:
        """Note the start."""
        self.log.append("started")

    def stop(self) -> None:
        """Note the end."""
        self.log.append("stopped")

    def provision(self, operation: str, user_name: str, claims: Mapping[str, str], password: str | None) -> Outcome:
        """Note the event, and answer as scripted."""
        self.log.append(f"{operation} {user_name} {dict(claims)} {password}")
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> type[ScriptedPeer]:
    """Return the class of the JVMs of this test."""
    fresh = type("Fresh", (ScriptedPeer,), {"log": [], "outcome": Outcome(ok=True, reason="", exchanges=())})
    monkeypatch.setattr(process, "Peer", fresh)
    return fresh


def provisioned(*jobs: Job) -> Journal:
    """Do jobs one after the other, end the JVMs, and return what was noted."""
    journal = Journal(lambda: 99.0)

    async def run() -> None:
        vendor = VendorConnectors(journal)
        try:
            for job in jobs:
                await vendor.provision("scim", job, TARGET)
        except ProvisioningFailed:
            pass
        finally:
            await vendor.close()

    asyncio.run(run())
    return journal


def test_one_process_takes_all_events_and_is_ended(peer: type[ScriptedPeer]) -> None:
    provisioned(JOB, JOB)
    event = "PUT anna {'name.givenName': 'Anna'} None"
    assert peer.log == [f"scim {TARGET.url} False", "started", event, event, "stopped"]


def test_a_password_is_told_to_a_process_that_sends_passwords(peer: type[ScriptedPeer]) -> None:
    provisioned(Job(Operation.POST, "anna", {}, "secret"))
    assert peer.log[0] == f"scim {TARGET.url} True"
    assert peer.log[2] == "POST anna {} secret"


def test_what_was_sent_is_noted_with_its_time_and_without_passwords(peer: type[ScriptedPeer]) -> None:
    peer.outcome = Outcome(ok=True, reason="", exchanges=(FOUND, REFUSED))
    first, second = provisioned(JOB).calls
    assert (first.at, first.method, first.target, first.status, first.outcome) == (
        12.5,
        "GET",
        FOUND.target,
        200,
        "ok",
    )
    assert first.answer == '{"password":"[redacted]"}'
    assert (second.status, second.outcome) == (404, "refused, counts as success")


def test_a_failure_is_noted_at_the_exchange_that_failed(peer: type[ScriptedPeer]) -> None:
    peer.outcome = Outcome(ok=False, reason="HTTP 404", exchanges=(FOUND, REFUSED))
    assert [call.outcome for call in provisioned(JOB).calls] == ["ok", "failed: HTTP 404"]


def test_a_failure_before_anything_was_sent_is_noted_too(peer: type[ScriptedPeer]) -> None:
    peer.outcome = Outcome(ok=False, reason="Invalid query", exchanges=())
    (call,) = provisioned(JOB).calls
    assert (call.method, call.outcome) == (None, "failed: Invalid query")


def test_code_that_cannot_be_run_is_a_failure_with_what_to_install(peer: type[ScriptedPeer]) -> None:
    peer.outcome = StackError("needs javac: install a JDK")
    (call,) = provisioned(JOB).calls
    assert call.outcome == "failed: needs javac: install a JDK"
