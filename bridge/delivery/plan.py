"""What one user's row is owed next: a pure decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

_ONE_OF = ("email", "firstname", "lastname")
"""HubSpot wants one of these for a new contact (CRM API, contacts: create)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One user in one call, and what its row said before the call."""

    key: str
    trace: str
    version: int
    generation: int
    properties: Mapping[str, str]
    attempts: int
    contact_id: str | None = None
    contact_origin: str | None = None
    delivered: Mapping[str, str] | None = None
    sent_before: int | None = None
    """The version of the send before this one; without a contact: one whose outcome nobody knows."""

    correlation_id: str = ""
    desired: Mapping[str, str] = field(default_factory=dict)
    """All that the contact should have; empty for a deleted user."""

    deleted: bool = False
    mapping_hash: str = ""
    """Stands for the mapping, and the settings, that this call goes by."""

    @property
    def partial(self) -> bool:
        """Whether only what differs from the last delivery is sent."""
        return self.delivered is not None


@dataclass(frozen=True, slots=True)
class Settle:
    """Nothing differs: the row is paid without a call."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """No contact can be made of what is known so far."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The user is out of the mapping's scope: no contact is made, and one that is there stays as it is."""


@dataclass(frozen=True, slots=True)
class Hold:
    """An earlier send may still be applied, so nothing newer goes out before this time."""

    until: float


@dataclass(frozen=True, slots=True)
class Upsert:
    """Write these properties."""

    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Archive:
    """Archive the contact that an ended generation made."""


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take our key off a contact that marketing made."""


@dataclass(frozen=True, slots=True)
class Find:
    """Look whether an unanswered create made a contact, before archiving it."""


Step = Settle | Incomplete | Outside | Hold | Upsert | Archive | Unlink | Find


def plan(row: Row[Any], desired: Mapping[str, str] | None, mapping_hash: str, now: float) -> Step:
    """Return the next step for an owed row.

    Args:
        row: the user's row; nothing of it is under way.
        desired: the properties its contact should have; empty for a deleted user, None for one out of scope.
        mapping_hash: stands for the mapping that `desired` came from.
        now: seconds since 1970.
    """
    if ended_generation(row):
        return _ending(row, now)
    if row.resource is None:
        return Settle()
    return Outside() if desired is None else _live(row, desired, mapping_hash, now)


def _live(row: Row[Any], desired: Mapping[str, str], mapping_hash: str, now: float) -> Step:
    if row.contact_id is None and row.sent_version is None and not any(desired.get(name) for name in _ONE_OF):
        return Incomplete()
    changes = _changes(desired, row.delivered_properties)
    if not changes and row.delivered_properties is not None:
        return Settle()
    if _held(row, now) and not _is_repeat(row, mapping_hash):
        return Hold(row.held_until)
    return Upsert(changes)


def ended_generation(row: Row[Any]) -> bool:
    """Say whether a contact of an earlier generation is there, or may be."""
    return row.sent_generation not in {None, row.generation} and (
        row.contact_id is not None or row.sent_version is not None
    )


def _ending(row: Row[Any], now: float) -> Step:
    if _held(row, now):
        return Hold(row.held_until)
    if row.contact_id is None:
        return Find()
    return Unlink() if row.contact_origin == "linked" else Archive()


def _held(row: Row[Any], now: float) -> bool:
    return row.held_until is not None and row.held_until > now


def _is_repeat(row: Row[Any], mapping_hash: str) -> bool:
    return (row.sent_version, row.sent_generation, row.sent_hash) == (row.version, row.generation, mapping_hash)


def _changes(desired: Mapping[str, str], delivered: Mapping[str, str] | None) -> Mapping[str, str]:
    if delivered is None:
        return desired
    return {name: value for name, value in desired.items() if delivered.get(name) != value}
