"""A portal kept in a file, so that it survives the end of its process, SIGKILL included.

The file is an SQLite database. Whatever a request changed is committed to it, in one transaction, before the request is
answered; so is the request itself, at its arrival and when it was carried out. A commit is handed to the operating
system, not forced to the disk: a killed process loses nothing, a power cut may.

Kept are contacts with their history, who owns which unique value, created properties, requests, log-ins, the switches,
the limits where they were changed, the clock's offset and the numbers that ids are made of. Not kept are fault rules
and the calls of the last ten seconds: both begin anew with the process.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any, Final

from harness.hubspot.fake.contacts import Contacts, Savepoint
from harness.hubspot.fake.limits import Allowance
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.properties import Property
from harness.hubspot.fake.requests import Exchange, RequestLog
from harness.hubspot.fake.stored import contact_of, contact_row, exchange_of, exchange_row, property_of, property_row
from harness.serving.errors import ServerError

_OURS: Final = 0x48554253  # "HUBS"
_VERSION: Final = 1
_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS contacts (id INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS owners (value TEXT PRIMARY KEY, contact TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS properties (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS requests (number INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
"""


class StateFileError(ServerError):
    """A file of state cannot be used; one line that says why, and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"--state {path}: {reason}", exit_code=2)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a portal has at one moment, to be compared with what it has at the next; `revision` is of the contacts."""

    contacts: Contacts
    requests: RequestLog
    revision: int
    savepoint: Savepoint
    properties: Mapping[str, Property]
    account: Mapping[str, Any]


class StateFile:
    """The file of one portal."""

    def __init__(self, path: Path) -> None:
        """Open a file, or make it.

        Raises:
            StateFileError: it is no file of a fake HubSpot, another process has it, or it cannot be written.
        """
        self._path = path
        self._database = _opened(path)

    def restore(self, portal: Portal) -> None:
        """Give a fresh portal what the file has, and keep it from now on.

        Raises:
            StateFileError: the file has something that cannot be understood.
        """
        try:
            self._read(portal)
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            reason = f"it is damaged ({type(error).__name__}: {error}): take a copy, or another name for a new one"
            raise StateFileError(self._path, reason) from error
        self._seen = _look(portal, None)
        portal.keep = lambda exchange=None: self.save(portal, exchange)

    def save(self, portal: Portal, exchange: Exchange | None = None) -> None:
        """Commit what has changed since the last commit that succeeded, and a request, if there is one."""
        now = _look(portal, self._seen)
        with self._database:
            self._write_contacts(self._seen.savepoint, now.savepoint)
            self._write_properties(now.properties)
            self._write_requests(now.requests, exchange)
            self._write_account(now.account)
        self._seen = now

    def close(self) -> None:
        """Let go of the file, which another process may then take."""
        self._database.close()

    def _read(self, portal: Portal) -> None:
        for name, document in self._rows("SELECT name, document FROM properties ORDER BY rowid"):
            portal.properties.restore(property_of(name, loads(document)))
        for number, document in self._rows("SELECT number, document FROM requests ORDER BY number"):
            portal.requests.restore(exchange_of(number, loads(document)))
        contacts = {
            str(number): contact_of(str(number), loads(document))
            for number, document in self._rows("SELECT id, document FROM contacts ORDER BY id")
        }
        owners = {_key(value): contact for value, contact in self._rows("SELECT value, contact FROM owners")}
        account = {name: loads(document) for name, document in self._rows("SELECT name, document FROM account")}
        if account or contacts:
            portal.contacts.roll_back(Savepoint(contacts, owners, account["nextId"]))
            _restore_account(portal, account)

    def _rows(self, query: str) -> list[Any]:
        return self._database.execute(query).fetchall()

    def _write_contacts(self, before: Savepoint, now: Savepoint) -> None:
        if now is before:
            return
        gone = [(int(number),) for number in before.contacts.keys() - now.contacts.keys()]
        self._database.executemany("DELETE FROM contacts WHERE id = ?", gone)
        changed = [contact for number, contact in now.contacts.items() if before.contacts.get(number) is not contact]
        rows = [(int(contact.id), dumps(contact_row(contact))) for contact in changed]
        self._database.executemany("INSERT OR REPLACE INTO contacts VALUES (?, ?)", rows)
        lost = [(dumps(key),) for key in before.owners.keys() - now.owners.keys()]
        self._database.executemany("DELETE FROM owners WHERE value = ?", lost)
        won = [(dumps(key), owner) for key, owner in now.owners.items() if before.owners.get(key) != owner]
        self._database.executemany("INSERT OR REPLACE INTO owners VALUES (?, ?)", won)

    def _write_properties(self, now: Mapping[str, Property]) -> None:
        if now == self._seen.properties:
            return
        self._database.execute("DELETE FROM properties")
        rows = [(name, dumps(property_row(definition))) for name, definition in now.items()]
        self._database.executemany("INSERT INTO properties VALUES (?, ?)", rows)

    def _write_requests(self, now: RequestLog, exchange: Exchange | None) -> None:
        if now is not self._seen.requests:
            self._database.execute("DELETE FROM requests")
        if exchange is not None and exchange in now:  # one from before a reset is forgotten
            row = (exchange.number, dumps(exchange_row(exchange)))
            self._database.execute("INSERT OR REPLACE INTO requests VALUES (?, ?)", row)

    def _write_account(self, now: Mapping[str, Any]) -> None:
        changed = [(name, dumps(value)) for name, value in now.items() if self._seen.account.get(name, ...) != value]
        self._database.executemany("INSERT OR REPLACE INTO account VALUES (?, ?)", changed)


def _look(portal: Portal, before: _Seen | None) -> _Seen:
    """Return what a portal has now; contacts that have not changed since the last look are not copied again."""
    contacts, revision = portal.contacts, portal.contacts.revision
    same = before is not None and before.contacts is contacts and before.revision == revision
    savepoint = before.savepoint if before is not None and same else contacts.savepoint()
    created = {definition.name: definition for definition in portal.properties.created()}
    # Before the first commit nothing of the account is written yet.
    account = _account(portal) if before is not None else {}
    return _Seen(contacts, portal.requests, revision, savepoint, created, account)


def _opened(path: Path) -> sqlite3.Connection:
    """Return a connection that holds the file's lock for as long as the process lives."""
    try:
        database = sqlite3.connect(path, timeout=0, check_same_thread=False)
    except sqlite3.Error as error:
        raise StateFileError(path, f"it cannot be opened ({error}): give a file in a folder that is there") from error
    try:
        reason = _other(database) or _prepare(database)
    except sqlite3.Error as error:
        reason = _reason(error)
    if reason:
        database.close()
        raise StateFileError(path, reason)
    return database


def _other(database: sqlite3.Connection) -> str:
    """Return what makes the file another's; nothing for one of ours, or a new one."""
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    kind, version = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if kind != _OURS and (kind or tables):
        return "it is a database of something else: give another name"
    if tables and version != _VERSION:
        return f"it is of version {version}, and {_VERSION} is known: give another name"
    return ""


def _prepare(database: sqlite3.Connection) -> str:
    """Take the lock, and make the tables where there are none."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    with closing(database.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.split(";")[:-1]:
            cursor.execute(statement)
        cursor.execute(f"PRAGMA application_id = {_OURS}")
        cursor.execute(f"PRAGMA user_version = {_VERSION}")
        cursor.execute("COMMIT")
    return ""


def _reason(error: sqlite3.Error) -> str:
    match error.sqlite_errorcode if hasattr(error, "sqlite_errorcode") else None:
        case sqlite3.SQLITE_NOTADB:
            return "it is no file of a fake HubSpot: give another name"
        case sqlite3.SQLITE_BUSY:
            return "another fake HubSpot is using it: end that one, or give another name"
        case sqlite3.SQLITE_CORRUPT:
            return "it is damaged: take a copy, or another name for a new one"
    return f"it cannot be written ({error}): give a file in a folder where you may write"


def _key(text: str) -> tuple[str, str]:
    name, value = loads(text)
    return name, value


def _account(portal: Portal) -> dict[str, Any]:
    """Return what belongs to the portal as a whole; `limits` is null where the settings of the start hold."""
    allowance = portal.limits.allowance
    return {
        "nextId": portal.contacts.next_id,
        "answers": portal.answers,
        "clockOffset": portal.clock_offset,
        "behaviour": portal.contacts.behaviour.as_json(),
        "limits": None if allowance == portal.settings.allowance else asdict(allowance),
        "sessions": sorted(portal.sessions),
    }


def _restore_account(portal: Portal, account: Mapping[str, Any]) -> None:
    portal.answers = account["answers"]
    portal.clock_offset = account["clockOffset"]
    portal.contacts.behaviour = portal.contacts.behaviour.changed(account["behaviour"])
    if account["limits"] is not None:
        portal.limits.allowance = Allowance(**account["limits"])
    portal.sessions.update(account["sessions"])
