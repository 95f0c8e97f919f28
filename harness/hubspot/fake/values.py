"""Checking and storing the values of properties. Pure.

Source: HubSpot's properties guide and recorded refusals. E-mails are stored in lower case; white space is not trimmed
and makes an e-mail invalid [U]; a phone number stays as sent; `""` clears, and `null` does too [U].
"""

import re
from collections.abc import Iterator, Mapping

from harness.hubspot.fake.errors import ValueProblem
from harness.hubspot.fake.instants import iso, milliseconds_of
from harness.hubspot.fake.properties import Properties, Property

MAX_TEXT = 65_536
"""Characters a text may have."""

_EMAIL = re.compile(r"[^\s@,;<>()\[\]\"\\]+@(?:[^\s@.,;<>()\[\]\"\\_]+\.)+[^\s@.,;<>()\[\]\"\\_]{2,}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_DAY_MILLISECONDS = 86_400_000


class _BadValueError(Exception):
    """A value that is refused; internal to this module."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error
        self.message = message


def clean(
    properties: Properties, sent: Mapping[str, str], current: Mapping[str, str]
) -> tuple[dict[str, str], list[ValueProblem]]:
    """Bring sent values into the form in which they are stored.

    Args:
        properties: The portal's definitions.
        sent: Values by property name, as they came.
        current: What the contact has now; a multiple choice may add to it.

    Returns:
        The good values and the problems of all others.
    """
    good: dict[str, str] = {}
    problems: list[ValueProblem] = []
    for name, value in sent.items():
        try:
            good[name] = _stored(name, properties.get(name), value, current.get(name, ""))
        except _BadValueError as bad:
            problems.append(ValueProblem(name, bad.error, bad.message))
    return good, problems


def _stored(name: str, definition: Property | None, value: str, current: str) -> str:
    if definition is None:
        raise _BadValueError("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if definition.read_only:
        raise _BadValueError("READ_ONLY_VALUE", f'"{name}" is a calculated property; its value cannot be set.')
    if not value:
        return value
    if name == "email":
        return _email(value)
    return _typed(definition, value, current)


def _typed(definition: Property, value: str, current: str) -> str:
    match definition.type:
        case "number":
            return _number(value)
        case "date":
            return _date(value)
        case "datetime":
            return iso(_milliseconds(value) / 1000)
        case "bool":
            return _chosen(("true", "false"), value)
        case "enumeration":
            return _enumerated(definition, value, current)
        case _:
            return _text(value)


def _enumerated(definition: Property, value: str, current: str) -> str:
    if definition.external_options:
        return value
    if definition.field_type == "checkbox":
        return ";".join(_several(definition.values, value, current))
    return _chosen(definition.values, value)


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value) or len(value) > 254:  # noqa: PLR2004 - the longest address SMTP can carry, RFC 5321
        raise _BadValueError("INVALID_EMAIL", f"Email address {value} is invalid")
    return value.lower()


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise _BadValueError("VALUE_TOO_LONG", f"The value has {len(value)} characters; at most {MAX_TEXT} are allowed")
    return value


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise _BadValueError("INVALID_INTEGER", f"{value} was not a valid number")
    return value


def _milliseconds(value: str) -> int:
    milliseconds = milliseconds_of(value)
    if milliseconds is None:
        raise _BadValueError("INVALID_LONG", f"{value} was not a valid long.")
    return milliseconds


def _date(value: str) -> str:
    milliseconds = _milliseconds(value)
    if milliseconds % _DAY_MILLISECONDS:
        raise _BadValueError("INVALID_DATE", f"{value} is not at midnight UTC.")
    return iso(milliseconds / 1000)[:10]


def _chosen(allowed: tuple[str, ...], value: str) -> str:
    if value not in allowed:
        raise _BadValueError("INVALID_OPTION", f"{value} was not one of the allowed options: [{', '.join(allowed)}]")
    return value


def _several(allowed: tuple[str, ...], value: str, current: str) -> Iterator[str]:
    """Yield the choices of `a;b`; a leading `;` adds them to the current ones."""
    before = current.split(";") if value.startswith(";") and current else []
    added = [_chosen(allowed, choice) for choice in value.removeprefix(";").split(";")]
    yield from dict.fromkeys([*before, *added])
