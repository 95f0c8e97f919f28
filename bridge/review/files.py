"""Texts that a command is given by name: a file, or a file in a git revision (``main:path/to/mapping.yaml``)."""

import subprocess
from pathlib import Path
from typing import Final

from bridge.errors import WrongUse
from bridge.mapping import Mapping, MappingError, parse
from bridge.mapping.diff import Approvals, no_approvals, read_approvals

_SECONDS: Final = 30
"""How long git may take; it reads one object."""


def read_mapping(given: str) -> Mapping:
    """Read a mapping from a file or a git revision.

    Raises:
        WrongUse: it cannot be read or used; says file, line and what to do.
    """
    try:
        return parse(_text(given, "mapping"), given)
    except MappingError as error:
        raise WrongUse(str(error)) from error


def approvals(given: str | None) -> Approvals:
    """Read the file of approvals, if one is given; from a git revision too.

    Raises:
        WrongUse: it cannot be read or used; says file, line and what to do.
    """
    if given is None:
        return no_approvals()
    try:
        return read_approvals(_text(given, "file of approvals"), given)
    except MappingError as error:
        raise WrongUse(str(error)) from error


def _text(given: str, what: str) -> str:
    content = _content(given, what)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"{given}:{line}: is not UTF-8; save the file as UTF-8") from error


def _content(given: str, what: str) -> bytes:
    path = Path(given)
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        revision, colon, inner = given.partition(":")
        if isinstance(error, FileNotFoundError) and colon and revision and inner:
            return _in_revision(given, what)
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise WrongUse(f"{given}:1: cannot be read: {reason}; name a {what}, or one in git as REVISION:PATH") from error


def _in_revision(given: str, what: str) -> bytes:
    try:
        shown = subprocess.run(  # noqa: S603 - git alone, and the name is no option of it
            ["git", "show", "--no-textconv", "--end-of-options", given],  # noqa: S607 - the git on the PATH is the user's
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise WrongUse(f"{given}:1: there is no such file, and no git to look for a revision; name a {what}") from error
    except subprocess.TimeoutExpired as error:
        raise WrongUse(f"{given}:1: git did not answer within {_SECONDS} s; try again, or name a {what}") from error
    if shown.returncode:
        said = " ".join(shown.stderr.decode(errors="replace").split()).removeprefix("fatal: ")
        raise WrongUse(f"{given}:1: there is no such file, and git says: {said}; name a {what} that is there")
    return shown.stdout
