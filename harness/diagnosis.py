"""Which hop of the chain a person's change is stuck at, read from the three servers from left to right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from harness.clients import Contact, UserRecord, newest
from harness.errors import ControlError
from harness.identity_server.client import Call
from harness.people import Person

_ERROR_STATUS: Final = 400


class Hop(StrEnum):
    """The hops of the chain, in order."""

    IDENTITY_SERVER = "identity server"
    PROVISIONING = "identity server to bridge"
    BRIDGE = "bridge"
    DELIVERY = "bridge to HubSpot"
    HUBSPOT = "HubSpot"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The first hop that has not done its part, and what it shows; nothing is stuck when it is HubSpot's own."""

    hop: Hop
    seen: str

    def __str__(self) -> str:
        return f"{self.hop}: {self.seen}"


class Sender(Protocol):
    """What is asked of the identity server."""

    def provisioning(self, user_name: str) -> Sequence[Call]:
        """Return its calls about a user."""


class Recorder(Protocol):
    """What is asked of the bridge."""

    def user(self, user_name: str) -> UserRecord | None:
        """Return its record of a user."""


class Keeper(Protocol):
    """What is asked of HubSpot."""

    def contacts_of(self, user_name: str, email: str = "") -> Sequence[Contact]:
        """Return a person's contacts."""


class Servers(Protocol):
    """The three servers that are asked; a running stack is one."""

    @property
    def identity_server(self) -> Sender:
        """The first server."""

    @property
    def bridge(self) -> Recorder:
        """The second server."""

    @property
    def hubspot(self) -> Keeper:
        """The third server."""


def diagnose(servers: Servers, person: Person) -> Diagnosis:
    """Return the hop at which what IS said of ``person`` is stuck; a server that does not answer is such a hop."""
    looks: tuple[tuple[Hop, Callable[[Servers, Person], Diagnosis | None]], ...] = (
        (Hop.IDENTITY_SERVER, _identity_server),
        (Hop.BRIDGE, _bridge),
        (Hop.HUBSPOT, _hubspot),
    )
    for hop, look in looks:
        try:
            found = look(servers, person)
        except ControlError as error:
            return Diagnosis(hop, str(error))
        if found is not None:
            return found
    return Diagnosis(Hop.HUBSPOT, "the contact is there")


def _identity_server(servers: Servers, person: Person) -> Diagnosis | None:
    events = servers.identity_server.provisioning(person.user_name)
    calls = [event for event in events if event.method is not None]
    if not calls:
        skipped = f" ({events[-1].outcome})" if events else ""
        return Diagnosis(Hop.IDENTITY_SERVER, f"it sent nothing about {person.user_name}{skipped}")
    last = calls[-1]
    if last.status is None or last.status >= _ERROR_STATUS:
        said = "not answered" if last.status is None else f"answered {last.status}"
        what = f"its last of {len(calls)} calls about {person.user_name}, {last.method} {last.target}, was {said}"
        return Diagnosis(Hop.PROVISIONING, f"{what} ({last.outcome})")
    return None


def _bridge(servers: Servers, person: Person) -> Diagnosis | None:
    record = servers.bridge.user(person.user_name)
    if record is None:
        return Diagnosis(Hop.BRIDGE, f"it has no record of {person.user_name}, although the identity server sent it")
    if record.state == "delivered":
        return None
    versions = f"version {record.version}, delivered {record.delivered_version}"
    tries = f"{record.attempts} failed tries, next at {record.next_try_at}"
    return Diagnosis(Hop.DELIVERY, f"{person.user_name} is {record.state} ({versions}; {tries}){_reason(record)}")


def _reason(record: UserRecord) -> str:
    if record.error is None:
        return ""
    return f": {record.error.get('class')}: {record.error.get('message')}"


def _hubspot(servers: Servers, person: Person) -> Diagnosis | None:
    contact = newest(servers.hubspot.contacts_of(person.user_name, person.email))
    if contact is None:
        return Diagnosis(Hop.HUBSPOT, f"the bridge delivered {person.user_name}, but there is no contact")
    standing = "archived" if contact.archived else "there"
    shown = {name: value for name, value in contact.properties.items() if name in SHOWN}
    return Diagnosis(Hop.HUBSPOT, f"the contact {contact.id} is {standing} with {shown}")


SHOWN: Final = frozenset({"firstname", "lastname", "email", "phone", "mobilephone", "wso2_username"})
"""The properties that a diagnosis shows."""
