"""The users as Identity Server last said they are: the desired state that delivery pays.

A change is one transaction; it raises the user's version, and a delete ends a generation. The store functions below
are synchronous and run in the writer, so operations apply in their order of arrival; `Directory` is what the SCIM
routes see.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from bridge.scim.merge import apply
from bridge.scim.names import key_of
from bridge.scim.operation import Merge, Operation, Replace, Resource
from bridge.seams import Seams
from bridge.storage import Store, users
from bridge.trail import About, Tell, tell_nobody

_EXPORTED: Final = 500
"""Users that one transaction reads for an export: it bounds the memory, and how long requests wait for the writer."""


@dataclass(frozen=True, slots=True)
class User:
    """One live user. Times are seconds since 1970; `before` is what a change found, None where there was nothing."""

    id: str
    user_name: str
    resource: Resource
    version: int
    created_at: float
    changed_at: float
    before: Resource | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the users in order of creation: `total` counts all that match."""

    total: int
    users: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a request came, as whom it is known in the logs, and the id a new user would get."""

    at: float
    correlation_id: str
    new_id: str


def create(connection: Connection, user_name: str, operation: Operation, moment: Moment) -> User:
    """Add the user, or merge into the one that is there (IS sends a new user more than once)."""
    row = _by_key(connection, user_name)
    if row is None:
        return _insert(connection, user_name, operation, moment)
    if row.resource is None:
        return _revive(connection, row, user_name, operation, moment)
    return _update(connection, row, operation, moment)


def change(
    connection: Connection, user_id: str, user_name: str | None, operation: Operation, moment: Moment
) -> User | None:
    """Change the user of that id; an unknown id adopts the userName, known or new, unless it was deleted."""
    row = _by_id(connection, user_id)
    if row is None and user_name is not None:
        row = _by_key(connection, user_name)
        if row is None:
            return _insert(connection, user_name, operation, moment)
    if row is None or row.resource is None:
        return None
    return _update(connection, row, operation, moment)


def delete(connection: Connection, user_id: str, moment: Moment) -> User | None:
    """End the user's generation; its contact is then owed its archiving.

    Returns:
        The user as it was, with the version that its end has; None when nobody has that id.
    """
    row = _by_id(connection, user_id)
    if row is None or row.resource is None:
        return None
    ended = _write(connection, row, moment, resource=None, generation=row.generation + 1)
    return replace(ended, resource=row.resource)


def by_id(connection: Connection, user_id: str) -> User | None:
    """Return the live user of a SCIM id."""
    return _live(_by_id(connection, user_id))


def by_name(connection: Connection, user_name: str) -> User | None:
    """Return the live user of a userName, with or without store domain, in any case."""
    return _live(_by_key(connection, user_name))


def page(connection: Connection, offset: int, limit: int) -> Page:
    """Return `limit` live users from `offset` (from 0) in order of creation."""
    live = users.c.resource.is_not(None)
    total = connection.execute(select(func.count()).select_from(users).where(live)).scalar_one()
    found = connection.execute(
        select(users).where(live).order_by(users.c.created_at, users.c.id).offset(offset).limit(limit)
    )
    return Page(total, tuple(_user(row) for row in found))


def page_of_resources(connection: Connection, after: str) -> tuple[list[Resource], str | None]:
    """Return the resources of the next live users by key, and the key to go on behind; None: that was the end."""
    live = (users.c.resource.is_not(None), users.c.key > after)
    query = select(users.c.key, users.c.id, users.c.resource).where(*live).order_by(users.c.key).limit(_EXPORTED)
    rows = connection.execute(query).all()
    return [{"id": row.id, **row.resource} for row in rows], (rows[-1].key if len(rows) == _EXPORTED else None)


class Directory:
    """The directory as the SCIM routes use it: each answer means that the change is on disk."""

    def __init__(self, store: Store, seams: Seams, changed: Callable[[], None], tell: Tell = tell_nobody) -> None:
        """Take the store, the clock and ids, what to call after each change (it wakes the delivery), and the trail."""
        self._store = store
        self._seams = seams
        self._changed = changed
        self._tell = tell

    async def create(self, user_name: str, operation: Operation, correlation_id: str) -> User:
        """Add or merge a user."""
        moment = self._moment(correlation_id)
        user = await self._store.run(lambda connection: create(connection, user_name, operation, moment))
        self._after(user, user.resource, correlation_id)
        return user

    async def change(
        self, user_id: str, operation: Operation, correlation_id: str, adopt: str | None = None
    ) -> User | None:
        """Change the user of that id, or of the userName `adopt` when the id is unknown; None: no such user."""
        moment = self._moment(correlation_id)
        user = await self._store.run(lambda connection: change(connection, user_id, adopt, operation, moment))
        if user is not None:
            self._after(user, user.resource, correlation_id)
        return user

    async def delete(self, user_id: str, correlation_id: str) -> bool:
        """Delete the user of that id; False: there is no such user."""
        moment = self._moment(correlation_id)
        deleted = await self._store.run(lambda connection: delete(connection, user_id, moment))
        if deleted is not None:
            self._after(deleted, None, correlation_id)
        return deleted is not None

    async def by_id(self, user_id: str) -> User | None:
        """Return the live user of that id."""
        return await self._store.run(lambda connection: by_id(connection, user_id))

    async def by_name(self, user_name: str) -> User | None:
        """Return the live user of that userName."""
        return await self._store.run(lambda connection: by_name(connection, user_name))

    async def page(self, offset: int, limit: int) -> Page:
        """Return a part of the live users."""
        return await self._store.run(lambda connection: page(connection, offset, limit))

    def _after(self, user: User, after: Resource | None, correlation_id: str) -> None:
        """Tell of a change that is on disk, then wake the delivery."""
        about = About(user.user_name, correlation_id, user.version)
        self._tell("changed", about, lambda: {"before": user.before, "after": after})
        self._changed()

    def _moment(self, correlation_id: str) -> Moment:
        return Moment(self._seams.clock(), correlation_id, self._seams.new_id())


def _by_key(connection: Connection, user_name: str) -> Row[Any] | None:
    return connection.execute(select(users).where(users.c.key == key_of(user_name))).one_or_none()


def _by_id(connection: Connection, user_id: str) -> Row[Any] | None:
    return connection.execute(select(users).where(users.c.id == user_id)).one_or_none()


def _live(row: Row[Any] | None) -> User | None:
    return None if row is None or row.resource is None else _user(row)


def _user(row: Row[Any]) -> User:
    return User(row.id, row.user_name, row.resource, row.version, row.created_at, row.changed_at)


def _first(user_name: str, operation: Operation) -> Resource:
    """What a new user is: a whole resource says nothing about what it does not name, as there was nothing before."""
    start: Resource = {"userName": user_name}
    return apply(start, Merge(operation.values) if isinstance(operation, Replace) else operation)


def _insert(connection: Connection, user_name: str, operation: Operation, moment: Moment) -> User:
    values = {
        "key": key_of(user_name),
        "id": moment.new_id,
        "user_name": user_name,
        "resource": _first(user_name, operation),
        "version": 1,
        "generation": 1,
        "created_at": moment.at,
        "changed_at": moment.at,
        "last_request_at": moment.at,
        "correlation_id": moment.correlation_id,
        "owed_since": moment.at,
    }
    connection.execute(insert(users).values(values))
    return _user_of(values)


def _revive(connection: Connection, row: Row[Any], user_name: str, operation: Operation, moment: Moment) -> User:
    fresh = {"id": moment.new_id, "user_name": user_name, "created_at": moment.at}
    return _write(connection, row, moment, resource=_first(user_name, operation), **fresh)


def _update(connection: Connection, row: Row[Any], operation: Operation, moment: Moment) -> User:
    resource = apply(row.resource, operation)
    if json.dumps(resource, sort_keys=True) == json.dumps(row.resource, sort_keys=True):
        seen = {"last_request_at": moment.at, "correlation_id": moment.correlation_id}
        connection.execute(update(users).where(users.c.key == row.key).values(seen))
        return replace(_user(row), before=row.resource)
    return _write(connection, row, moment, resource=resource, user_name=resource["userName"])


def _write(connection: Connection, row: Row[Any], moment: Moment, **values: Any) -> User:
    """Write a change: a new version, owed from now on, with a clean slate of attempts and refusals."""
    change_values: Mapping[str, Any] = {
        "version": row.version + 1,
        "changed_at": moment.at,
        "last_request_at": moment.at,
        "correlation_id": moment.correlation_id,
        "owed_since": moment.at if row.owed_since is None else row.owed_since,
        "blocked": None,
        "attempts": 0,
        "next_try_at": None,
        "error_class": None,
        "error_message": None,
        **values,
    }
    connection.execute(update(users).where(users.c.key == row.key).values(change_values))
    written = _user_of({**row._mapping, **change_values})  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return replace(written, before=row.resource)


def _user_of(values: Mapping[str, Any]) -> User:
    return User(*(values[name] for name in ("id", "user_name", "resource", "version", "created_at", "changed_at")))
