"""What to send: a user's JSON, recorded cases, or one of the examples that need no file."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from bridge.errors import WrongUse
from bridge.sending.dialects import METHODS, Change, Request

_RECORDED_BASE: Final = "/hubspot/contacts"
_LARGEST: Final = 10_000_000
"""Characters of a file at most; the recordings of a connector have some 30,000."""

_NOT_REPLAYED: Final = frozenset(
    {"authorization", "content-length", "connection", "accept-encoding", "host", "transfer-encoding"}
)
"""Headers that belong to the recorded connection, not to what was said in it."""

_ALICE: Final[Mapping[str, Any]] = {
    "userName": "alice",
    "name": {"givenName": "Alice", "familyName": "Doe"},
    "emails": ["alice@example.com"],
    "phoneNumbers": ["+1 555 0100"],
}
EXAMPLES: Final[Mapping[str, Change]] = {
    "self-registration": Change("POST", _ALICE),
    "profile edit: first name": Change("PUT", {"name": {"givenName": "Alicia"}}, "alice"),
    "profile edit: e-mail and phone": Change(
        "PUT", {"emails": ["alicia@example.com"], "phoneNumbers": ["+1 555 0199"]}, "alice"
    ),
    "no claims": Change("POST", {"userName": "alice"}),
    "non-ASCII": Change("POST", {**_ALICE, "name": {"givenName": "Zoë", "familyName": "Đorđević"}}),
    "delete": Change("DELETE", None, "alice"),
}
"""Cases by the names that the recordings use, for those who have no file."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One case: a change that a client still has to write, or the requests that were recorded."""

    case: str
    change: Change | None = None
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the command line says beside the file."""

    case: str | None
    method: str | None
    user_name: str
    user_id: str


def letters(source: str | None, told: Told, base_path: str) -> tuple[Letter, ...]:
    """Return what to send.

    Raises:
        WrongUse: the file cannot be read, is no JSON, or does not fit what the command line says.
    """
    if told.method is not None and told.method.upper() not in METHODS:
        raise WrongUse(f"--method {told.method!r} is none: give one of {', '.join(METHODS)}.")
    if source is None:
        return (_without_file(told),)
    document = _read(source)
    if isinstance(document, list) or (isinstance(document, dict) and "exchanges" in document):
        return _recorded(source, document if isinstance(document, list) else [document], told, base_path)
    if told.case is not None:
        raise WrongUse(f"--wire needs recorded cases, and {source} has none: leave --wire out, or give their file.")
    if not isinstance(document, dict):
        raise WrongUse(f"{source} is JSON but no object: give a SCIM user, a PatchOp message or recorded cases.")
    return (_of_body(document, told),)


def _without_file(told: Told) -> Letter:
    if told.case is not None:
        if told.method is not None:
            raise WrongUse("--method is for a single body: an example says its own. Leave it out.")
        if told.case not in EXAMPLES:
            raise WrongUse(f"There is no example {told.case!r}: give one of {_names(EXAMPLES)}, or a FILE.")
        return Letter(told.case, _for(EXAMPLES[told.case], told))
    if (told.method or "").upper() == "DELETE":
        return Letter("delete", _checked(Change("DELETE", None, told.user_name, told.user_id)))
    raise WrongUse("There is nothing to send: give a FILE (- for standard input), or --wire self-registration.")


def _for(example: Change, told: Told) -> Change:
    """Return an example for another person, by name."""
    if not told.user_name:
        return replace(example, user_id=told.user_id)
    body = example.body
    if body is not None and "userName" in body:
        body = {**body, "userName": told.user_name}
        if "emails" in body:
            body["emails"] = [f"{told.user_name.rpartition('/')[2].partition('@')[0]}@example.com"]
    name = told.user_name if example.user_name else ""
    return Change(example.method, body, name, told.user_id)


def _of_body(document: Mapping[str, Any], told: Told) -> Letter:
    method = (told.method or "POST").upper()
    body = None if method == "DELETE" else document
    said = document.get("userName")
    name = told.user_name or (said if isinstance(said, str) and method != "POST" else "")
    return Letter(method, _checked(Change(method, body, name, told.user_id)))


def _checked(change: Change) -> Change:
    if change.method != "POST" and not (change.user_name or change.user_id):
        raise WrongUse(f"{change.method} of whom? Give --user-name NAME, which is looked up, or --id ID.")
    return change


def _recorded(source: str, cases: Sequence[Any], told: Told, base_path: str) -> tuple[Letter, ...]:
    if told.method or told.user_name or told.user_id:
        raise WrongUse("--method, --user-name and --id are for a single body: recorded cases say all of it themselves.")
    found = tuple(_case(source, each, base_path) for each in cases)
    if not found:
        raise WrongUse(f"{source} is an empty list: give at least one recorded case, or a SCIM user.")
    if told.case is None:
        return found
    picked = tuple(each for each in found if each.case == told.case)
    if not picked:
        raise WrongUse(f"{source} has no case {told.case!r}: give one of {_names(each.case for each in found)}.")
    return picked


def _case(source: str, case: Any, base_path: str) -> Letter:
    try:
        requests = tuple(_request(exchange["request"], base_path) for exchange in case["exchanges"])
        return Letter(str(case.get("case", "recorded")), None, requests)
    except (TypeError, KeyError, AttributeError) as error:
        raise WrongUse(
            f"{source} has no recorded cases: each needs 'case' and 'exchanges', each exchange a 'request' with "
            f"'method', 'target', 'headers' and 'body' ({type(error).__name__}: {error})."
        ) from error


def _request(sent: Mapping[str, Any], base_path: str) -> Request:
    target = str(sent["target"])
    if target.startswith(_RECORDED_BASE):
        target = base_path + target.removeprefix(_RECORDED_BASE)
    if not target.startswith("/"):
        raise WrongUse(f"The recorded target {target!r} is no path: write it from its first slash.")
    headers = {str(n): str(v) for n, v in sent.get("headers", {}).items() if n.casefold() not in _NOT_REPLAYED}
    return Request(str(sent["method"]).upper(), target, headers, str(sent.get("body") or ""))


def _read(source: str) -> Any:
    text = _text(source)
    name = "Standard input" if source == "-" else source
    if len(text) > _LARGEST:
        raise WrongUse(f"{name} is over {_LARGEST} characters: give one user, or fewer cases.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise WrongUse(
            f"{name} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}. Mend it there."
        ) from error
    except (ValueError, RecursionError) as error:
        raise WrongUse(f"{name} is no JSON that can be read ({type(error).__name__}): give a SCIM user.") from error


def _text(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{source} is not UTF-8 (byte {error.start}): save it as UTF-8.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise WrongUse(f"{source} cannot be read ({reason}): name a readable file, or - for standard input.") from error


def _names(names: Any) -> str:
    return ", ".join(repr(name) for name in names)
