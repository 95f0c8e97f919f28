"""Reads transforms from the file: a name, or a name with options."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import yaml

from bridge.mapping import country, date
from bridge.mapping.document import Document, Key, kind_of, line_of, quoted
from bridge.mapping.errors import MappingError
from bridge.mapping.join import Join
from bridge.mapping.kinds import KINDS, Kind, Option, OptionType
from bridge.mapping.phone import regions
from bridge.mapping.transform import Transform

_LONGEST: Final = 65_536
"""Characters that HubSpot keeps in a text (facts of its CRM API): more can be asked of no count."""


def read_transforms(document: Document, node: yaml.Node | None, what: str) -> tuple[Transform | Join, ...]:
    """Return a row's transforms, in order; ``what`` names the list in errors.

    Raises:
        MappingError: at the first thing that does not fit.
    """
    if node is None:
        return ()
    nodes = document.items(node, what, "[trim]")
    found = tuple(_transform(document, each, what) for each in nodes)
    joins = [at for at, transform in zip(nodes, found, strict=True) if isinstance(transform, Join)]
    if len(joins) > 1:
        raise document.wrong(joins[1], f"{what}: join stands twice; after the first there is one text, so remove one")
    return found


def read_table(document: Document, node: yaml.Node, what: str, example: str) -> dict[str, str]:
    """Return a block of texts and what they become.

    Raises:
        MappingError: it is none, or is empty.
    """
    if not isinstance(node, yaml.MappingNode):
        raise document.wrong(node, f"{what} is {kind_of(node)}; write a table, such as {example}")
    fields = document.fields(node, what)
    if not fields:
        raise document.wrong(node, f"{what} is empty; write a table, such as {example}")
    return {key.name: document.constant(value, f"{what}: {quoted(key.name)}") for key, value in fields.items()}


def _transform(document: Document, node: yaml.Node, what: str) -> Transform | Join:
    if not isinstance(node, yaml.MappingNode):
        key = Key(document.text(node, what, "trim"), line_of(node))
        kind = _kind(document, key)
        if kind.options:
            raise _untold(document, key, kind)
        return kind.make({})
    fields = document.fields(node, what)
    if len(fields) != 1:
        raise document.wrong(node, f"{what}: an entry has {len(fields)} names; write each as an entry of its own")
    ((key, options),) = fields.items()
    kind = _kind(document, key)
    if not kind.options:
        raise document.wrong(key, f"{key.name} takes no options; write {key.name} alone")
    return kind.make(_options(document, key, options, kind))


def _kind(document: Document, key: Key) -> Kind:
    document.known(key, KINDS, "transform")
    return KINDS[key.name]


def _untold(document: Document, key: Key, kind: Kind) -> MappingError:
    return document.wrong(key, f"{key.name} wants {kind.wants}; write {kind.example}")


def _options(document: Document, key: Key, node: yaml.Node, kind: Kind) -> Mapping[str, Any]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _untold(document, key, kind)
    named: dict[str, yaml.Node] = {}
    for option, value in document.fields(node, key.name).items():
        document.known(option, [each.name for each in kind.options], f"option of {key.name}")
        named[option.name] = value
    if any(each.required and each.name not in named for each in kind.options):
        raise _untold(document, key, kind)
    return {
        each.name: _READERS[each.type](document, named[each.name], each) if each.name in named else each.default
        for each in kind.options
    }


def _text(document: Document, node: yaml.Node, option: Option) -> str:
    found = document.constant(node, option.name, option.example)
    if not found:
        raise document.wrong(node, f"{option.name} is empty; write a text, such as {option.example}")
    return found


def _any_text(document: Document, node: yaml.Node, option: Option) -> str:
    return document.constant(node, option.name, option.example)


def _count(document: Document, node: yaml.Node, option: Option) -> int:
    found = _number(document, node, option)
    if not 1 <= found <= _LONGEST:
        raise document.wrong(node, f"{option.name} is {found}; write a number from 1 to {_LONGEST}")
    return found


def _part(document: Document, node: yaml.Node, option: Option) -> int:
    found = _number(document, node, option)
    if found == 0:
        raise document.wrong(node, f"{option.name} is 0; write 1 for the first part, or -1 for the last")
    return found


def _number(document: Document, node: yaml.Node, option: Option) -> int:
    written = document.text(node, option.name, option.example)
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LONGEST))):
        raise document.wrong(
            node, f"{option.name} is {quoted(written)}; write a whole number, such as {option.example}"
        )
    return int(written)


def _flag(document: Document, node: yaml.Node, option: Option) -> bool:
    return document.flag(node, option.name)


def _choice(document: Document, node: yaml.Node, option: Option) -> str:
    word = Key(document.text(node, option.name, option.example), line_of(node))
    document.known(word, option.choices, f"form of {option.name}")
    return word.name


def _region(document: Document, node: yaml.Node, option: Option) -> str:
    written = document.text(node, option.name, option.example)
    region = written.upper()
    if region not in regions():
        near = country.code_of(written)
        hint = f"did you mean {near}?" if near in regions() else "write a country's two letters, such as CH"
        raise document.wrong(node, f"{quoted(written)} is no region; {hint}")
    return region


def _form(document: Document, node: yaml.Node, option: Option) -> str:
    form = document.text(node, option.name, option.example)
    if not date.is_form(form):
        raise document.wrong(
            node, f"{quoted(form)} is no form of a date; write {date.ISO}, or YYYY, MM and DD as in {option.example}"
        )
    return form


def _table(document: Document, node: yaml.Node, option: Option) -> dict[str, str]:
    return read_table(document, node, option.name, option.example)


_READERS: Final[Mapping[OptionType, Callable[[Document, yaml.Node, Option], Any]]] = {
    "text": _text,
    "any text": _any_text,
    "count": _count,
    "part": _part,
    "flag": _flag,
    "choice": _choice,
    "region": _region,
    "form": _form,
    "table": _table,
}


def parts(transforms: Sequence[Transform | Join]) -> tuple[tuple[Transform, ...], Join | None, tuple[Transform, ...]]:
    """Part a row's transforms: those of each value, the joining, those of the joined text."""
    before: list[Transform] = []
    after: list[Transform] = []
    join: Join | None = None
    for each in transforms:
        if isinstance(each, Join):
            join = each
        else:
            (before if join is None else after).append(each)
    return tuple(before), join, tuple(after)
