"""Tables, engine and the one writer that commits for everybody who waits.

A store function is synchronous, `(connection, …) -> result`, and knows no thread. In service one writer thread runs
them: it takes all that wait, runs each in a savepoint, commits once (SQLite: WAL, `synchronous=FULL`, so the commit
is on disk) and only then answers. In simulation the inline store runs them at the spot.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    create_engine,
    event,
    insert,
    make_url,
    or_,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from bridge.errors import EnvironmentUnusable, WrongUse

SCHEMA_VERSION = 1
_LARGEST_GROUP = 500
"""Requests that share one commit at most; bounds how long one of them waits for the others."""

metadata = MetaData()

schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

users = Table(
    "users",
    metadata,
    Column("key", String, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    # Desired state. No resource: the user was deleted.
    Column("user_name", String, nullable=False),
    Column("resource", JSON(none_as_null=True)),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("last_request_at", Float, nullable=False),
    Column("correlation_id", String, nullable=False),
    # What is owed, since when, and what stands in its way.
    Column("owed_since", Float),
    Column("blocked", String),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Float),
    Column("error_class", String),
    Column("error_message", String),
    # The send that is under way, or the last one.
    Column("sent_id", String),
    Column("sent_generation", Integer),
    Column("sent_version", Integer),
    Column("sent_hash", String),
    Column("sent_until", Float),
    Column("held_until", Float),
    # What HubSpot has. No properties: the outcome is unknown, so all are sent.
    Column("delivered_version", Integer),
    Column("delivered_properties", JSON(none_as_null=True)),
    Column("mapping_hash", String),
    Column("contact_id", String),
    Column("contact_origin", String),
    Index("users_owed", "owed_since", "key"),
)

ENDED_GENERATION: Final = and_(
    users.c.sent_generation != users.c.generation,
    or_(users.c.contact_id.is_not(None), users.c.sent_version.is_not(None)),
)
"""Rows whose contact is of an ended generation, or may be: found by an index of their own, as they go first."""

Index(
    "users_ended",
    users.c.owed_since,
    users.c.key,
    sqlite_where=ENDED_GENERATION,
    postgresql_where=ENDED_GENERATION,
)

calls = Table(
    "calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("operation", String, nullable=False),
    Column("items", Integer, nullable=False),
    Column("sent_at", Float, nullable=False),
    Column("answered_at", Float),
    Column("status", Integer),
    Column("error", String),
    Index("calls_answered", "answered_at"),
)

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class Store(Protocol):
    """Runs store functions; an answer means that its changes are committed."""

    async def run(self, work: Work[Result]) -> Result:
        """Run `work` in a transaction and return its result after the commit; what it raises undoes it alone."""
        ...

    def close(self) -> None:
        """Finish what was taken and close the database."""
        ...


class InlineStore:
    """Runs each function at once, in the caller: no thread, so a virtual clock sees everything."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def run(self, work: Work[Result]) -> Result:
        """Run `work` in a transaction of its own."""
        with self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: _Job
    result: Any
    error: BaseException | None


class WriterStore:
    """One thread that takes all waiting functions, runs them, commits once and then answers them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="bridge-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Work[Result]) -> Result:
        """Run `work` in the next group and return its result after the group's commit."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._jobs.put(_Job(work, loop, future))
        return await future

    def close(self) -> None:
        """Finish what was taken, stop the thread and close the database."""
        self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            last = False
            while len(group) < _LARGEST_GROUP and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    last = True
                    break
                group.append(following)
            _answer(_commit(self._engine, group))
            if last:
                return


def _commit(engine: Engine, group: list[_Job]) -> list[_Outcome]:
    try:
        with engine.begin() as connection:
            return [_run(connection, job) for job in group]
    except Exception as error:  # noqa: BLE001 - whatever kept the commit from the disk is each waiter's answer
        return [_Outcome(job, None, error) for job in group]


def _run(connection: Connection, job: _Job) -> _Outcome:
    savepoint = connection.begin_nested()
    try:
        result = job.work(connection)
        savepoint.commit()
    except Exception as error:  # noqa: BLE001 - one function's failure is its caller's, not the group's
        savepoint.rollback()
        return _Outcome(job, None, error)
    return _Outcome(job, result, None)


def _answer(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.job.loop.call_soon_threadsafe(_settle, outcome)


def _settle(outcome: _Outcome) -> None:
    future = outcome.job.future
    if future.cancelled():
        return
    if outcome.error is not None:
        future.set_exception(outcome.error)
    else:
        future.set_result(outcome.result)


def open_engine(database_url: str) -> Engine:
    """Open the database, make its tables when it is new, and check that this release can read it.

    Args:
        database_url: `sqlite:///FILE`, or `sqlite://` for one in memory.

    Raises:
        WrongUse: the URL is none, or of a kind that this release does not know.
        EnvironmentUnusable: the file cannot be opened or written, or was made by a later release.
    """
    url = _checked_url(database_url)
    in_memory = url.database in {None, "", ":memory:"}
    options: dict[str, Any] = (
        {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if in_memory else {}
    )
    # An error's text would quote a statement's parameters: people's data.
    engine = create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            _check_version(connection, url)
    except DBAPIError as error:
        raise EnvironmentUnusable(
            f"The database {url.database} cannot be used ({error.orig}): check that its folder exists and is "
            "writable, and that the file is a database of this bridge, or name another by --database-url."
        ) from error
    return engine


def database_file(database_url: str) -> Path | None:
    """Return the SQLite file that a URL names, or None for a database in memory."""
    url = _checked_url(database_url)
    return None if url.database in {None, "", ":memory:"} else Path(str(url.database))


def _checked_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise WrongUse(f"--database-url {database_url!r} is no database URL: write sqlite:///bridge.db.") from error
    if url.get_backend_name() == "postgresql":
        raise WrongUse("--database-url postgresql://… comes with a later release: use sqlite:///FILE.")
    if url.get_backend_name() != "sqlite":
        raise WrongUse(f"--database-url of kind {url.get_backend_name()!r} is not known: use sqlite:///FILE.")
    return url


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction handling is switched off: SQLAlchemy's begin event opens them, savepoints included.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_version(connection: Connection, url: URL) -> None:
    found = connection.execute(select(schema.c.version)).scalar_one_or_none()
    if found is None:
        connection.execute(insert(schema).values(version=SCHEMA_VERSION))
    elif found != SCHEMA_VERSION:
        raise EnvironmentUnusable(
            f"The database {url.database} has schema version {found} and this release reads {SCHEMA_VERSION}: "
            "start the release that made it, or name another database by --database-url."
        )
