"""HubSpot's definitions of contact properties, as `bridge mapping pull-properties` keeps them in a file.

The file is HubSpot's answer to ``GET /crm/v3/properties/contacts`` with the time of its pulling beside it. What a value
must be like: HubSpot CRM API, properties.
"""

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bridge.mapping.document import quoted
from bridge.mapping.errors import MappingError

PULL: Final = "bridge mapping pull-properties"
LONGEST: Final = 65_536
"""Characters that a text can have."""

_ADDRESS: Final = re.compile(r"[^\s@,;<>()\[\]\"\\]+@(?:[^\s@.,;<>()\[\]\"\\]+\.)+[^\s@.,;<>()\[\]\"\\]{2,}")
_LONGEST_ADDRESS: Final = 254
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MILLISECONDS: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_DAY_MILLISECONDS: Final = 86_400_000
_SHOWN: Final = 8
"""Options that an error names."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One property.

    Attributes:
        name: HubSpot's internal name.
        type: ``string``, ``number``, ``date``, ``datetime``, ``enumeration``, ``bool`` or ``phone_number``.
        options: the values that an enumeration takes, in HubSpot's order.
        several: whether it takes more than one, as ``a;b``.
        open: whether its options are kept elsewhere (owners, for one), so that any value may be one.
        read_only: whether only HubSpot writes it.
        unique: whether no two contacts have the same value.
    """

    name: str
    type: str
    options: tuple[str, ...] = ()
    several: bool = False
    open: bool = False
    read_only: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """All properties of an account at one time.

    Attributes:
        file: the name they were read under.
        pulled_at: when, as the file says it: ISO 8601 in UTC; ``""`` where it does not.
        by_name: the definitions.
    """

    file: str
    pulled_at: str
    by_name: Mapping[str, Definition]

    @classmethod
    def read(cls, path: Path) -> "Definitions":
        """Read a file of definitions.

        Raises:
            MappingError: it cannot be read, or is no such file; says where and what to do.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            reason = (isinstance(error, OSError) and error.strerror) or "it is not UTF-8 text"
            raise MappingError(str(path), 1, f"cannot be read: {reason}; {_advice(str(path))}") from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, name: str) -> "Definitions":
        """Read definitions from a text; ``name`` stands for the file in errors.

        Raises:
            MappingError: it is no JSON, no list of definitions, or was pulled at what is no time.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            raise MappingError(name, line, f"is no JSON; {_advice(name)}") from error
        results = document.get("results") if isinstance(document, dict) else None
        if not isinstance(results, list) or not results:
            raise MappingError(name, 1, f"has no list of properties; {_advice(name)}")
        found = [_definition(each) for each in results if isinstance(each, dict) and isinstance(each.get("name"), str)]
        return cls(name, _pulled_at(document, text, name), {each.name: each for each in found})

    @property
    def origin(self) -> str:
        """The file and its date, for a person."""
        return f"{self.file}{f' of {self.pulled_at[:10]}' if self.pulled_at else ', of an unknown date'}"

    def problem(self, name: str, value: str) -> str | None:
        """Return why HubSpot would refuse a value of a property; None: it takes it. ``""`` clears, where it may."""
        definition = self.by_name.get(name)
        if definition is None:
            return self.missing(name)
        if definition.read_only:
            return f"{name} is written by HubSpot alone; remove the row"
        return value_problem(definition, value) if value else None

    def missing(self, name: str) -> str:
        """Say that there is no such property, what is nearest, and that the file may be older than it."""
        near = difflib.get_close_matches(name, self.by_name, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        since = f"on {self.pulled_at[:10]}" if self.pulled_at else "when it was pulled (nobody knows when)"
        return (
            f"HubSpot had no contact property {quoted(name)} {since}; {hint}if it was made since, run "
            f"`{PULL} --output {self.file}`"
        )


def value_problem(definition: Definition, value: str) -> str | None:
    """Return why HubSpot would refuse a text as a value of a property; None: it takes it."""
    if definition.name == "email":
        return None if _is_address(value) else f"{quoted(value)} is no e-mail address"
    check = _CHECKS.get(definition.type)
    return _length(value) if check is None else check(definition, value)


def _length(value: str) -> str | None:
    return f"has {len(value)} characters; HubSpot takes {LONGEST}" if len(value) > LONGEST else None


def _number(_definition: Definition, value: str) -> str | None:
    return None if _NUMBER.fullmatch(value) else f"{quoted(value)} is no number"


def _date(_definition: Definition, value: str) -> str | None:
    if _DAY.fullmatch(value):
        good = _instant(value) is not None
    else:
        good = _MILLISECONDS.fullmatch(value) is not None and int(value) % _DAY_MILLISECONDS == 0
    return None if good else f"{quoted(value)} is no date; HubSpot takes YYYY-MM-DD"


def _datetime(_definition: Definition, value: str) -> str | None:
    good = _MILLISECONDS.fullmatch(value) is not None or _instant(value) is not None
    return None if good else f"{quoted(value)} is no time; HubSpot takes 2026-01-31T12:00:00Z"


def _bool(_definition: Definition, value: str) -> str | None:
    return None if value in ("true", "false") else f"{quoted(value)} is neither true nor false"


def _enumeration(definition: Definition, value: str) -> str | None:
    if definition.open:
        return None
    # A leading ; adds to what is there.
    chosen = value.removeprefix(";").split(";") if definition.several else [value]
    wrong = next((each for each in chosen if each not in definition.options), None)
    return None if wrong is None else f"{quoted(wrong)} is no option; {_options(definition, wrong)}"


def _options(definition: Definition, value: str) -> str:
    near = difflib.get_close_matches(value.lower(), definition.options, n=1)
    if near:
        return f"did you mean {near[0]}?"
    shown = ", ".join(definition.options[:_SHOWN])
    more = len(definition.options) - _SHOWN
    return f"HubSpot has {shown or 'none'}{f' and {more} more' if more > 0 else ''}"


_CHECKS: Final[Mapping[str, Callable[[Definition, str], str | None]]] = {
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "bool": _bool,
    "enumeration": _enumeration,
}


def _is_address(value: str) -> bool:
    return len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value) is not None


def _instant(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return None


def _pulled_at(document: Mapping[str, Any], text: str, name: str) -> str:
    """Return when the definitions were pulled; ``""`` where the file does not say, as HubSpot's own answer."""
    if "pulledAt" not in document:
        return ""
    pulled_at = document["pulledAt"]
    if isinstance(pulled_at, str) and _instant(pulled_at) is not None:
        return pulled_at
    line = text.count("\n", 0, max(text.find('"pulledAt"'), 0)) + 1
    shown = quoted(json.dumps(pulled_at, ensure_ascii=False))[1:-1]
    raise MappingError(name, line, f"pulledAt is {shown}, and no time as 2026-01-31T12:00:00Z; {_advice(name)}")


def _definition(entry: Mapping[str, Any]) -> Definition:
    options = entry.get("options")
    values = [each.get("value") for each in options if isinstance(each, dict)] if isinstance(options, list) else []
    metadata = entry.get("modificationMetadata")
    read_only = (isinstance(metadata, dict) and metadata.get("readOnlyValue") is True) or entry.get(
        "calculated"
    ) is True
    return Definition(
        name=entry["name"],
        type=str(entry.get("type")),
        options=tuple(value for value in values if isinstance(value, str)),
        several=entry.get("fieldType") == "checkbox",
        open=entry.get("externalOptions") is True,
        read_only=read_only,
        unique=entry.get("hasUniqueValue") is True,
    )


def _advice(name: str) -> str:
    return f"make it by `{PULL} --output {name}`"
