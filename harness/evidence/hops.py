"""What every hop of a chain knows of the people of one scenario, fetched once, after the scenario."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.chain import Chain
from harness.people import Person
from harness.timeline.order import same_person

Told = list[dict[str, Any]]


@dataclass(slots=True)
class Hops:
    """What was told; ``missing`` says what could not be had, and why."""

    users: Told = field(default_factory=list)
    exchanges: Told = field(default_factory=list)
    records: dict[str, Any] = field(default_factory=dict)
    events: Told = field(default_factory=list)
    requests: Told = field(default_factory=list)
    contacts: Told = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def attempt(self, name: str, piece: Callable[[], None]) -> None:
        """Do a piece of the work; if it fails, that is noted and hides nothing else."""
        try:
            piece()
        except Exception as error:  # noqa: BLE001 - evidence must not hide the failure that it is about
            self.missing.append(f"{name}: {type(error).__name__}: {error}")


def ask(chain: Chain, people: Sequence[Person], since: float) -> Hops:
    """Ask all hops for what they know of ``people``, and for calls about nobody since a time (seconds since 1970)."""
    hops, stack = Hops(), chain.stack
    names = [person.user_name for person in people]

    def users() -> None:
        hops.users = [each for each in stack.identity_server.users() if _is_one_of(each.get("userName"), names)]

    def exchanges() -> None:
        hops.exchanges = [each for each in stack.identity_server.exchanges() if _mentions(each, people)]

    def records() -> None:
        found = {name: stack.bridge.user(name) for name in names}
        hops.records = {name: None if record is None else dict(record.json) for name, record in found.items()}

    def events() -> None:
        # All since then and not by name: a DELETE names nobody, and a process runs one scenario at a time.
        told = [event for event in stack.bridge.events() if event["at"] >= since]
        hops.events = [event for event in told if not event["userName"] or _is_one_of(event["userName"], names)]
        if hops.exchanges and not hops.events:
            hops.missing.append("bridge's trail: nothing of these people; it is kept in memory, a restart forgets it")

    def contacts() -> None:
        hops.contacts = _contacts(chain, people)

    def requests() -> None:
        told = stack.hubspot.requests()
        ids = [str(contact["id"]) for contact in hops.contacts]
        hops.requests = [each for each in told if _concerns(each, people, ids, since)]

    pieces = (users, exchanges, records, events, contacts, requests)
    titles = ("users", "SCIM exchanges", "bridge's records", "bridge's trail", "contacts", "HubSpot's requests")
    for title, piece in zip(titles, pieces, strict=True):
        hops.attempt(title, piece)
    return hops


def _contacts(chain: Chain, people: Sequence[Person]) -> Told:
    found = {
        contact.id: {"id": contact.id, "archived": contact.archived, "properties": dict(contact.properties)}
        for person in people
        for contact in chain.stack.hubspot.contacts_of(person.user_name, person.email)
    }
    return list(found.values())


def _concerns(request: Mapping[str, Any], people: Sequence[Person], ids: Iterable[str], since: float) -> bool:
    """Say whether a request is about the people, their contacts, or about nobody while they were there."""
    if _mentions(request, people) or any(f"/{id_}" in request["path"] for id_ in ids):
        return True
    inputs = [str(each.get("id")) for each in request["inputs"] if isinstance(each, dict)]
    return bool(set(inputs) & set(ids)) or (not inputs and request["at"] >= since)


def _mentions(value: Any, people: Sequence[Person]) -> bool:
    text = json.dumps(value, ensure_ascii=False).casefold()
    return any(person.user_name.casefold() in text or person.email.casefold() in text for person in people)


def _is_one_of(name: Any, names: Sequence[str]) -> bool:
    return any(same_person(str(name), each) for each in names)
