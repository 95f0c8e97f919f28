"""How a server is set up: fresh, or as the vendor's guide says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from harness.identity_server.simulator import governance
from harness.identity_server.simulator.applications import MY_ACCOUNT, requesting
from harness.identity_server.simulator.claims import PHONE_NUMBERS, TELEPHONE, Claims
from harness.identity_server.simulator.governance import Governance
from harness.identity_server.simulator.identity_providers import (
    SCIM,
    SCIM2,
    IdentityProvider,
    IdentityProviders,
    connector_to,
)
from harness.identity_server.simulator.profiles import Profile
from harness.identity_server.simulator.provisioning.model import Caller, Entry
from harness.identity_server.simulator.provisioning.turns import DoublePost
from harness.seams import NewId

IDENTITY_PROVIDER = "HubSpot.com"
CONNECTOR_NAMES = {"scim": SCIM, "scim2": SCIM2}
"""The connectors as `--connector` spells them, with their names on the server."""


class Sender(StrEnum):
    """Who makes a connector's requests."""

    OWN = "own"
    """The simulator, as recorded."""
    WSO2 = "wso2"
    """WSO2's own connector, in a JVM (see `harness.identity_server.peer`)."""


@dataclass(frozen=True, slots=True)
class ProvisioningSettings:
    """What the guide's set-up needs to know.

    Attributes:
        url: the bridge's user endpoint.
        username: its Basic user name.
        password: its Basic password.
        ca_file: certificates to trust, read at the first call; None = the machine's own.
        connector: `scim` or `scim2`.
        blocking: whether a write waits for the target's answer.
        sender: who makes the requests.
    """

    url: str
    username: str = "admin"
    password: str = "admin"  # noqa: S105 - the vendor guide's own, for a bridge that is set up so
    ca_file: Path | None = None
    connector: str = "scim"
    blocking: bool = False
    sender: Sender = Sender.OWN


@dataclass(slots=True)
class Configuration:
    """What an administrator can change, and what the deployment fixes. Its defaults are a fresh server's.

    Attributes:
        profile: the release.
        governance: the settings of self-registration.
        claims: the claim configuration.
        providers: the identity providers.
        resident: outbound entries of the resident service provider; None = none.
        my_account: outbound entries of the application My Account; None = none of its own.
        requested: the claim configuration of My Account, as its API has it: only requested claims are provisioned
            through entries of its own.
        read_only: the system applications that cannot be changed (`[system_applications] read_only_apps`).
        trust: the trust store: the certificates that targets are checked with; None = the machine's own.
        sender: who makes the connectors' requests.
        double_post: order of the two events of a non-blocking sign-up with lock on creation.
        mobile_edit_drops_phone_numbers: whether saving Mobile in My Account loses the plain Phone Numbers.
    """

    profile: Profile
    governance: Governance
    claims: Claims = field(default_factory=Claims)
    providers: IdentityProviders = field(default_factory=IdentityProviders)
    resident: list[Entry] | None = None
    my_account: list[Entry] | None = None
    requested: dict[str, Any] = field(default_factory=dict)
    read_only: frozenset[str] = frozenset()
    trust: Path | None = None
    sender: Sender = Sender.OWN
    double_post: DoublePost = DoublePost.AFTER
    mobile_edit_drops_phone_numbers: bool = True

    @property
    def self_registration(self) -> bool:
        """`SelfRegistration.Enable`."""
        return self.governance.on(governance.ENABLE)

    @property
    def lock_on_creation(self) -> bool:
        """`SelfRegistration.LockOnCreation`."""
        return self.governance.on(governance.LOCK)

    def entries(self, caller: Caller) -> list[Entry] | None:
        """Return the outbound entries that apply to a caller's writes, if any do."""
        if caller is Caller.RESIDENT or self.falls_back:
            return self.resident
        return self.my_account

    @property
    def falls_back(self) -> bool:
        """Whether what My Account writes follows the resident entries, for want of its own."""
        return self.my_account is None and self.profile.bearer_falls_back

    def every_entry(self) -> list[Entry]:
        """Return the entries of both service providers."""
        return [*(self.resident or ()), *(self.my_account or ())]

    def provisions(self, caller: Caller, uri: str) -> bool:
        """Whether a claim that a caller writes is provisioned."""
        if caller is Caller.RESIDENT or self.falls_back:
            return True
        return uri in requesting(self.requested)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the administrator's API cannot change: flags of the simulator, `deployment.toml` of the real server.

    Attributes:
        profile: the release.
        stock: My Account is read-only, as a 6.1 is delivered, and has no outbound entry of its own.
        trust: the trust store; None = the machine's own.
        sender: who makes the connectors' requests.
    """

    profile: Profile
    stock: bool = False
    trust: Path | None = None
    sender: Sender = Sender.OWN

    def fresh(self) -> Configuration:
        """Return the configuration of a server that was never touched."""
        known = governance.connectors(flow_builder=self.profile.flow_builder)
        configuration = Configuration(self.profile, Governance(known), Claims(self.profile.claims))
        configuration.trust = self.trust
        configuration.sender = self.sender
        read_only = {"Console", MY_ACCOUNT} if self.stock and self.profile.my_account_read_only else {"Console"}
        configuration.read_only = frozenset(read_only)
        return configuration


def configured(deployment: Deployment, settings: ProvisioningSettings | None, new_id: NewId) -> Configuration:
    """Return a fresh configuration, or with settings the guide's: what the same calls of the API would make.

    Args:
        deployment: the release, and whether My Account is left as delivered.
        settings: where to provision to; None leaves the server fresh.
        new_id: maker of ids.
    """
    configuration = deployment.fresh()
    if settings is not None:
        _follow_guide(configuration, settings, new_id)
        if not deployment.stock and not deployment.profile.bearer_falls_back:
            mend_my_account(configuration)
    return configuration


def mend_my_account(configuration: Configuration) -> None:
    """Give My Account the resident entries as its own, and have it request every claim that it shows."""
    configuration.my_account = copied(configuration.resident or ())
    uris = sorted(claim.uri for claim in configuration.claims.shown())
    requested = [{"claim": {"uri": uri}, "mandatory": False} for uri in uris]
    configuration.requested = {"dialect": "LOCAL", "requestedClaims": requested}


def copied(entries: Iterable[Entry]) -> list[Entry] | None:
    """Return copies of entries; None if there are none."""
    return [replace(entry) for entry in entries] or None


def _follow_guide(configuration: Configuration, settings: ProvisioningSettings, new_id: NewId) -> None:
    configuration.claims.set(TELEPHONE, supported=False, required=False)
    configuration.claims.set(PHONE_NUMBERS, supported=True, required=True)
    name = CONNECTOR_NAMES[settings.connector]
    connector = connector_to(name, settings.url, settings.username, settings.password)
    if name == SCIM2 and configuration.profile.connector_modes:
        connector.set("authentication-mode", "basic")
    configuration.providers.add(IdentityProvider(new_id(), IDENTITY_PROVIDER, connectors=[connector], default=name))
    configuration.resident = [Entry(IDENTITY_PROVIDER, name, settings.blocking)]
    configuration.governance.switch(governance.ENABLE, on=True)
    configuration.governance.switch(governance.LOCK, on=False)
