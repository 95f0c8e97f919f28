"""Runs what was decided about an event: the server's OutboundProvisioningManager."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence

import httpx2

from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.decisions import CONNECTORS, Decision, Judge, Row, Skip
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.model import Caller, Event, Operation, Target
from harness.identity_server.simulator.provisioning.turns import Turn
from harness.identity_server.simulator.provisioning.vendor import VendorConnectors
from harness.identity_server.simulator.provisioning.wire import Wire
from harness.identity_server.simulator.setup import Configuration, Sender
from harness.identity_server.simulator.tracked import Tracked
from harness.seams import NewId

__all__ = ["CONNECTORS", "OutboundProvisioning"]

_log = logging.getLogger(__name__)


class OutboundProvisioning:
    """Outbound provisioning of one server.

    `rows` stands for IDP_PROVISIONING_ENTITY: everyone provisioned, with an id that the connectors make up and never
    use. `settled` is called when something that ran beside the callers is over.
    """

    def __init__(
        self,
        configuration: Configuration,
        journal: Journal,
        new_id: NewId,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._configuration = configuration
        self._journal = journal
        self._new_id = new_id
        self._transport = transport
        self._wires: dict[Target, Wire] = {}
        self._vendor = VendorConnectors(journal)
        self._running: set[asyncio.Task[None]] = set()
        self.rows: Tracked[Row, str] = Tracked()
        self.settled: Callable[[], None] = lambda: None
        self._judge = Judge(configuration, self.rows)

    @property
    def idle(self) -> bool:
        """Whether nothing runs beside the callers."""
        return not self._running

    def blocks(self, caller: Caller) -> bool:
        """Whether a caller waits for the targets' answers."""
        entries = self._configuration.entries(caller)
        return entries is not None and all(entry.blocking for entry in entries)

    def forget_rows(self, provider_id: str) -> None:
        """Drop an identity provider's rows, as a change of its connectors does."""
        for row in [row for row in self.rows if row[0] == provider_id]:
            del self.rows[row]

    async def submit(self, event: Event, turn: Turn | None = None, *, waits: bool = False) -> None:
        """Provision an event: in the caller where the entry blocks, else beside it. No failed call reaches the caller.

        Args:
            event: what happened.
            turn: when it may be sent; None = at once.
            waits: the caller waits even where nothing blocks.

        Raises:
            ProviderDisabled: the write is to fail, since an identity provider is disabled.
        """
        self._judge.demand_enabled(event.caller)
        turn = turn or Turn()
        if turn.decides_late:
            self._start(self._late(event, turn))
            return
        decisions = self._decided(event)
        here = [decision for decision in decisions if decision.blocks or waits]
        beside = [decision for decision in decisions if decision not in here]
        for decision in beside:
            self._start(self._run([decision], turn))
        if here or not beside:
            await self._run(here, turn)

    async def close(self) -> None:
        """Stop what is still under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._vendor.close()
        for wire in self._wires.values():
            await wire.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.settled()

    async def _late(self, event: Event, turn: Turn) -> None:
        await turn.wait()
        await self._run(self._decided(event), turn)

    def _decided(self, event: Event) -> list[Decision]:
        """Return what is to be run; note why the rest is not."""
        decided = []
        for outcome in self._judge.decide(event):
            if isinstance(outcome, Skip):
                self._journal.skip(event, outcome.reason)
            else:
                decided.append(outcome)
        return decided

    async def _run(self, decisions: Sequence[Decision], turn: Turn) -> None:
        """Run decisions in their turn; a failure is logged, as the server does, and swallowed."""
        try:
            if decisions:
                await turn.wait()
            for decision in decisions:
                await self._attempt(decision)
        finally:
            turn.done.set()

    async def _attempt(self, decision: Decision) -> None:
        job = decision.job
        try:
            await self._provision(decision)
        except ProvisioningFailed as error:
            _log.error(" Provisioning for Entity %s For operation = %s: %s", job.user_name, job.operation, error)

    async def _provision(self, decision: Decision) -> None:
        if self._configuration.sender is Sender.WSO2:
            await self._vendor.provision(decision.row[1].lower(), decision.job, decision.target)
        else:
            await decision.connector.provision(decision.job, self._wire(decision.target))
        if decision.job.operation is Operation.POST:
            self.rows[decision.row] = self._new_id()
        elif decision.job.operation is Operation.DELETE:
            self.rows.pop(decision.row, None)

    def _wire(self, target: Target) -> Wire:
        if target not in self._wires:
            self._wires[target] = Wire(target, self._journal, self._transport)
        return self._wires[target]
