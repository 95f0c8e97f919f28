"""The governance settings of self-registration and account recovery, by connector and property."""

from collections.abc import Mapping
from dataclasses import dataclass

SELF_SIGN_UP, RECOVERY = "self-sign-up", "account-recovery"

ENABLE = "SelfRegistration.Enable"
LOCK = "SelfRegistration.LockOnCreation"
CONFIRM = "SelfRegistration.SendConfirmationOnCreation"
INTERNAL = "SelfRegistration.Notification.InternallyManage"
SIMULATED = frozenset({ENABLE, LOCK, CONFIRM, INTERNAL})
"""The properties that have an effect here."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property as a fresh server has it."""

    name: str
    value: str
    display_name: str
    description: str = ""
    kind: str = "boolean"


@dataclass(frozen=True, slots=True)
class Connector:
    """One governance connector: its category, its names, its properties."""

    name: str
    category: str
    friendly_name: str
    properties: tuple[Property, ...]


_SIGN_UP = (
    Property(ENABLE, "false", "User self registration", "Lets people make accounts of their own."),
    Property(LOCK, "true", "Lock user account on creation", "The account is locked until its address is confirmed."),
    Property(CONFIRM, "false", "Enable Account Confirmation On Creation", "Confirmation without a lock."),
    Property(INTERNAL, "true", "Manage notifications sending internally", "The server sends the mails itself."),
    Property("SelfRegistration.ReCaptcha", "true", "Prompt reCaptcha", "Where keys of reCaptcha are set."),
    Property(
        "SelfRegistration.VerificationCode.ExpiryTime", "1440", "User self registration code expiry time", kind="string"
    ),
    Property("SelfRegistration.CallbackRegex", "", "User self registration callback URL regex", kind="string"),
    Property("SelfRegistration.AutoLogin.Enable", "false", "Enable auto login"),
)
_SEVEN_TWO = (
    Property("SelfRegistration.OTP.SendOTPInEmail", "false", "Send OTP in e-mail"),
    Property("SelfRegistration.ShowUsernameUnavailability", "true", "Show username unavailability"),
    Property("SelfRegistration.EnableDynamicPortal", "false", "Enable dynamic registration portal"),
)
_RECOVERY = tuple(
    Property(f"Recovery.{name}", "false", name.replace(".", " "))
    for name in ("Question.Password.Enable", "Notification.Password.Enable", "Notification.Username.Enable")
)


def connectors(*, flow_builder: bool) -> tuple[Connector, ...]:
    """Return the governance connectors of a release.

    Args:
        flow_builder: whether it has the properties that came with 7.2.
    """
    sign_up = _SIGN_UP + (_SEVEN_TWO if flow_builder else ())
    return (
        Connector(SELF_SIGN_UP, "User Onboarding", "Self Registration", sign_up),
        Connector(RECOVERY, "Account Management", "Account Recovery", _RECOVERY),
    )


class Governance:
    """The governance settings of one server."""

    def __init__(self, known: tuple[Connector, ...]) -> None:
        self.connectors = known
        self._values = {each.name: each.value for connector in known for each in connector.properties}

    def value(self, name: str) -> str:
        """Return a property's value."""
        return self._values[name]

    def values(self) -> dict[str, str]:
        """Return all values by the property's name."""
        return dict(self._values)

    def on(self, name: str) -> bool:
        """Whether a property is switched on."""
        return self._values[name].lower() == "true"

    def set(self, values: Mapping[str, str]) -> None:
        """Set properties that are known."""
        self._values |= {name: value for name, value in values.items() if name in self._values}

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a property on or off."""
        self._values[name] = "true" if on else "false"
