"""What is owed, refused and delivered, as people and gauges see it."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from bridge.scim.names import key_of
from bridge.storage import users

State = Literal["owed", "waiting", "incomplete", "outside", "refused", "held", "delivered"]

STATES: Final[tuple[State, ...]] = ("owed", "waiting", "incomplete", "outside", "refused", "held", "delivered")

_OWED: Final = users.c.owed_since.is_not(None)
_TRIED: Final = or_(users.c.attempts > 0, users.c.next_try_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Gauges:
    """How much is owed (waiting included), how many are refused, and for how long the oldest has waited, in s."""

    owed_users: int
    refused_users: int
    oldest_owed_seconds: float


@dataclass(frozen=True, slots=True)
class UserStatus:
    """One user as the delivery sees it. Times are seconds since 1970."""

    user_name: str
    state: State
    version: int
    delivered_version: int | None
    contact_id: str | None
    attempts: int
    next_try_at: float | None
    error_class: str | None
    error_message: str | None
    last_request_at: float
    correlation_id: str
    deleted: bool


def gauges(connection: Connection, now: float) -> Gauges:
    """Count what is owed and refused."""
    count, oldest = connection.execute(select(func.count(), func.min(users.c.owed_since)).where(_OWED)).one()
    refused = connection.execute(
        select(func.count()).select_from(users).where(users.c.blocked == "refused")
    ).scalar_one()
    return Gauges(count, refused, 0.0 if oldest is None else max(0.0, now - oldest))


def user_status(connection: Connection, user_name: str) -> UserStatus | None:
    """Return one user, deleted ones included, by its name with or without store domain."""
    row = connection.execute(select(users).where(users.c.key == key_of(user_name))).one_or_none()
    return None if row is None else status_of(row)


def user_statuses(connection: Connection, state: State | None = None, limit: int = 100) -> list[UserStatus]:
    """Return users, those owed longest first, then in order of their last request."""
    query = select(users).order_by(users.c.owed_since.is_(None), users.c.owed_since, users.c.last_request_at)
    if state is not None:
        query = query.where(_in_state(state))
    return [status_of(row) for row in connection.execute(query.limit(limit))]


def replay(connection: Connection, user_name: str | None, now: float) -> int:
    """Owe a user, or all that were refused, another try, with everything sent; return how many that are."""
    which = users.c.blocked == "refused" if user_name is None else users.c.key == key_of(user_name)
    done = connection.execute(
        update(users)
        .where(which)
        .values(
            version=users.c.version + 1,  # what is under way is then not the last word
            owed_since=now,
            blocked=None,
            attempts=0,
            next_try_at=None,
            delivered_properties=None,
        )
    )
    return done.rowcount


def _in_state(state: State) -> ColumnElement[bool]:
    if state in {"incomplete", "outside", "refused", "held"}:
        return users.c.blocked == state
    if state == "delivered":
        return and_(users.c.blocked.is_(None), ~_OWED)
    return and_(_OWED, users.c.blocked.is_(None), _TRIED if state == "waiting" else ~_TRIED)


def status_of(row: Row[Any]) -> UserStatus:
    """Return a row as people see it."""
    return UserStatus(
        row.user_name,
        state_of(row),
        row.version,
        row.delivered_version,
        row.contact_id,
        row.attempts,
        row.next_try_at,
        row.error_class,
        row.error_message,
        row.last_request_at,
        row.correlation_id,
        row.resource is None,
    )


def state_of(row: Row[Any]) -> State:
    """Derive the state: what blocks the user, else whether it is owed, and whether that was tried."""
    if row.blocked is not None:
        blocked: State = row.blocked
        return blocked
    if row.owed_since is None:
        return "delivered"
    return "waiting" if row.attempts > 0 or row.next_try_at is not None else "owed"
