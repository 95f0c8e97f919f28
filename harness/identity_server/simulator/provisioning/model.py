"""The values of outbound provisioning: events, the settings that apply, and the record of what was sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Operation(StrEnum):
    """What a provisioning event does to the user at the target."""

    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class Caller(StrEnum):
    """Whose outbound settings apply to a write (framework: the service provider of the thread)."""

    RESIDENT = "resident"
    """Basic credentials, sign-up, consoles: the resident service provider."""
    MY_ACCOUNT = "MY_ACCOUNT"
    """A Bearer token of the application My Account."""


@dataclass(frozen=True, slots=True)
class Event:
    """One user-store event.

    Attributes:
        operation: what is to be done.
        user_name: the bare user name.
        caller: whose settings apply.
        claims: this call's claims by URI of the local dialect; a removed claim is the empty text.
        password: the clear-text password, if the call carries one.
    """

    operation: Operation
    user_name: str
    caller: Caller
    claims: Mapping[str, str] = field(default_factory=dict)
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where an outbound connector sends to.

    Attributes:
        url: the user endpoint, without a slash at its end.
        username: the Basic user name.
        password: the Basic password.
        ca_file: the certificates that the server trusts; None = the machine's own.
    """

    url: str
    username: str
    password: str
    ca_file: Path | None = None


@dataclass(slots=True)
class Entry:
    """One outbound provisioning entry of a service provider.

    Attributes:
        idp: name of the identity provider.
        connector: type name of the connector, `scim` or `SCIM2`.
        blocking: whether a write waits for the target's answer.
        rules: *Enable Rules*: XACML policies decide.
        jit: whether users that are provisioned just in time count as well; kept and shown, without effect here.
    """

    idp: str
    connector: str
    blocking: bool = False
    rules: bool = False
    jit: bool = False


@dataclass(slots=True)
class Call:
    """One HTTP request of a connector, or (method None) the reason why none was made.

    Attributes:
        at: seconds since 1970 when it was sent.
        userName: the bare user name.
        operation: the event's operation, after a missing row has turned it into POST.
        method: HTTP method.
        target: request target as sent.
        status: the answer's status; None before it, and without one.
        outcome: `sent` while unanswered, then `ok`, `refused, counts as success`, `failed: ...` or `skipped: ...`.
        body: the request's body with the password redacted.
        answer: the answer's body.
        headers: the request's headers, the credentials redacted.
    """

    at: float
    userName: str  # noqa: N815 - the name on the wire
    operation: str
    method: str | None = None
    target: str | None = None
    status: int | None = None
    outcome: str = "sent"
    body: str | None = None
    answer: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the call as `/_sim/provisioning` shows it."""
        return asdict(self)
