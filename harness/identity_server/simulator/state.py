"""The file that a server keeps everything in: documents by section and key, in an SQLite database.

A commit is handed to the operating system, not forced to the disk: a killed process loses nothing, a power cut may.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.identity_server.simulator.errors import BadState

_OURS = 0x49534153  # "ISAS"
_VERSION = 1
_TABLE = """
    CREATE TABLE IF NOT EXISTS state
    (section TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (section, key)) STRICT
"""
_UPSERT = """
    INSERT INTO state VALUES (?, ?, ?) ON CONFLICT (section, key) DO UPDATE SET document = excluded.document
"""
"""Keeps the place of a row that is there, which `INSERT OR REPLACE` does not."""
_REASONS = {
    sqlite3.SQLITE_NOTADB: "it is no file of a simulator: give another name",
    sqlite3.SQLITE_BUSY: "another simulator is using it: end that one, or give another name",
    sqlite3.SQLITE_CORRUPT: "it is damaged: take a copy, or another name for a new one",
}

Change = tuple[str, str, Any]
"""Section, key and the document now; None when it is gone."""


class StateFile:
    """One open file; no other process can use it meanwhile."""

    def __init__(self, path: Path) -> None:
        """Open a file, or make it, for its owner alone: passwords and the signing key are in it.

        Raises:
            BadState: it is no file of a simulator, another process has it, or it cannot be written.
        """
        self._path = path
        try:
            path.touch(0o600)
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self.bad(f"it cannot be opened ({error}): give a file in a folder that is there") from error
        try:
            reason = self._prepare()
        except sqlite3.Error as error:
            usual = f"it cannot be written ({error}): give a file in a folder where you may write"
            reason = _REASONS.get(error.sqlite_errorcode, usual)
        if reason:
            self._database.close()
            raise self.bad(reason)

    def bad(self, reason: str) -> BadState:
        """Return the error that says what is wrong with the file."""
        return BadState(f"--state {self._path}: {reason}")

    def read(self) -> dict[str, dict[str, Any]]:
        """Return the documents by section and key, in the order in which they came.

        Raises:
            BadState: the file is damaged.
        """
        found: dict[str, dict[str, Any]] = {}
        try:
            for section, key, document in self._database.execute("SELECT * FROM state ORDER BY rowid"):
                found.setdefault(section, {})[key] = json.loads(document)
        except (sqlite3.Error, ValueError) as error:
            raise self.bad(f"it is damaged ({error}): take a copy, or another name for a new one") from error
        return found

    def write(self, changes: Iterable[Change], *, anew: bool = False) -> None:
        """Commit changes in one transaction.

        Args:
            changes: what has changed.
            anew: nothing else is to stay.
        """
        rows = [(section, key, json.dumps(document)) for section, key, document in changes if document is not None]
        gone = [(section, key) for section, key, document in changes if document is None]
        self._database.execute("BEGIN IMMEDIATE")
        try:
            if anew:
                self._database.execute("DELETE FROM state")
            self._database.executemany("DELETE FROM state WHERE section = ? AND key = ?", gone)
            self._database.executemany(_UPSERT, rows)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _prepare(self) -> str:
        """Take the file's lock and make the table; return what makes the file another's, nothing if it is ours."""
        database = self._database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        kind, version = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if kind != _OURS and (kind or tables):
            return "it is a database of something else: give another name"
        if tables and version != _VERSION:
            return f"it is of version {version}, and {_VERSION} is known: give another name"
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN IMMEDIATE")
        database.execute(_TABLE)
        database.execute(f"PRAGMA application_id = {_OURS}")
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("COMMIT")
        return ""
