"""`bridge users export`: a running bridge's users to standard output, line by line."""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.errors import EnvironmentUnusable, WrongUse
from bridge.office import Office
from bridge.redaction import Key, Redaction
from bridge.redaction.key import SHORTEST
from bridge.settings import Settings


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """How to redact: by the key in a file, or by one that nobody knows and that is gone at the end."""

    key_file: Path | None
    keep: tuple[str, ...]

    def redaction(self) -> Redaction:
        """Return the redaction.

        Raises:
            WrongUse: the file cannot be read, or is too short for a key.
        """
        secret = secrets.token_bytes(32) if self.key_file is None else _key(self.key_file)
        return Redaction(Key(secret), self.keep)


def export(settings: Settings, url: str, ca: Path | None, pseudonyms: Pseudonyms | None) -> int:
    """Print each user as a line of JSON; return how many they were.

    Raises:
        WrongUse: the key or the URL is none, or the credentials are not set.
        EnvironmentUnusable: the bridge cannot be used, or broke off.
    """
    change = pseudonyms.redaction().user if pseudonyms else _without_password
    count = 0
    with Office.of(settings, url, ca) as office:
        for line in office.lines("/admin/export"):
            _print(json.dumps(change(_user(line)), ensure_ascii=False))
            count += 1
        _print(None)
    return count


def _user(line: str) -> dict[str, Any]:
    try:
        user = json.loads(line)
    except ValueError:
        user = None
    if not isinstance(user, dict):
        raise EnvironmentUnusable("The bridge broke off, or answered what is no user: export again.")
    return user


def _without_password(user: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out a password: the directory has none, and a bridge of another release is to be trusted no more."""
    return {name: value for name, value in user.items() if name.lower() != "password"}


def _print(line: str | None) -> None:
    """Write a line, or send off what was written; a reader who went away, as `head` does, ends it quietly."""
    try:
        if line is None:
            sys.stdout.flush()
        else:
            sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _key(path: Path) -> bytes:
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"--key-file {path} cannot be read ({error.strerror}): name a readable file.") from error
    if len(secret.strip()) < SHORTEST:
        raise WrongUse(
            f"--key-file {path} has {len(secret.strip())} bytes, too few for a key: write {SHORTEST} or more, such as "
            "by `openssl rand -out key 32`."
        )
    return secret
