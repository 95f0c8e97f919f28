"""What an environment is to be like, as values: stacks are kept and compared by them."""

from dataclasses import dataclass
from typing import Literal, TypedDict

Connector = Literal["scim", "scim2"]
DoublePost = Literal["off", "after", "before", "together"]
Sender = Literal["own", "wso2"]
Limits = Literal["free", "pro", "addon", "off"]


class Changes(TypedDict, total=False):
    """Settings that differ from the defaults, by name; the fields are those of ``Settings``."""

    profile: str
    stock: bool
    limits: Limits
    hubspot_timeout: float | None
    lease: float | None
    connector: Connector
    sender: Sender
    blocking: bool
    lock_on_creation: bool
    double_post: DoublePost
    mobile_edit_drops_phone_numbers: bool
    password_provisioning: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """One environment. The defaults are the guide's set-up on WSO2 Identity Server 6.1.

    ``profile`` (the simulator's release), ``limits``, ``hubspot_timeout`` and ``lease`` (seconds; None: the bridge's
    default) need processes of their own. The rest is told to a running simulator.
    """

    profile: str = "6.1"
    limits: Limits = "pro"
    hubspot_timeout: float | None = None
    lease: float | None = None
    stock: bool = False
    connector: Connector = "scim"
    sender: Sender = "own"
    blocking: bool = False
    lock_on_creation: bool = False
    double_post: DoublePost = "after"
    mobile_edit_drops_phone_numbers: bool = True
    password_provisioning: bool = False

    @property
    def processes(self) -> tuple[object, ...]:
        """What a running stack cannot change: stacks with the same value are compatible."""
        return (self.profile, self.limits, self.hubspot_timeout, self.lease)

    @property
    def bridge_flags(self) -> list[str]:
        """What ``bridge serve`` is told of them."""
        flags = {"--hubspot-timeout": self.hubspot_timeout, "--lease": self.lease}
        return [part for flag, value in flags.items() if value is not None for part in (flag, str(value))]

    @property
    def bridge_environment(self) -> dict[str, str]:
        """The same as ``BRIDGE_…`` variables."""
        given = {"BRIDGE_HUBSPOT_TIMEOUT": self.hubspot_timeout, "BRIDGE_LEASE": self.lease}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def at_rest(self) -> "Settings":
        """The same servers as the guide sets them up: how they are left between scenarios."""
        return Settings(self.profile, self.limits, self.hubspot_timeout, self.lease)

    @property
    def set_up(self) -> tuple[object, ...]:
        """What an administrator sets on any identity server, by its REST API."""
        return (self.connector, self.blocking, self.lock_on_creation, self.password_provisioning)

    def simulator_config(self) -> dict[str, object]:
        """Return what only a simulator can be told: it is put to ``/_sim/config``."""
        return {
            "stock": self.stock,
            "sender": self.sender,
            "doublePost": self.double_post,
            "mobileEditDropsPhoneNumbers": self.mobile_edit_drops_phone_numbers,
        }
