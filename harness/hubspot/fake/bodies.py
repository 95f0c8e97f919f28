"""Parsing JSON bodies, whatever a client sends."""

from json import JSONDecodeError, dumps, loads
from math import isfinite
from typing import Any


class BadBodyError(ValueError):
    """A body that is no JSON which could be sent on.

    Args:
        reason: What is wrong.
        line: Where, from 1.
        column: Where, from 1.
    """

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


def parse(body: bytes) -> Any:
    """Parse a body.

    Raises:
        BadBodyError: It is no JSON, nests too deep, holds a number beyond all bounds, or half a character (a lone
            surrogate, which UTF-8 cannot carry back).
    """
    try:
        document = loads(body, parse_constant=_finite, parse_float=_finite)
        if b"\\u" in body:
            dumps(document, ensure_ascii=False).encode()
    except JSONDecodeError as error:
        raise BadBodyError(error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise BadBodyError(f"it cannot be read ({type(error).__name__})") from error
    return document


def readable(body: bytes) -> Any:
    """Return a body as evidence shows it: parsed JSON, else text, else `None` for an empty one."""
    if not body:
        return None
    try:
        return parse(body)
    except BadBodyError:
        return body.decode(errors="replace")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number of JSON")
    return number
