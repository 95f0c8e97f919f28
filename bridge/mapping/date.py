"""The transform of dates to the two forms that HubSpot takes.

Source: HubSpot, CRM API, properties: a ``date`` is ``YYYY-MM-DD``, a ``datetime`` ISO 8601 in UTC.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from bridge.mapping.transform import Left, Transform

FORMS: Final = ("date", "datetime")
"""HubSpot's types of property."""

ISO: Final = "ISO"
"""The form that is read where the mapping names none: ISO 8601, a date or a date with a time."""

_FIELDS: Final = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"}

_Reader = Callable[[str], datetime | None]


def is_form(text: str) -> bool:
    """Tell whether a text is a form to read: ``ISO``, or one that has ``YYYY``, ``MM`` and ``DD`` once each."""
    return text == ISO or all(text.count(field) == 1 for field in _FIELDS)


def date(to: str, form: str) -> Transform:
    """Make the transform that writes a date as HubSpot takes it.

    A time without an offset is taken as UTC, as WSO2 writes its times; a ``date`` of a time is the day as it is
    written, whatever the offset: nobody's birthday moves.

    Args:
        to: one of ``FORMS``.
        form: how the date is written; see ``is_form``.
    """
    read = _iso if form == ISO else _pattern(form)
    write = _day if to == "date" else _instant

    def apply(value: str) -> str | Left:
        found = read(value.strip())
        return Left(f"no date of the form {_shown(form)}") if found is None else write(found)

    return Transform("date", (("to", to), ("from", form)), apply)


def _shown(form: str) -> str:
    return "YYYY-MM-DD, with or without a time" if form == ISO else form


def _iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _pattern(form: str) -> _Reader:
    pattern = re.escape(form)
    for field, expression in _FIELDS.items():
        pattern = pattern.replace(field, expression)
    compiled = re.compile(pattern, re.ASCII)

    def read(value: str) -> datetime | None:
        found = compiled.fullmatch(value)
        if found is None:
            return None
        try:
            return datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC)
        except ValueError:
            return None

    return read


def _day(found: datetime) -> str:
    return found.date().isoformat()


def _instant(found: datetime) -> str | Left:
    try:
        universal = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return Left("a time before the year 1 or after the year 9999")
    exact = "milliseconds" if universal.microsecond >= 1000 else "seconds"  # noqa: PLR2004 - one ms
    return universal.isoformat(timespec=exact).replace("+00:00", "Z")
