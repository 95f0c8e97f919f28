"""The transforms by name: what options each takes, and how it is made; the reader and the schema go by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bridge.mapping import country, date
from bridge.mapping.join import Join
from bridge.mapping.phone import e164
from bridge.mapping.table import table
from bridge.mapping.texts import COLLAPSE, LOWER, TITLE, TRIM, UPPER, replace, split, truncate
from bridge.mapping.transform import Transform

OptionType = Literal["text", "any text", "count", "part", "flag", "choice", "region", "form", "table"]
"""``any text`` may be empty; a ``count`` is a number from 1, a ``part`` one from 1 or from -1 downwards."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a transform.

    Attributes:
        name: as it stands in the file.
        type: what it takes.
        example: shown in errors.
        meaning: one line, for the JSON Schema.
        choices: what a ``choice`` may be.
        default: what an option that is left out stands for; None with ``required``.
        required: whether it must be given.
    """

    name: str
    type: OptionType
    example: str
    meaning: str
    choices: tuple[str, ...] = ()
    default: Any = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One transform as a mapping file can name it.

    Attributes:
        name: as it stands in the file.
        meaning: one line, for the JSON Schema.
        make: makes it, given all of its options.
        options: those it takes; one with options is never written alone.
        wants: what it needs to be told, for an error.
        example: how it is written.
    """

    name: str
    meaning: str
    make: Callable[[Mapping[str, Any]], Transform | Join]
    options: tuple[Option, ...] = ()
    wants: str = ""
    example: str = ""


def _plain(transform: Transform, meaning: str) -> Kind:
    return Kind(transform.name, meaning, lambda _given: transform, example=transform.name)


def _either(name: str, choices: tuple[str, ...], meaning: str) -> Option:
    return Option(name, "choice", choices[0], meaning, choices)


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        _plain(TRIM, "Takes white space off both ends."),
        _plain(LOWER, "Writes all letters small."),
        _plain(UPPER, "Writes all letters as capitals."),
        _plain(TITLE, "Writes each word with a capital, the rest small."),
        _plain(COLLAPSE, "Writes white space within as one blank, and takes it off both ends."),
        Kind(
            "replace",
            "Writes one text for another, wherever it stands.",
            lambda given: replace(given["text"], given["with"]),
            (
                Option("text", "text", "_", "What is replaced, as it stands; no pattern."),
                Option("with", "any text", "-", 'What is written instead; "" deletes.'),
            ),
            "what to replace and by what",
            '{replace: {text: _, with: "-"}}',
        ),
        Kind(
            "split",
            "Takes one part of a text.",
            lambda given: split(given["separator"], given["part"]),
            (
                Option("separator", "text", '","', "What stands between two parts."),
                Option("part", "part", "1", "Which part, from 1; -1 is the last one."),
            ),
            "a separator and which part to take",
            '{split: {separator: "@", part: -1}}',
        ),
        Kind(
            "join",
            "Makes one text of all values at the path; the transforms before it are done to each.",
            lambda given: Join(given["separator"], given["sort"]),
            (
                Option("separator", "text", '";"', "What is written between two values."),
                Option("sort", "flag", "true", "Whether the values are put in order.", default=False, required=False),
            ),
            "what stands between two values",
            '{join: {separator: ";"}}',
        ),
        Kind(
            "truncate",
            "Keeps the first characters.",
            lambda given: truncate(given["characters"]),
            (Option("characters", "count", "100", "How many characters are kept."),),
            "how many characters to keep",
            "{truncate: {characters: 100}}",
        ),
        Kind(
            "e164",
            "Writes a phone number as +41791234567.",
            lambda given: e164(given["region"]),
            (Option("region", "region", "CH", "The country of numbers without +, by its two letters."),),
            "the region of numbers without +",
            "{e164: {region: CH}}",
        ),
        Kind(
            "country",
            "Writes a country, given by English name or ISO 3166-1 code, in one form.",
            lambda given: country.country(given["to"]),
            (_either("to", country.FORMS, "Switzerland, CH or CHE."),),
            "the form to write",
            "{country: {to: name}}",
        ),
        Kind(
            "date",
            "Writes a date as HubSpot takes it.",
            lambda given: date.date(given["to"], given["from"]),
            (
                _either("to", date.FORMS, "The type of HubSpot's property."),
                Option(
                    "from",
                    "form",
                    "DD.MM.YYYY",
                    "How it is written: YYYY, MM and DD once each; ISO 8601 if left out.",
                    default=date.ISO,
                    required=False,
                ),
            ),
            "the type of HubSpot's property",
            "{date: {to: date}}",
        ),
        Kind(
            "map",
            "Writes what a table says.",
            lambda given: table(given["table"], given["default"]),
            (
                Option("table", "table", "{de: German}", "Texts, and what is written for each."),
                Option("default", "any text", "other", 'What is written for all others; "" clears.', required=False),
            ),
            "a table",
            "{map: {table: {de: German, fr: French}}}",
        ),
    )
}
"""All transforms, in the order of docs/mapping.md."""
