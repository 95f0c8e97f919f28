"""How a server is set up: fresh, or as the vendor's guide says."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from harness.identity_server.simulator.claims import PHONE_NUMBERS, TELEPHONE, Claims
from harness.identity_server.simulator.profiles import Profile
from harness.identity_server.simulator.provisioning.model import Caller, Entry, Target
from harness.identity_server.simulator.provisioning.turns import DoublePost

IDENTITY_PROVIDER = "HubSpot.com"


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
    """What an administrator can change. Its defaults are a fresh server's.

    Attributes:
        profile: the release.
        claims: the claim configuration.
        self_registration: `SelfRegistration.Enable`.
        lock_on_creation: `SelfRegistration.LockOnCreation`.
        target: the outbound connector of the identity provider HubSpot.com.
        sender: who makes the connector's requests.
        resident: outbound entry of the resident service provider.
        my_account: outbound entry of the application My Account.
        double_post: order of the two events of a non-blocking sign-up with lock on creation.
        send_password: *Enable Password Provisioning*: a POST carries the clear-text password. Off, as after a set-up by
            REST; the console's form ticks it on a new connector.
        mobile_edit_drops_phone_numbers: whether saving Mobile in My Account loses the plain Phone Numbers.
    """

    profile: Profile
    claims: Claims = field(default_factory=Claims)
    self_registration: bool = False
    lock_on_creation: bool = True
    target: Target | None = None
    sender: Sender = Sender.OWN
    resident: Entry | None = None
    my_account: Entry | None = None
    send_password: bool = False
    double_post: DoublePost = DoublePost.AFTER
    mobile_edit_drops_phone_numbers: bool = True

    def entry(self, caller: Caller) -> Entry | None:
        """Return the outbound entry that applies to a caller's writes, if any does."""
        if caller is Caller.RESIDENT:
            return self.resident
        if self.my_account is None and self.profile.bearer_falls_back:
            return self.resident
        return self.my_account


def configured(profile: Profile, settings: ProvisioningSettings | None, *, stock: bool) -> Configuration:
    """Return a fresh configuration, or with settings the guide's.

    Args:
        profile: the release.
        settings: where to provision to; None leaves the server fresh.
        stock: leave out My Account's own outbound entry, which the guide does not know of.
    """
    configuration = Configuration(profile)
    if settings is not None:
        _follow_guide(configuration, settings, stock=stock)
    return configuration


def _follow_guide(configuration: Configuration, settings: ProvisioningSettings, *, stock: bool) -> None:
    configuration.claims.set(TELEPHONE, supported=False, required=False)
    configuration.claims.set(PHONE_NUMBERS, supported=True, required=True)
    configuration.target = Target(settings.url.rstrip("/"), settings.username, settings.password, settings.ca_file)
    configuration.sender = settings.sender
    configuration.resident = Entry(settings.connector, settings.blocking)
    if not stock and not configuration.profile.bearer_falls_back:
        configuration.my_account = Entry(settings.connector, settings.blocking)
    configuration.self_registration = True
    configuration.lock_on_creation = False
