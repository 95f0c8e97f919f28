"""Whether an event is provisioned by one connector, and as what: the server's rules in the order in which it looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.identity_server.simulator.claims import MODIFIED
from harness.identity_server.simulator.errors import ProviderDisabled
from harness.identity_server.simulator.identity_providers import IdentityProvider, OutboundConnector
from harness.identity_server.simulator.provisioning.connectors import Connector, Job
from harness.identity_server.simulator.provisioning.model import Caller, Entry, Event, Operation, Target
from harness.identity_server.simulator.provisioning.scim1 import Scim1
from harness.identity_server.simulator.provisioning.scim2 import Scim2
from harness.identity_server.simulator.setup import Configuration

CONNECTORS: Mapping[str, Connector] = {"scim": Scim1(), "scim2": Scim2()}
Row = tuple[str, str, str]
"""Id of the identity provider, name of the connector, bare user name: the key of IDP_PROVISIONING_ENTITY."""

_NO_ENTRY = {
    Caller.RESIDENT: "the resident service provider has no outbound settings",
    Caller.MY_ACCOUNT: "the application My Account has no outbound settings, and this release does not fall back",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """An event that one connector is to run."""

    job: Job
    connector: Connector
    target: Target
    row: Row
    blocks: bool


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a connector, or the server as a whole, sends nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Question:
    """One entry with what it names."""

    event: Event
    entry: Entry
    provider: IdentityProvider
    settings: OutboundConnector
    claims: Mapping[str, str]

    @property
    def connector(self) -> Connector:
        return CONNECTORS[self.settings.name.lower()]

    @property
    def row(self) -> Row:
        return (self.provider.id, self.settings.name, self.event.user_name.casefold())


class Judge:
    """Decides for one server."""

    def __init__(self, configuration: Configuration, rows: Mapping[Row, str]) -> None:
        self._configuration = configuration
        self._rows = rows

    def demand_enabled(self, caller: Caller) -> None:
        """Let a write pass unless an identity provider that it is provisioned to is disabled.

        Raises:
            ProviderDisabled: one is.
        """
        for entry in self._configuration.entries(caller) or ():
            provider = self._configuration.providers.named(entry.idp)
            if provider is not None and not provider.enabled:
                raise ProviderDisabled(
                    f"the identity provider {provider.name} is disabled: enable it, or take it out of the outbound "
                    "settings"
                )

    def decide(self, event: Event) -> Iterator[Decision | Skip]:
        """Return for each outbound entry what is to be run, or why nothing is."""
        entries = self._configuration.entries(event.caller)
        if entries is None:
            yield Skip(_NO_ENTRY[event.caller])
            return
        claims = {uri: v for uri, v in event.claims.items() if self._configuration.provisions(event.caller, uri)}
        for entry in entries:
            yield self._for_entry(event, entry, claims)

    def _for_entry(self, event: Event, entry: Entry, claims: Mapping[str, str]) -> Decision | Skip:
        provider = self._configuration.providers.named(entry.idp)
        if provider is None:
            return Skip(f"there is no identity provider {entry.idp}")
        settings = provider.connector(entry.connector)
        if settings is None or not settings.enabled:
            return Skip(f"the identity provider {entry.idp} has no enabled connector {entry.connector}")
        question = _Question(event, entry, provider, settings, claims)
        decision = self._decision(question)
        reason = self._reason_against(question, decision)
        return decision if reason is None else Skip(reason)

    def _decision(self, question: _Question) -> Decision:
        event, settings = question.event, question.settings
        operation = event.operation
        if question.row not in self._rows and operation is not Operation.DELETE:
            operation = Operation.POST
        paths = question.connector.paths(self._configuration.claims, question.claims)
        with_password = operation is Operation.POST and settings.sends_password
        password = event.password if with_password else None
        job = Job(operation, event.user_name, paths, password, settings.domain)
        target = settings.target(self._configuration.trust)
        return Decision(job, question.connector, target, question.row, question.entry.blocking)

    def _reason_against(self, question: _Question, decision: Decision) -> str | None:
        """Return why the server sends nothing, in the order in which it looks."""
        job = decision.job
        if job.operation is Operation.DELETE and question.row not in self._rows:
            return "the user was never provisioned: there is no row"
        if question.provider.roles == "" and not self._configuration.profile.blank_roles_match:
            return "the identity provider's outbound provisioning roles are empty, which on this release matches nobody"
        if job.operation is Operation.PUT and not self._mapped(question):
            return self._nothing_left(question)
        if question.entry.rules and self._configuration.profile.rules_need_policy:
            return "rules are enabled without a matching published policy"
        return decision.connector.ignores(job.operation)

    def _mapped(self, question: _Question) -> bool:
        """Whether something but the time of the change has a name in the connector's dialect."""
        rest = {uri: value for uri, value in question.claims.items() if uri != MODIFIED}
        return bool(question.connector.paths(self._configuration.claims, rest))

    def _nothing_left(self, question: _Question) -> str:
        if len(question.claims) < len(question.event.claims):
            return "the application My Account requests no claim of this change that the connector's dialect names"
        return "no claim of this change has a name in the connector's dialect"
