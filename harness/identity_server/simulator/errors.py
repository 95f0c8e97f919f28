"""What can go wrong inside the simulator.

SimulatorError
├── UnknownProfile       the release asked for is not simulated
├── BadState             the file of --state cannot be used
├── BadControl           /_sim/config was given a key or value it does not know
├── ScimRefusal          a SCIM 2 error response (RFC 7644, section 3.12)
├── AdminRefusal         an error response of the administration API
├── ProviderDisabled     an outbound entry's identity provider is disabled: the local write fails with it
├── LocalRefusal         the user store refuses a write (after provisioning has run: see events.py)
│   ├── NameTaken
│   ├── BadName
│   └── WeakPassword
├── SignUpRefused        the answer of the self-registration API
└── ProvisioningFailed   a connector failed; logged and swallowed
"""


class SimulatorError(Exception):
    """Base of all errors of the simulator."""


class UnknownProfile(SimulatorError):
    """The release asked for is not simulated."""


class BadState(SimulatorError):
    """The file of `--state` cannot be used; the text says why, and what to do."""


class BadControl(SimulatorError):
    """`/_sim/config` was given something it does not know; the text says what is allowed."""


class ScimRefusal(SimulatorError):
    """A SCIM 2 error response.

    Args:
        status: the HTTP status.
        detail: the text a person sees (My Account shows it in a toast).
        scim_type: RFC 7644's `scimType`, if the status has one.
    """

    def __init__(self, status: int, detail: str, scim_type: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type


class AdminRefusal(SimulatorError):
    """An error response of the administration API (`/api/server/v1`).

    Args:
        status: the HTTP status.
        code: the server's code, e.g. `IDP-60001`.
        message: short text.
        description: the particulars.
    """

    def __init__(self, status: int, code: str, message: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.status = status
        self.code = code
        self.message = message
        self.description = description


class ProviderDisabled(SimulatorError):
    """An outbound entry names an identity provider that is disabled: the user store's write fails."""


class LocalRefusal(SimulatorError):
    """The user store refuses a write."""


class NameTaken(LocalRefusal):
    """There is a user of this name."""


class BadName(LocalRefusal):
    """The name breaks the user store's pattern."""


class WeakPassword(LocalRefusal):
    """The password breaks the user store's pattern or the password policy."""


class SignUpRefused(SimulatorError):
    """The self-registration API refuses.

    Args:
        code: the server's code, e.g. `20030` for a name that is taken.
        message: short text.
        description: the text the registration page shows for code 20035.
    """

    def __init__(self, code: str, message: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.message = message
        self.description = description


class ProvisioningFailed(SimulatorError):
    """A connector failed: no answer, or one that its library cannot read."""
