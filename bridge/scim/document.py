"""From the bytes of a request to a JSON object one can trust: bounded, text without surprises, and no password.

The limits hold whatever the headers say. `password` is dropped while the JSON is read, at any depth and in PATCH
operations too, so that nothing after this module ever sees one.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request

from bridge.scim.errors import InvalidSyntaxError, InvalidValueError, MediaTypeError, TooLargeError

LARGEST_BODY = 1024 * 1024
"""Bytes of a request's body at most."""

DEEPEST = 20
"""Levels of objects and lists at most; SCIM itself needs six."""

_PASSWORD = re.compile(r"(?<![\w$-])password(?![\w$-])")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NO_JSON = ("application/x-www-form-urlencoded", "multipart/", "application/xml", "text/xml", "text/html", "image/")


async def read_body(request: Request) -> bytes:
    """Read the body of a request, at most `LARGEST_BODY` bytes of it.

    Raises:
        MediaTypeError: the body is declared as something that is no JSON, or compressed.
        TooLargeError: the body is longer.
    """
    _check_kind(request)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLargeError(f"The body is over {LARGEST_BODY} bytes: send one user at a time, without pictures.")
    return bytes(body)


def parse(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body, without passwords.

    Raises:
        InvalidSyntaxError: it is no UTF-8, no JSON or no object, names something twice or nests too deep.
        InvalidValueError: a text holds a character that cannot be kept.
    """
    try:
        document = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_object, parse_float=_finite, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        raise InvalidSyntaxError("The body is not UTF-8: send JSON in UTF-8.") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        # The message of the JSON reader gives the place; its text could repeat what was sent.
        raise InvalidSyntaxError(f"The body is not JSON{_place(error)}: send one JSON object.") from error
    if not isinstance(document, dict):
        raise InvalidSyntaxError("The body is JSON but no object: send one JSON object, in braces.")
    _check(document)
    return document


def names_password(name: str) -> bool:
    """Tell whether an attribute name or a path names the password, in any case, with or without a schema's URN."""
    return _PASSWORD.search(_QUOTED.sub("", name).casefold()) is not None


def _check_kind(request: Request) -> None:
    kind = request.headers.get("content-type", "").strip().casefold()
    if kind.startswith(_NO_JSON):
        raise MediaTypeError(
            f"The body is declared as {kind.split(';')[0]!r}: send JSON with Content-Type application/scim+json or "
            "application/json."
        )
    coding = request.headers.get("content-encoding", "identity").strip().casefold()
    if coding not in {"identity", ""}:
        raise MediaTypeError("The body is compressed: send it without a Content-Encoding.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    kept = {name: value for name, value in pairs if not names_password(name)}
    if len({name.casefold() for name, _ in pairs}) != len(pairs):
        raise InvalidSyntaxError("An attribute is named twice in one object: send each once (case does not matter).")
    if any(name.casefold() == "path" and isinstance(path, str) and names_password(path) for name, path in pairs):
        return {name: value for name, value in kept.items() if name.casefold() != "value"}
    return kept


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _refused_number()
    return number


def _refuse_constant(_text: str) -> None:
    raise _refused_number()


def _refused_number() -> InvalidSyntaxError:
    return InvalidSyntaxError("The body has a number that JSON does not have (NaN or infinite): send a finite one.")


def _place(error: ValueError) -> str:
    return f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""


def _check(document: dict[str, Any]) -> None:
    for level, value in _walk(document):
        if level > DEEPEST:
            raise _too_deep()
        if isinstance(value, str):
            _check_text(value)


def _walk(document: Any) -> Iterator[tuple[int, Any]]:
    """Yield every value and name with its level, without recursion."""
    waiting = [(1, document)]
    while waiting:
        level, value = waiting.pop()
        if isinstance(value, dict):
            yield level, value
            waiting.extend((level + 1 if isinstance(inner, dict | list) else level, inner) for inner in value.values())
            waiting.extend((level, name) for name in value)
        elif isinstance(value, list):
            yield level, value
            waiting.extend((level + 1 if isinstance(inner, dict | list) else level, inner) for inner in value)
        else:
            yield level, value


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise InvalidValueError("A text holds the character NUL, which cannot be kept: send it without.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        detail = "A text holds half a surrogate pair, which is no character: send the whole one."
        raise InvalidValueError(detail) from error


def _too_deep() -> InvalidSyntaxError:
    return InvalidSyntaxError(f"The body nests more than {DEEPEST} levels: send the user's attributes alone.")
