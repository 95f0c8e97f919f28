"""The outbound client's trust."""

import asyncio
from pathlib import Path

import pytest

from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.connectors import Job
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.model import Operation, Target
from harness.identity_server.simulator.provisioning.scim1 import Scim1
from harness.identity_server.simulator.provisioning.wire import Wire


def failure(url: str, ca_file: Path | None) -> str:
    """Return why a POST failed."""
    journal = Journal(lambda: 0.0)

    async def post() -> None:
        wire = Wire(Target(url, "admin", "admin", ca_file), journal, None)
        try:
            await Scim1().provision(Job(Operation.POST, "alice", {}), wire)
        finally:
            await wire.close()

    with pytest.raises(ProvisioningFailed):
        asyncio.run(post())
    return journal.calls[0].outcome


def test_a_missing_ca_file_is_a_failed_call_that_says_what_to_do(tmp_path: Path) -> None:
    outcome = failure("https://127.0.0.1:1/x", tmp_path / "ca.pem")
    assert outcome.startswith("failed: the CA file")
    assert "start the bridge first" in outcome


def test_a_ca_file_that_is_none_is_a_failed_call(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    assert "is no PEM certificate" in failure("https://127.0.0.1:1/x", file)


def test_a_refused_connection_is_a_failed_call() -> None:
    assert failure("http://127.0.0.1:1/x", None).startswith("failed: ")
