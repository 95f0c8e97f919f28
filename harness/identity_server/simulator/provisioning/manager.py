"""Decides what becomes of an event, and runs it: the server's OutboundProvisioningManager for one connector."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass

from harness.identity_server.simulator.claims import MODIFIED
from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.connectors import Connector, Job
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.model import Caller, Entry, Event, Operation
from harness.identity_server.simulator.provisioning.scim1 import Scim1
from harness.identity_server.simulator.provisioning.scim2 import Scim2
from harness.identity_server.simulator.provisioning.turns import Turn
from harness.identity_server.simulator.provisioning.vendor import VendorConnectors
from harness.identity_server.simulator.provisioning.wire import Wire
from harness.identity_server.simulator.setup import Configuration, Sender
from harness.seams import NewId

_log = logging.getLogger(__name__)
CONNECTORS: Mapping[str, Connector] = {"scim": Scim1(), "scim2": Scim2()}

_NO_ENTRY = {
    Caller.RESIDENT: "the resident service provider has no outbound settings",
    Caller.MY_ACCOUNT: "the application My Account has no outbound settings, and this release does not fall back",
}


@dataclass(frozen=True, slots=True)
class _Decision:
    """An event that is to be run."""

    job: Job
    connector: Connector
    row: tuple[str, str]


class OutboundProvisioning:
    """Outbound provisioning of one server.

    `rows` stands for IDP_PROVISIONING_ENTITY: connector and bare name of everyone provisioned, with an id that the
    connectors make up and never use.
    """

    def __init__(self, configuration: Configuration, wire: Wire | None, journal: Journal, new_id: NewId) -> None:
        self._configuration = configuration
        self._wire = wire
        self._journal = journal
        self._new_id = new_id
        self._vendor = VendorConnectors(journal)
        self._running: set[asyncio.Task[None]] = set()
        self.rows: dict[tuple[str, str], str] = {}

    @property
    def idle(self) -> bool:
        """Whether nothing runs beside the callers."""
        return not self._running

    def blocks(self, caller: Caller) -> bool:
        """Whether a caller waits for the target's answer."""
        entry = self._configuration.entry(caller)
        return entry is not None and entry.blocking

    async def submit(self, event: Event, turn: Turn | None = None) -> None:
        """Provision an event: in the caller if the entry blocks, else beside it. No failure reaches the caller."""
        turn = turn or Turn()
        if turn.decides_late:
            self._start(self._late(event, turn))
            return
        decision = self._decided(event)
        if decision is None:
            turn.done.set()
        elif self.blocks(event.caller):
            await self._run(decision, turn)
        else:
            self._start(self._run(decision, turn))

    async def close(self) -> None:
        """Stop what is still under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._vendor.close()
        if self._wire is not None:
            await self._wire.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _late(self, event: Event, turn: Turn) -> None:
        await turn.wait()
        decision = self._decided(event)
        if decision is None:
            turn.done.set()
        else:
            await self._run(decision, turn)

    async def _run(self, decision: _Decision, turn: Turn) -> None:
        """Run one decision in its turn; a failure is logged, as the server does, and swallowed."""
        job = decision.job
        try:
            await turn.wait()
            await self._provision(decision)
        except ProvisioningFailed as error:
            _log.error(" Provisioning for Entity %s For operation = %s: %s", job.user_name, job.operation, error)
        finally:
            turn.done.set()

    async def _provision(self, decision: _Decision) -> None:
        if self._wire is None:
            raise ProvisioningFailed("no identity provider with an outbound connector: start with --provision-to")
        if self._configuration.sender is Sender.WSO2:
            await self._vendor.provision(decision.row[0], decision.job, self._wire.target)
        else:
            await decision.connector.provision(decision.job, self._wire)
        if decision.job.operation is Operation.POST:
            self.rows[decision.row] = self._new_id()
        elif decision.job.operation is Operation.DELETE:
            self.rows.pop(decision.row, None)

    def _decided(self, event: Event) -> _Decision | None:
        """Return what is to be run, or note why nothing is."""
        entry = self._configuration.entry(event.caller)
        if entry is None:
            self._journal.skip(event, _NO_ENTRY[event.caller])
            return None
        decision = self._decision(event, entry)
        reason = self._reason_against(event, decision, entry)
        if reason is not None:
            self._journal.skip(event, reason)
            return None
        return decision

    def _decision(self, event: Event, entry: Entry) -> _Decision:
        connector = CONNECTORS[entry.connector]
        row = (entry.connector, event.user_name.casefold())
        operation = event.operation
        if row not in self.rows and operation is not Operation.DELETE:
            operation = Operation.POST
        paths = connector.paths(self._configuration.claims, event.claims)
        with_password = operation is Operation.POST and self._configuration.send_password
        password = event.password if with_password else None
        return _Decision(Job(operation, event.user_name, paths, password), connector, row)

    def _reason_against(self, event: Event, decision: _Decision, entry: Entry) -> str | None:
        """Return why the server sends nothing, in the order in which it looks."""
        job = decision.job
        if job.operation is Operation.DELETE and decision.row not in self.rows:
            return "the user was never provisioned: there is no row"
        rest = decision.connector.paths(
            self._configuration.claims, {uri: value for uri, value in event.claims.items() if uri != MODIFIED}
        )
        if job.operation is Operation.PUT and not rest:
            return "no claim of this change has a name in the connector's dialect"
        if entry.rules and self._configuration.profile.rules_need_policy:
            return "rules are enabled without a matching published policy"
        return decision.connector.ignores(job.operation)
