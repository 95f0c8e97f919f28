"""Writes to the user store, each with the provisioning it causes: which operation, with which claims, and when.

The table is the server's DefaultInboundUserProvisioningListener (order 30). Most events fire *before* the local
write, and a failed one is swallowed: that is why a registration that is refused late leaves an orphan behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from harness.identity_server.simulator import claims
from harness.identity_server.simulator.errors import LocalRefusal
from harness.identity_server.simulator.profiles import Profile
from harness.identity_server.simulator.provisioning.manager import OutboundProvisioning
from harness.identity_server.simulator.provisioning.model import Caller, Event, Operation
from harness.identity_server.simulator.provisioning.turns import Turn
from harness.identity_server.simulator.users import User, UserStore
from harness.seams import Clock

_TRANSIENT = frozenset({claims.VERIFY_EMAIL})
"""Claims that tell the server something and are not stored."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be added: bare name, clear-text password, claims by local URI, and roles beyond the usual."""

    name: str
    password: str
    claims: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()


class Accounts:
    """The user store as callers reach it: every write is provisioned."""

    def __init__(self, users: UserStore, provisioning: OutboundProvisioning, profile: Profile, clock: Clock) -> None:
        self._users = users
        self._provisioning = provisioning
        self._profile = profile
        self._clock = clock

    async def sign_up(self, new: NewUser, turn: Turn | None = None) -> User:
        """Add a user by name, as self-registration does: the claims already carry SCIM's times (6.1, 7.0).

        Raises:
            LocalRefusal: after the provisioning, which is not taken back (6.1, 7.0) or is (from 7.1 on).
            ProviderDisabled: an identity provider is disabled.
        """
        if self._profile.password_first:
            self._users.check_password(new.password)
        values = dict(new.claims)
        if self._profile.sign_up_has_meta:
            values |= {claims.CREATED: self._now(), claims.MODIFIED: self._now()}
        event = Event(Operation.POST, new.name, Caller.RESIDENT, values, new.password)
        await self._provisioning.submit(event, turn, waits=self._profile.sign_up_blocks)
        try:
            return self._users.add(new.name, new.password, dict(new.claims), new.roles)
        except LocalRefusal:
            if self._profile.sign_up_is_undone:
                await self._take_back(new.name)
            raise

    async def add(self, new: NewUser) -> User:
        """Add a user with an id, as SCIM 2 does.

        Raises:
            LocalRefusal: after the provisioning, which is taken back by a DELETE if a row is there.
            ProviderDisabled: an identity provider is disabled.
        """
        if self._profile.password_first:
            self._users.check_password(new.password)
        event = Event(Operation.POST, new.name, Caller.RESIDENT, new.claims, new.password)
        await self._provisioning.submit(event)
        try:
            return self._users.add(new.name, new.password, dict(new.claims), new.roles)
        except LocalRefusal:
            await self._take_back(new.name)
            raise

    async def set_identity_claims(self, user: User, values: Mapping[str, str], turn: Turn | None = None) -> None:
        """Set claims by name, as the server's own handlers do for locks and confirmations."""
        sent = dict(values)
        if self._profile.sign_up_has_meta:
            sent[claims.MODIFIED] = self._now()
        await self._provisioning.submit(Event(Operation.PUT, user.name, Caller.RESIDENT, sent), turn)
        self._users.change(user, dict(values))

    async def set_claims(self, user: User, values: Mapping[str, str], caller: Caller) -> None:
        """Set claims: one PUT event with only these, even with none."""
        await self._provisioning.submit(Event(Operation.PUT, user.name, caller, values))
        self._users.change(user, {uri: value for uri, value in values.items() if uri not in _TRANSIENT})

    async def remove_claim(self, user: User, uri: str, caller: Caller) -> None:
        """Remove one claim: a PATCH event with the empty text."""
        await self._provisioning.submit(Event(Operation.PATCH, user.name, caller, {uri: ""}))
        self._users.change(user, {}, [uri])

    async def remove(self, user: User, caller: Caller) -> None:
        """Delete a user: a DELETE event before it."""
        await self._provisioning.submit(Event(Operation.DELETE, user.name, caller))
        self._users.remove(user)

    async def change_password(self, user: User, password: str, caller: Caller) -> None:
        """Change a password: a PATCH event *after* it.

        Raises:
            LocalRefusal: the store refuses the password; nothing is provisioned.
        """
        self._users.set_password(user, password)
        await self._provisioning.submit(Event(Operation.PATCH, user.name, caller, password=password))

    async def _take_back(self, name: str) -> None:
        await self._provisioning.submit(Event(Operation.DELETE, name, Caller.RESIDENT))

    def _now(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
