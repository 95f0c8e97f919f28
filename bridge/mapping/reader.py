"""The mapping file's language: nodes in, rows out. What the file may say is written in docs/mapping.md."""

import re
from typing import Final

import yaml

from bridge.mapping.document import Document, Key, kind_of, line_of, quoted
from bridge.mapping.errors import MappingError, PathError
from bridge.mapping.path import Path, compile_path
from bridge.mapping.row import Absent, ConstantRow, PathRow, Row
from bridge.mapping.transform import LOWER, TRIM, Transform, e164, regions
from bridge.mapping.value import is_encodable

KEY_PROPERTY: Final = "wso2_username"
"""The property by which the bridge finds a contact; it writes this one itself."""

_VERSION: Final = "1"
_PROPERTY: Final = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN: Final = {transform.name: transform for transform in (TRIM, LOWER)}
_TRANSFORMS: Final = (*_PLAIN, "e164")
_E164: Final = "{e164: {region: CH}}"


def read_rows(document: Document) -> tuple[Row, ...]:
    """Return the rows of a mapping, in the file's order.

    Raises:
        MappingError: at the first thing that does not fit.
    """
    fields = document.fields(document.root, "the file")
    for key in fields:
        document.known(key, ("version", "properties"), "key of a mapping")
    named = {key.name: node for key, node in fields.items()}
    _check_version(document, named.get("version"))
    if "properties" not in named:
        raise document.wrong(document.root, "properties is missing; write properties: and a row for each below it")
    rows = document.fields(named["properties"], "properties")
    if not rows:
        raise document.wrong(named["properties"], "properties is empty; write a row, such as firstname: name.givenName")
    return tuple(_row(document, key, node) for key, node in rows.items())


def _check_version(document: Document, node: yaml.Node | None) -> None:
    if node is None:
        raise document.wrong(document.root, "version is missing; write version: 1")
    found = document.text(node, "version", _VERSION)
    if found != _VERSION:
        raise document.wrong(node, f"version {quoted(found)} is unknown here; write version: 1, or use a newer bridge")


def _row(document: Document, key: Key, node: yaml.Node) -> Row:
    _check_property(document, key)
    if isinstance(node, yaml.SequenceNode):
        raise document.wrong(node, f"{key.name} is a list; write {{from: [...]}} around it")
    if not isinstance(node, yaml.MappingNode):
        return PathRow(key.name, (_path(document, node, key.name),), (), "leave")
    fields = document.fields(node, key.name)
    for field in fields:
        document.known(field, ("from", "transforms", "absent", "constant"), "key of a row")
    named = {field.name: value for field, value in fields.items()}
    if "constant" in named:
        return _constant_row(document, key, named)
    if "from" not in named:
        raise document.wrong(key, f"{key.name} has neither from nor constant; write from: and a path")
    return PathRow(
        key.name,
        _paths(document, named["from"], f"{key.name}: from"),
        _transforms(document, named.get("transforms"), f"{key.name}: transforms"),
        _absent(document, named.get("absent"), f"{key.name}: absent"),
    )


def _check_property(document: Document, key: Key) -> None:
    if not _PROPERTY.fullmatch(key.name):
        hint = "write HubSpot's internal name: small letters, digits and _, a letter first"
        raise document.wrong(key, f"{quoted(key.name)} is no property name; {hint}")
    if key.name == KEY_PROPERTY:
        raise document.wrong(key, f"{KEY_PROPERTY} is how the bridge finds its contacts; remove this row")


def _constant_row(document: Document, key: Key, named: dict[str, yaml.Node]) -> ConstantRow:
    what = f"{key.name}: constant"
    if len(named) > 1:
        raise document.wrong(key, f"{what} goes with no other key; remove it or the others")
    constant = document.text(named["constant"], what, "WSO2")
    if constant.lower() in ("true", "false"):
        constant = constant.lower()  # YAML's True; HubSpot knows only the small form
    if not constant or not is_encodable(constant):
        raise document.wrong(named["constant"], f"{what} is no usable text; write one, such as WSO2")
    return ConstantRow(key.name, constant)


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


def _transforms(document: Document, node: yaml.Node | None, what: str) -> tuple[Transform, ...]:
    if node is None:
        return ()
    return tuple(_transform(document, each, what) for each in document.items(node, what, "[trim]"))


def _transform(document: Document, node: yaml.Node, what: str) -> Transform:
    if not isinstance(node, yaml.MappingNode):
        return _plain_transform(document, Key(document.text(node, what, "trim"), line_of(node)))
    fields = document.fields(node, what)
    if len(fields) != 1:
        raise document.wrong(node, f"{what}: an entry has {len(fields)} names; write each as an entry of its own")
    ((key, options),) = fields.items()
    document.known(key, _TRANSFORMS, "transform")
    if key.name in _PLAIN:
        raise document.wrong(key, f"{key.name} takes no options; write {key.name} alone")
    return _e164(document, key, options)


def _plain_transform(document: Document, key: Key) -> Transform:
    document.known(key, _TRANSFORMS, "transform")
    if key.name not in _PLAIN:
        raise _without_region(document, key)
    return _PLAIN[key.name]


def _e164(document: Document, key: Key, node: yaml.Node) -> Transform:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _without_region(document, key)
    options = document.fields(node, key.name)
    for option in options:
        document.known(option, ("region",), "option of e164")
    (value,) = options.values()
    region = document.text(value, "region", "CH").upper()
    if region not in regions():
        raise document.wrong(value, f"{quoted(region)} is no region; write a country's two letters, such as CH")
    return e164(region)


def _without_region(document: Document, key: Key) -> MappingError:
    return document.wrong(key, f"e164 wants the region of numbers without +; write {_E164}")


def _absent(document: Document, node: yaml.Node | None, what: str) -> Absent:
    if node is None:
        return "leave"
    word = document.text(node, what, "leave")
    if word == "leave":
        return "leave"
    if word == "clear":
        return "clear"
    raise document.wrong(node, f"{what} is {quoted(word)}; write leave or clear")
