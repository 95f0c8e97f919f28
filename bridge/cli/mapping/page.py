"""An explanation as lines to read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_INDENT = 4


def page(document: Mapping[str, Any]) -> str:
    """Return what `bridge mapping explain` prints: each property with its outcome, and below it how it came about."""
    width = max(len(each["property"]) for each in document["properties"])
    lines = [f"{document['userName'] or 'the user'} by {document['mapping']}", *_scope(document), ""]
    for each in document["properties"]:
        lines += _property(each, width)
    return "\n".join(lines)


def _scope(document: Mapping[str, Any]) -> Iterator[str]:
    if document["scope"] is not None:
        what = "in scope" if document["inScope"] else "out of scope: no contact is made, one that is there stays"
        yield f"{what} ({_line(document['scope'])})"


def _property(each: Mapping[str, Any], width: int) -> Iterator[str]:
    once = ", only when the contact is made" if each["onlyOnCreate"] else ""
    yield f"{each['property'].ljust(width)}  {_outcome(each)}{once}"
    margin = " " * _INDENT
    if each["taken"] is None:
        yield f"{margin}{_line(each['reason'])}"
        return
    joined = not each["several"]
    for alternative in each["alternatives"]:
        found = (
            _found(alternative["value"], joined=joined) if alternative["value"] is not None else alternative["reason"]
        )
        yield f"{margin}{_line(alternative['path'])}: {found}"
    for step in each["steps"]:
        joins = not joined and step["transform"].startswith("join ")
        yield f"{margin}{step['transform']}: {_step(step, before=joined, after=joined or joins)}"
        joined = joined or joins
    if each["steps"] and each["outcome"] != "value":
        yield f"{margin}{_line(each['reason'])}"


def _outcome(each: Mapping[str, Any]) -> str:
    match each["outcome"]:
        case "value":
            return _quoted(each["value"])
        case "clear":
            return "cleared in HubSpot"
        case _:
            return "left as HubSpot has it"


def _step(step: Mapping[str, Any], *, before: bool, after: bool) -> str:
    """Say what a transform did; ``before`` and ``after`` tell whether there was one text by then."""
    given = _found(step["before"], joined=before)
    if step["reason"]:
        return f"{given} left: {step['reason']}"
    made = _found(step["after"], joined=after)
    return f"{given} as it is" if given == made else f"{given} becomes {made}"


def _found(text: str, *, joined: bool) -> str:
    """Show one text, or each of several that are not joined yet."""
    return _quoted(text) if joined else ", ".join(map(_quoted, json.loads(text)))


def _quoted(text: str) -> str:
    return f'"{_line(text)}"'


def _line(text: str) -> str:
    """Keep a text on its line, whatever a person typed: no escape reaches the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
