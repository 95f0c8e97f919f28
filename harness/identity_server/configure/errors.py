"""Why a server was not configured; each text says what to do next.

The tree::

    HarnessError
    └── ConfigureError
        ├── WrongUse                 exit code 2: something else must be asked for
        │   ├── BadWish              what is wanted cannot be: an address, a name, a connector
        │   ├── UnknownRelease       no release that this project knows
        │   ├── ForeignProvider      the identity provider of that name is somebody else's
        │   └── RulesWithoutPolicy   *Enable Rules* would silently provision nothing
        └── Unusable                 exit code 3: the server cannot be talked to
            ├── NoAnswer             nobody answers
            ├── NotTrusted           its certificate is not trusted
            ├── WrongCredentials     it does not take the administrator's name and password
            ├── NotIdentityServer    it answers, but not as an Identity Server does
            └── Refused              it refused a call, with its status and reason
"""

from typing import ClassVar

from harness.errors import HarnessError


class ConfigureError(HarnessError):
    """A server was not configured. `exit_code` is the command's."""

    exit_code: ClassVar[int] = 3


class WrongUse(ConfigureError):
    """Something else must be asked for."""

    exit_code = 2


class BadWish(WrongUse):
    """What is wanted cannot be."""


class UnknownRelease(WrongUse):
    """No release that this project knows; the text names those that it does."""


class ForeignProvider(WrongUse):
    """The identity provider of the wanted name is somebody else's, and is left as it is."""


class RulesWithoutPolicy(WrongUse):
    """*Enable Rules* was asked for where it would silently provision nothing."""


class Unusable(ConfigureError):
    """The server cannot be talked to."""


class NoAnswer(Unusable):
    """Nobody answers."""


class NotTrusted(Unusable):
    """The server's certificate is not trusted."""


class WrongCredentials(Unusable):
    """The server does not take the administrator's name and password."""


class NotIdentityServer(Unusable):
    """Somebody answers, but not as an Identity Server does."""


class Refused(Unusable):
    """The server refused a call.

    Args:
        text: what was called, and what came.
        status: the HTTP status.
    """

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status
