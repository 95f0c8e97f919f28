"""The mapping file's language: nodes in, rows out. What the file may say is written in docs/mapping.md."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import yaml

from bridge.mapping.document import Document, Key, kind_of, line_of, quoted
from bridge.mapping.errors import PathError
from bridge.mapping.groups import groups_row
from bridge.mapping.options import parts, read_table, read_transforms
from bridge.mapping.path import Path, compile_path
from bridge.mapping.pipeline import Unfit
from bridge.mapping.row import Absent, ConstantRow, PathRow, Row
from bridge.mapping.scope import Scope, compile_scope

KEY_PROPERTY: Final = "wso2_username"
"""The property by which the bridge finds a contact; it writes this one itself."""

VERSION: Final = "1"
FILE_KEYS: Final = ("version", "scope", "properties")
PROPERTY: Final = re.compile(r"[a-z][a-z0-9_]*")
ROW_KEYS: Final = ("from", "groups", "constant", "transforms", "unfit", "absent", "default", "only_on_create")
ABSENT: Final[tuple[Absent, ...]] = ("leave", "clear")
UNFIT: Final[tuple[Unfit, ...]] = ("keep", "leave", "clear")
BESIDE_CONSTANT: Final = ("only_on_create",)
BESIDE_GROUPS: Final = ("absent", "default", "only_on_create")
_SCOPE: Final = 'userType eq "customer"'

_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Content:
    """What a mapping file says."""

    rows: tuple[Row, ...]
    scope: Scope | None


def read(document: Document) -> Content:
    """Return what a file says, its rows in the file's order.

    Raises:
        MappingError: at the first thing that does not fit.
    """
    fields = document.fields(document.root, "the file")
    for key in fields:
        document.known(key, FILE_KEYS, "key of a mapping")
    named = {key.name: node for key, node in fields.items()}
    _check_version(document, named.get("version"))
    scope = None if "scope" not in named else _scope(document, named["scope"])
    if "properties" not in named:
        raise document.wrong(document.root, "properties is missing; write properties: and a row for each below it")
    rows = document.fields(named["properties"], "properties")
    if not rows:
        raise document.wrong(named["properties"], "properties is empty; write a row, such as firstname: name.givenName")
    return Content(tuple(_row(document, key, node) for key, node in rows.items()), scope)


def _check_version(document: Document, node: yaml.Node | None) -> None:
    if node is None:
        raise document.wrong(document.root, "version is missing; write version: 1")
    found = document.text(node, "version", VERSION)
    if found != VERSION:
        raise document.wrong(node, f"version {quoted(found)} is unknown here; write version: 1, or use a newer bridge")


def _scope(document: Document, node: yaml.Node) -> Scope:
    written = document.text(node, "scope", _SCOPE)
    if kind_of(node) != "a text":
        raise document.wrong(node, f"scope is {kind_of(node)}; write a filter, such as {_SCOPE}")
    try:
        return compile_scope(written, line_of(node))
    except PathError as error:
        raise document.wrong(node, f"scope: the filter {quoted(written)} is unusable: {error}") from error


def _row(document: Document, key: Key, node: yaml.Node) -> Row:
    _check_property(document, key)
    if isinstance(node, yaml.SequenceNode):
        raise document.wrong(node, f"{key.name} is a list; write {{from: [...]}} around it")
    if not isinstance(node, yaml.MappingNode):
        return PathRow(key.name, (_path(document, node, key.name),), (), "leave", line=key.line)
    fields = document.fields(node, key.name)
    for field in fields:
        document.known(field, ROW_KEYS, "key of a row")
    named = {field.name: value for field, value in fields.items()}
    if "constant" in named:
        return _constant_row(document, key, named)
    if "groups" in named:
        return _groups_row(document, key, named)
    if "from" not in named:
        raise document.wrong(key, f"{key.name} has none of from, groups and constant; write from: and a path")
    return _path_row(document, key, named)


def _check_property(document: Document, key: Key) -> None:
    if not PROPERTY.fullmatch(key.name):
        hint = "write HubSpot's internal name: small letters, digits and _, a letter first"
        raise document.wrong(key, f"{quoted(key.name)} is no property name; {hint}")
    if key.name == KEY_PROPERTY:
        raise document.wrong(key, f"{KEY_PROPERTY} is how the bridge finds its contacts; remove this row")


def _constant_row(document: Document, key: Key, named: dict[str, yaml.Node]) -> ConstantRow:
    what = f"{key.name}: constant"
    if set(named) - {"constant", *BESIDE_CONSTANT}:
        raise document.wrong(key, f"{what} goes with no other key but only_on_create; remove it or the others")
    constant = _filled(document, named["constant"], what)
    return ConstantRow(key.name, constant, _only_on_create(document, key, named), key.line)


def _groups_row(document: Document, key: Key, named: dict[str, yaml.Node]) -> PathRow:
    what = f"{key.name}: groups"
    if others := set(named) - {"groups", *BESIDE_GROUPS}:
        raise document.wrong(key, f"{what} does not go with {', '.join(sorted(others))}; remove it or them")
    node = named["groups"]
    entries = read_table(document, node, what, "{Newsletter: newsletter}")
    for group, option in entries.items():
        if not option or ";" in option:
            raise document.wrong(
                node, f"{what}: {quoted(group)} becomes {quoted(option)}; write one option's value, without ;"
            )
    return groups_row(key.name, entries, _rest(document, key, named))


def _path_row(document: Document, key: Key, named: dict[str, yaml.Node]) -> PathRow:
    paths = _paths(document, named["from"], f"{key.name}: from")
    transforms, join, then = parts(read_transforms(document, named.get("transforms"), f"{key.name}: transforms"))
    unfit = _word(document, key, named, "unfit", UNFIT)
    return PathRow(key.name, paths, transforms, unfit=unfit, join=join, then=then, **_rest(document, key, named))


def _rest(document: Document, key: Key, named: dict[str, yaml.Node]) -> dict[str, Any]:
    """Return what a row says of users of whom nothing was said, and of contacts that are there."""
    if "default" in named and "absent" in named:
        raise document.wrong(
            key, f"{key.name}: default and absent both say what happens when nothing was said; remove one"
        )
    default = _filled(document, named["default"], f"{key.name}: default") if "default" in named else None
    return {
        "absent": _word(document, key, named, "absent", ABSENT),
        "default": default,
        "only_on_create": _only_on_create(document, key, named),
        "line": key.line,
    }


def _filled(document: Document, node: yaml.Node, what: str) -> str:
    found = document.constant(node, what)
    if not found:
        raise document.wrong(node, f"{what} is no usable text; write one, such as WSO2")
    return found


def _only_on_create(document: Document, key: Key, named: dict[str, yaml.Node]) -> bool:
    node = named.get("only_on_create")
    return node is not None and document.flag(node, f"{key.name}: only_on_create")


def _word(document: Document, key: Key, named: dict[str, yaml.Node], name: str, words: tuple[_Word, ...]) -> _Word:
    """Return one of some words; the first where the row does not say."""
    node = named.get(name)
    if node is None:
        return words[0]
    what = f"{key.name}: {name}"
    written = document.text(node, what, words[0])
    for word in words:
        if word == written:
            return word
    near = difflib.get_close_matches(written.lower(), words, n=1)
    hint = f"did you mean {near[0]}?" if near else f"write {', '.join(words[:-1])} or {words[-1]}"
    raise document.wrong(node, f"{what} is {quoted(written)}; {hint}")


def _paths(document: Document, node: yaml.Node, what: str) -> tuple[Path, ...]:
    if isinstance(node, yaml.ScalarNode):
        return (_path(document, node, what),)
    nodes = document.items(node, what, "[userName]")
    if not nodes:
        raise document.wrong(node, f"{what} is an empty list; write a path in it, or remove the row")
    return tuple(_path(document, each, what) for each in nodes)


def _path(document: Document, node: yaml.Node, what: str) -> Path:
    example = "name.givenName"
    written = document.text(node, what, example)
    if kind_of(node) != "a text":
        raise document.wrong(node, f"{what} is {kind_of(node)}; write an attribute path, such as {example}")
    try:
        return compile_path(written)
    except PathError as error:
        raise document.wrong(node, f"{what}: the path {quoted(written)} is unusable: {error}") from error
