"""The user store: who there is, and what is known of them. It checks; provisioning is events.py's."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.identity_server.simulator import claims
from harness.identity_server.simulator.errors import BadName, NameTaken, WeakPassword
from harness.identity_server.simulator.profiles import Profile
from harness.identity_server.simulator.tracked import Tracked
from harness.seams import Clock, NewId

TENANT = "carbon.super"
_ROUNDS = 1_000  # as many as keep a made-up password out of a file, and cost no test a millisecond


@dataclass(slots=True)
class User:
    """One user: claims by URI of the local dialect, times in seconds since 1970; of the password only its hash."""

    id: str
    name: str
    password_hash: str
    created: float
    modified: float
    claims: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=lambda: ["Internal/everyone"])

    @property
    def locked(self) -> bool:
        """Whether sign-in is refused."""
        return self.claims.get(claims.ACCOUNT_LOCKED, "false").lower() == "true"

    @property
    def unconfirmed(self) -> bool:
        """Whether the account waits for the confirmation of its e-mail address."""
        return self.claims.get(claims.ACCOUNT_STATE) == "PENDING_SR"


def bare_name(name: str) -> str:
    """Return a user name without the primary store's domain and the tenant."""
    return name.removeprefix("PRIMARY/").removesuffix(f"@{TENANT}")


def basic_credentials(header: str | None) -> tuple[str, str] | None:
    """Return name and password of a Basic `Authorization` header (RFC 7617), or None if it is no such header."""
    if header is None or not header.lower().startswith("basic "):
        return None
    try:
        text = base64.b64decode(header[6:].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, colon, password = text.partition(":")
    return (name, password) if colon else None


class UserStore:
    """The users of the primary store. Names are matched without regard to case, as the shipped store does.

    `table` holds them by their name in small letters.
    """

    def __init__(self, profile: Profile, clock: Clock, new_id: NewId) -> None:
        self._profile = profile
        self._clock = clock
        self._new_id = new_id
        self.table: Tracked[str, User] = Tracked()

    def all(self) -> Iterable[User]:
        """Return the users in the order of their creation."""
        return self.table.values()

    def find(self, name: str) -> User | None:
        """Return the user of this name, with or without the primary domain and the tenant."""
        return self.table.get(bare_name(name).casefold())

    def find_id(self, user_id: str) -> User | None:
        """Return the user of this id."""
        return next((user for user in self.table.values() if user.id == user_id), None)

    def accepts_name(self, name: str) -> bool:
        """Whether the store's pattern allows this user name."""
        return re.fullmatch(self._profile.user_name_pattern, name) is not None

    def authenticate(self, name: str, password: str) -> User | None:
        """Return the user if name and password are right. Being locked is the caller's question."""
        user = self.find(name)
        if user is None or not hmac.compare_digest(user.password_hash, _hashed(user.id, password)):
            return None
        return user

    def add(self, name: str, password: str, values: dict[str, str], roles: Iterable[str] = ()) -> User:
        """Write a new user.

        Raises:
            BadName, WeakPassword, NameTaken: in the order in which the store checks.
        """
        if not self.accepts_name(name):
            raise BadName(f"{name} is not a valid user name: it must match {self._profile.user_name_pattern}")
        self.check_password(password)
        if self.find(name) is not None:
            raise NameTaken(f"Username '{name}' already exists in the system. Please pick another username.")
        return self._write(name, password, values, roles)

    def add_administrator(self, name: str, password: str) -> None:
        """Write the administrator of the installation, whom no pattern binds."""
        self._write(name, password, {}, ["admin"])

    def change(self, user: User, values: dict[str, str], removed: Iterable[str] = ()) -> None:
        """Write changed claims and take away removed ones."""
        user.claims.update(values)
        for uri in removed:
            user.claims.pop(uri, None)
        user.modified = self._clock()
        self.table.touch(user.name.casefold())

    def set_password(self, user: User, password: str) -> None:
        """Write a new password.

        Raises:
            WeakPassword: the store's pattern forbids it.
        """
        self.check_password(password)
        user.password_hash = _hashed(user.id, password)
        self.table.touch(user.name.casefold())

    def remove(self, user: User) -> None:
        """Take a user away."""
        del self.table[user.name.casefold()]

    def check_password(self, password: str) -> None:
        """Let a password pass that the pattern allows.

        Raises:
            WeakPassword: it does not.
        """
        if re.fullmatch(self._profile.password_pattern, password) is None:
            raise WeakPassword(f"The password must have {self._profile.password_rule}.")

    def _write(self, name: str, password: str, values: dict[str, str], roles: Iterable[str]) -> User:
        now, user_id = self._clock(), self._new_id()
        user = User(user_id, name, _hashed(user_id, password), now, now, values)
        user.roles.extend(roles)
        self.table[name.casefold()] = user
        return user


def _hashed(salt: str, password: str) -> str:
    """Return the hash of a password (PBKDF2, RFC 8018 section 5.2) in hex, so that no file has what a person typed."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS).hex()
