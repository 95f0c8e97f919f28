"""The users to try a mapping on, one after the other: JSON Lines, or a generator that another package brings."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from bridge.errors import WrongUse
from bridge.review.users import as_kept
from bridge.scim.document import LARGEST_BODY, names_password, parse
from bridge.scim.errors import ScimError
from bridge.scim.operation import Resource

GENERATORS: Final = "bridge.corpora"
"""The group of entry points: each a function of what stands behind the colon that yields users as sent over SCIM."""

INSTALL: Final = "pip install '.[harness]'"

_STDIN: Final = "-"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9-]+):(.*)", re.DOTALL)
_MARK: Final = b"\xef\xbb\xbf"
_REFUSED: Final = re.compile(rb"\\u(0000|d[89a-f])", re.IGNORECASE)
"""NUL and halves of characters, written as escapes: the bridge's own parser looks whether it takes them."""
_DEEP: Final = 20
_AT_ONCE: Final = 250


@dataclass(frozen=True, slots=True)
class User:
    """One user: the name, and the resource as the directory would keep it."""

    name: str
    resource: Resource


def read_users(given: str) -> Iterator[User]:
    """Yield the users of a corpus; each is read when it is asked for.

    Args:
        given: a file of JSON Lines, ``-`` for standard input, or a generator as ``faker:10000?seed=7``.

    Raises:
        WrongUse: it cannot be read, or holds what is no user; says file, line and what to do.
    """
    generator = None if given == _STDIN or Path(given).exists() else _SCHEME.fullmatch(given)
    if generator is not None:
        yield from _generated(given, generator[1], generator[2])
    elif given == _STDIN:
        yield from _lines(sys.stdin.buffer, "standard input")
    else:
        with _opened(given) as file:
            yield from _lines(file, given)


def read_blocks(given: str) -> Iterator[list[Resource]]:
    """Yield the users of a corpus as the directory keeps them, some hundreds at a time.

    Raises:
        WrongUse: as `read_users`.
    """
    users = read_users(given)
    while block := [user.resource for user in islice(users, _AT_ONCE)]:
        yield block


def _users_of(line: bytes, name: str, number: int) -> Iterator[User]:
    line = line.removeprefix(_MARK) if number == 1 else line
    if not line.isspace():
        yield _user(_document(line, name, number), name, number)


def _opened(given: str) -> IO[bytes]:
    try:
        return Path(given).open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise WrongUse(
            f"{given}:1: cannot be read: {reason}; name a file of JSON Lines, one SCIM user a line"
        ) from error


def _lines(file: IO[bytes], name: str) -> Iterator[User]:
    number = found = 0
    while line := _line(file, name, number + 1):
        number += 1
        for user in _users_of(line, name, number):
            found += 1
            yield user
    if not found:
        raise WrongUse(f"{name}:1: has no user in it; write one SCIM user a line, as JSON")


def _line(file: IO[bytes], name: str, number: int) -> bytes:
    try:
        line = file.readline(LARGEST_BODY + 1)
    except OSError as error:
        raise WrongUse(f"{name}:{number}: cannot be read: {error.strerror}; name a readable file") from error
    if len(line) > LARGEST_BODY:
        raise WrongUse(f"{name}:{number}: is over {LARGEST_BODY} bytes; write one SCIM user a line, without pictures")
    return line


def _document(line: bytes, name: str, number: int) -> Any:
    try:
        if _wants_care(line):
            return parse(line)
        return _DECODER.decode(line.decode("utf-8"))
    except ScimError as error:
        raise WrongUse(f"{name}:{number}: {_in_a_line(error)}") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"{name}:{number}: is not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise WrongUse(
            f"{name}:{number}: is no JSON: {error.msg} at column {error.colno}; write one SCIM user a line"
        ) from error


def _wants_care(line: bytes) -> bool:
    """Tell whether a line may hold what the bridge's own parser drops or refuses; that one is ten times as slow."""
    return (
        b"password" in line.lower()
        or line.count(b"{") + line.count(b"[") > _DEEP
        or (b"\\u" in line and _REFUSED.search(line) is not None)
    )


def _in_a_line(error: ScimError) -> str:
    """Return what the bridge would answer, said of a line."""
    said = error.detail.replace("The body is", "is").replace("The body", "it").replace(": send", "; write")
    return f"{said[0].lower()}{said[1:]}".rstrip(".")


def _user(document: Any, name: str, number: int) -> User:
    if not isinstance(document, dict):
        raise WrongUse(f"{name}:{number}: is JSON but no user; write an object with a userName")
    try:
        resource = as_kept(document)
    except ScimError as error:
        raise WrongUse(f"{name}:{number}: is no user: {_in_a_line(error)}") from error
    return User(resource["userName"], resource)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    twice = next(name for name in whole if sum(name == other for other, _ in pairs) > 1)
    raise json.JSONDecodeError(f"{'a password' if names_password(twice) else repr(twice)} stands twice", "", 0)


def _no_number(text: str) -> float:
    raise json.JSONDecodeError(f"{text} is no number", "", 0)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def _generated(given: str, scheme: str, argument: str) -> Iterator[User]:
    generator = _generator(given, scheme)
    number = 0
    try:
        for document in generator(argument):
            number += 1
            yield _user(document, given, number)
    except ValueError as error:
        raise WrongUse(f"{given}:{number + 1}: {error}") from error
    if not number:
        raise WrongUse(f"{given}:1: gives no user; ask for one at least")


def _generator(given: str, scheme: str) -> Callable[[str], Iterable[Mapping[str, Any]]]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - looking through all packages takes 0.1 s

    known = {each.name: each for each in entry_points(group=GENERATORS)}
    if scheme not in known:
        there = f"there are {', '.join(sorted(known))}" if known else f"there is none: {INSTALL} brings some"
        raise WrongUse(f"{given}:1: there is no such file, and no generator {scheme!r}; {there}")
    try:
        found: Callable[[str], Iterable[Mapping[str, Any]]] = known[scheme].load()
    except ImportError as error:
        raise WrongUse(f"{given}:1: needs {error.name}, which is not here; {INSTALL} brings it") from error
    return found
