"""The other sender: WSO2's own connectors in JVMs, started when the first event needs one."""

import asyncio
import contextlib
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness.errors import HarnessError
from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.connectors import Job
from harness.identity_server.simulator.provisioning.journal import Journal, redact
from harness.identity_server.simulator.provisioning.model import Target

if TYPE_CHECKING:
    from harness.identity_server.peer.process import Exchange, Outcome, Peer

_SUCCESSES = frozenset({200, 201, 204})


class VendorConnectors:
    """WSO2's own connectors, one JVM for each that is used, and one more where passwords are provisioned."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._peers: dict[tuple[str, Target, bool], Peer] = {}
        self._starting = threading.Lock()
        self._open = contextlib.ExitStack()
        self._closed = False

    async def provision(self, connector: str, job: Job, target: Target) -> None:
        """Have WSO2's connector do a job, and note what it sent.

        Raises:
            ProvisioningFailed: the connector throws, or cannot be run.
        """
        try:
            outcome = await asyncio.to_thread(self._provision, connector, job, target)
        except HarnessError as error:
            self._journal.unsent(*job.who, f"failed: {error}")
            raise ProvisioningFailed(str(error)) from error
        self._note(job, outcome)
        if not outcome.ok:
            raise ProvisioningFailed(outcome.reason)

    async def close(self) -> None:
        """End the JVMs."""
        await asyncio.to_thread(self._close)

    def _provision(self, connector: str, job: Job, target: Target) -> "Outcome":
        peer = self._started(connector, target, send_password=job.password is not None)
        return peer.provision(job.operation.value, job.sent_name, job.paths, job.password)

    def _started(self, connector: str, target: Target, *, send_password: bool) -> "Peer":
        from harness.identity_server.peer.process import Endpoint, Peer  # noqa: PLC0415 - few simulators need it

        with self._starting:
            if self._closed:
                raise HarnessError("the identity server was stopped")
            key = (connector, target, send_password)
            if key not in self._peers:
                folder = Path(self._open.enter_context(TemporaryDirectory()))
                endpoint = Endpoint(target.url, target.username, target.password, target.ca_file, send_password)
                peer = Peer(connector, folder, endpoint)
                self._open.callback(peer.stop)
                peer.start()
                self._peers[key] = peer
            return self._peers[key]

    def _close(self) -> None:
        with self._starting:
            self._closed = True
            self._open.close()

    def _note(self, job: Job, outcome: "Outcome") -> None:
        for exchange in outcome.exchanges:
            call = self._journal.sent(*job.who, exchange.method, exchange.target, exchange.body)
            call.at, call.status, call.answer = exchange.at, exchange.status, redact(exchange.answer)
            failed = not outcome.ok and exchange is outcome.exchanges[-1]
            call.outcome = f"failed: {outcome.reason}" if failed else _judged(exchange)
        if not outcome.ok and not outcome.exchanges:
            self._journal.unsent(*job.who, f"failed: {outcome.reason}")


def _judged(exchange: "Exchange") -> str:
    return "ok" if exchange.status in _SUCCESSES else "refused, counts as success"
