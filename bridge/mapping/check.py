"""A mapping held against what there is: what the bridge never has of a user, and what HubSpot would refuse of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bridge.mapping.definitions import Definition, Definitions, value_problem
from bridge.mapping.document import quoted
from bridge.mapping.groups import OPTIONS
from bridge.mapping.join import Join
from bridge.mapping.mapping import Mapping
from bridge.mapping.row import ConstantRow, PathRow, Row
from bridge.mapping.transform import Transform

_WRITES: Final = {"e164": "phone numbers", "country": "countries", "date": "dates", "title": "words", "upper": "words"}
"""Transforms whose outcome is of a kind."""

_TYPES: Final = {"number": "a number", "bool": "true or false", "date": "a date", "datetime": "a time"}
"""Types that take no text."""

_SCHEMAS: Final = ("urn:ietf:params:scim:schemas:", "urn:scim:schemas:")
"""How names of schemas begin that end in ``User`` (RFC 7643 section 10.3; WSO2's custom one)."""

_WHOLE: Final = frozenset({"urn:scim:wso2:schema"})
"""Extensions of another name, as a path's ``normal``."""

UNKEPT: Final = frozenset({"id", "meta", "schemas", "password"})
"""Attributes that the bridge keeps none of: a server's own (RFC 7643 section 3.1), and the secret."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that would never be sent, or that HubSpot would refuse.

    Attributes:
        line: the row's, from 1.
        property: HubSpot's name of it.
        message: what is wrong and what to do, one line.
    """

    line: int
    property: str
    message: str


def check(mapping: Mapping, definitions: Definitions | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a mapping's rows, in the file's order; without definitions, what shows without them."""
    return tuple(
        Finding(row.line, row.property, message)
        for row in mapping.rows
        for message in (*_never(row), *(() if definitions is None else _problems(row, definitions)))
    )


def _never(row: Row) -> Iterator[str]:
    """Yield what of a row can never happen, whatever HubSpot has and the users are."""
    if isinstance(row, ConstantRow):
        return
    yield from _unkept(row)
    yield from _repeated(row)
    if row.unfit != "keep" and not any(each.can_fail for each in (*row.transforms, *row.then)):
        yield f"unfit: {row.unfit} never happens, since no transform of the row can fail; remove it"
    if row.only_on_create and row.absent == "clear":
        yield (
            "absent: clear never clears, since a contact that is being made has no value yet; remove it, or "
            "only_on_create"
        )


def _unkept(row: PathRow) -> Iterator[str]:
    for path in row.paths:
        head = path.head.casefold()
        if head in UNKEPT:
            why = f"the bridge keeps no {head} of a user"
            instead = "map externalId" if head == "id" else "map another path"
            yield f"{path.written} never has a value, since {why}; {instead}, or remove it"
        elif path.normal in _WHOLE or (head.startswith(_SCHEMAS) and path.normal == f"{head}:user"):
            why = "it is an extension as a whole"
            instead = "name one of its attributes behind another colon"
            yield f"{path.written} never has a value, since {why}; {instead}, or remove it"


def _repeated(row: PathRow) -> Iterator[str]:
    first: dict[str, str] = {}
    for path in row.paths:
        if path.normal in first:
            before = first[path.normal]
            yield f"{path.written} is never taken, since {before} stands before it; remove it, or map another path"
        first.setdefault(path.normal, path.written)


def _problems(row: Row, definitions: Definitions) -> Iterator[str]:
    definition = definitions.by_name.get(row.property)
    if definition is None:
        yield definitions.missing(row.property)
    elif definition.read_only:
        yield "it is written by HubSpot alone; remove the row"
    elif isinstance(row, ConstantRow):
        yield from _constant(definition, row.constant, "constant")
    else:
        yield from _path_row(definition, row)


def _constant(definition: Definition, value: str, what: str) -> Iterator[str]:
    problem = value_problem(definition, value)
    if problem:
        yield f"{what}: {problem}"
    if definition.unique:
        yield f"{what}: no two contacts can have the same value of it; map a path of the user's own, such as userName"


def _path_row(definition: Definition, row: PathRow) -> Iterator[str]:
    if row.default is not None:
        yield from _constant(definition, row.default, "default")
    if row.join is not None:
        yield from _joined(definition, row.join)
    last = _last(row)
    if last is not None and last.name == "map":
        yield from _table(definition, last, row)
    elif definition.type == "enumeration":
        yield from _open(definition, last)
    elif last is not None:
        yield from _type(definition, last)


def _last(row: PathRow) -> Transform | None:
    """Return the transform that decides what is sent: the last one, of several values that are options too."""
    if row.then:
        return row.then[-1]
    joins_options = row.join is None or row.join.separator == OPTIONS.separator
    return row.transforms[-1] if joins_options and row.transforms else None


def _joined(definition: Definition, join: Join) -> Iterator[str]:
    if definition.type == "enumeration" and not definition.several:
        yield "join: HubSpot takes one option only; map one value, or make it a multiple checkbox in HubSpot"
    elif definition.several and join.separator != OPTIONS.separator:
        yield f'join: HubSpot wants ; between options, not {quoted(join.separator)}; write separator: ";"'
    elif definition.type in _TYPES:
        yield f"join: HubSpot takes {_TYPES[definition.type]}, no several values; map one path"


def _table(definition: Definition, transform: Transform, row: PathRow) -> Iterator[str]:
    options = dict(transform.options)
    for key, value in options["table"].items():
        problem = value_problem(definition, value) if value else None
        if problem:
            yield f"map: {quoted(key)} becomes {quoted(value)}: {problem}"
    default = options.get("default")
    if default:
        problem = value_problem(definition, default)
        if problem:
            yield f"map: default: {problem}"
    takes_few = definition.type in {"enumeration", *_TYPES} and not definition.open
    if default is None and row.unfit == "keep" and takes_few:
        yield (
            "map: what is not in the table goes as it is, and HubSpot would refuse the contact; give the table a "
            "default, or write unfit: leave"
        )


def _open(definition: Definition, last: Transform | None) -> Iterator[str]:
    if definition.open:
        return
    told = f"what {last.name} makes" if last is not None else "what a path finds"
    yield (
        f"HubSpot takes {len(definition.options)} options only, and {told} may be none of them; end transforms with "
        "map and unfit: leave"
    )


def _type(definition: Definition, last: Transform) -> Iterator[str]:
    kind = _TYPES.get(definition.type)
    if last.name == "date" and definition.type in {"date", "datetime"}:
        to = dict(last.options)["to"]
        if to != definition.type:
            yield f"date: HubSpot's type is {definition.type}, not {to}; write {{date: {{to: {definition.type}}}}}"
    elif kind is not None and last.name in _WRITES:
        yield f"{last.name}: HubSpot takes {kind}, not {_WRITES[last.name]}; remove it, or map another property"
