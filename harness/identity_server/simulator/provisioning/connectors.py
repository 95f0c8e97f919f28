"""What both SCIM connectors share: the job, and the SCIM object made of claims."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from harness.identity_server.simulator.claims import ENTERPRISE, Claims
from harness.identity_server.simulator.provisioning.javahash import hash_order
from harness.identity_server.simulator.provisioning.model import Operation, Target
from harness.identity_server.simulator.provisioning.wire import Wire

_MULTI_VALUED = frozenset({"emails", "phoneNumbers", "addresses", "ims", "photos"})
_BOOLEANS = frozenset({"accountLocked", "emailVerified", "verifyEmail"})


@dataclass(frozen=True, slots=True)
class Job:
    """What one connector is to do.

    Attributes:
        operation: after a missing row has turned it into POST.
        user_name: the bare user name.
        paths: claims by their path in the connector's dialect.
        password: the clear-text password, if it is to be sent.
        domain: the connector's *User Store Domain*, which goes before the name; None if it has none.
    """

    operation: Operation
    user_name: str
    paths: Mapping[str, str]
    password: str | None = None
    domain: str | None = None

    @property
    def who(self) -> tuple[str, str]:
        """User name and operation, for the record."""
        return self.user_name, self.operation

    @property
    def sent_name(self) -> str:
        """The user name as the target gets it."""
        return self.user_name if self.domain is None else f"{self.domain}/{self.user_name}"


class Connector(Protocol):
    """One outbound connector type."""

    def paths(self, claims: Claims, values: Mapping[str, str]) -> dict[str, str]:
        """Return claims by their path in this connector's dialect."""

    def ignores(self, operation: Operation) -> str | None:
        """Return why this connector sends nothing for an operation, or None if it does."""

    async def provision(self, job: Job, wire: Wire) -> None:
        """Make the requests of a job.

        Raises:
            ProvisioningFailed: the connector throws.
        """


def basic(target: Target) -> str:
    """Return the value of the `Authorization` header (UTF-8, as both connectors encode)."""
    return "Basic " + base64.b64encode(f"{target.username}:{target.password}".encode()).decode()


def scim_object(job: Job, schemas: list[str], prefix: str) -> dict[str, Any]:
    """Return the SCIM object of a job.

    Claims come in the order of a HashMap of their URIs, `userName` after them; `write` then orders the keys.

    Args:
        job: the job.
        schemas: value of `schemas`.
        prefix: what stands before a path in the claim URI, with its colon.
    """
    body: dict[str, Any] = {"schemas": schemas}
    uris = {path if path.startswith("urn:") else prefix + path: path for path in job.paths}
    for uri in hash_order(uris):
        _put(body, uris[uri], job.paths[uris[uri]])
    body["userName"] = job.sent_name
    if job.password is not None:
        body["password"] = job.password
    return body


def _put(body: dict[str, Any], path: str, value: str) -> None:
    """Add one claim: typed entry of a multi-valued attribute, sub-attribute, list of values, or simple value."""
    if path.startswith(f"{ENTERPRISE}:"):
        name = path.removeprefix(f"{ENTERPRISE}:")
        body.setdefault(ENTERPRISE, {})[name] = value.lower() == "true" if name in _BOOLEANS else value
        return
    name, dot, rest = path.partition(".")
    if name in _MULTI_VALUED:
        entries = [{"type": rest, "value": value}] if dot else _java_split(value)
        body.setdefault(name, []).extend(entries)
    elif dot:
        body.setdefault(name, {})[rest] = value
    else:
        body[name] = value


def _java_split(value: str) -> Iterable[str]:
    """Split at commas as String.split does: trailing empty parts are dropped, an empty text is one empty part."""
    parts = value.split(",")
    if len(parts) == 1:
        return parts
    while parts and not parts[-1]:
        parts.pop()
    return parts
