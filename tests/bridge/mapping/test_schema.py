"""The published JSON Schema, the reader and the shipped mapping agree."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import bridge.mapping
from bridge.mapping import MappingError, parse
from bridge.mapping.kinds import KINDS
from bridge.mapping.reader import FILE_KEYS, ROW_KEYS
from bridge.mapping.schema import schema

PACKAGE = Path(bridge.mapping.__file__).parent
SCHEMA = schema()
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def fits(value: Any, rule: Mapping[str, Any]) -> bool:
    """Tell whether a value fits a schema, as far as ours uses JSON Schema; a keyword that it does not know fails."""
    return all(_KEYWORDS[keyword](value, told, rule) for keyword, told in rule.items())


def _is(value: Any, kinds: Any) -> bool:
    names = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool)) for name in names)


def _known(value: Any, additional: Any, rule: Mapping[str, Any]) -> bool:
    rest = {name: each for name, each in value.items() if name not in rule.get("properties", {})}
    return not rest if additional is False else all(fits(each, additional) for each in rest.values())


_KEYWORDS: Mapping[str, Any] = {
    **dict.fromkeys(("$schema", "title", "description", "definitions"), lambda *_: True),
    "$ref": lambda value, told, _: fits(value, SCHEMA["definitions"][told.rpartition("/")[2]]),
    "type": lambda value, told, _: _is(value, told),
    "const": lambda value, told, _: value == told,
    "enum": lambda value, told, _: value in told,
    "not": lambda value, told, _: not fits(value, told),
    "anyOf": lambda value, told, _: any(fits(value, each) for each in told),
    "required": lambda value, told, _: isinstance(value, dict) and all(name in value for name in told),
    "properties": lambda value, told, _: (
        isinstance(value, dict) and all(fits(value[name], each) for name, each in told.items() if name in value)
    ),
    "additionalProperties": lambda value, told, rule: isinstance(value, dict) and _known(value, told, rule),
    "propertyNames": lambda value, told, _: isinstance(value, dict) and all(fits(name, told) for name in value),
    "pattern": lambda value, told, _: isinstance(value, str) and re.search(told, value) is not None,
    "items": lambda value, told, _: isinstance(value, list) and all(fits(each, told) for each in value),
    "minItems": lambda value, told, _: not isinstance(value, list) or len(value) >= told,
    "minProperties": lambda value, told, _: not isinstance(value, dict) or len(value) >= told,
    "minLength": lambda value, told, _: not isinstance(value, str) or len(value) >= told,
    "maxLength": lambda value, told, _: not isinstance(value, str) or len(value) <= told,
    "minimum": lambda value, told, _: not isinstance(value, int) or value >= told,
    "maximum": lambda value, told, _: not isinstance(value, int) or value <= told,
}


def reader_takes(text: str) -> bool:
    try:
        parse(text, "m.yaml")
    except MappingError:
        return False
    return True


def test_the_published_file_is_what_the_reader_goes_by() -> None:
    assert json.loads((PACKAGE / "mapping.schema.json").read_text("utf-8")) == SCHEMA, (
        "run `bridge mapping schema > bridge/mapping/mapping.schema.json`"
    )


def test_the_shipped_mapping_names_its_schema_and_fits_it() -> None:
    text = (PACKAGE / "default.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=mapping.schema.json\n")
    assert fits(yaml.safe_load(text), SCHEMA)


def test_an_example_names_the_schema_and_fits_it() -> None:
    example = PACKAGE.parents[1] / "examples" / "customers.yaml"
    text = example.read_text("utf-8")
    named = text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
    assert (example.parent / named).resolve() == PACKAGE / "mapping.schema.json"
    assert fits(yaml.safe_load(text), SCHEMA)


def test_every_key_and_every_transform_is_in_it() -> None:
    rows = SCHEMA["definitions"]["row"]["anyOf"][1:]
    assert set(SCHEMA["properties"]) == set(FILE_KEYS)
    assert {key for row in rows for key in row["properties"]} == set(ROW_KEYS)
    named = [each.get("const") or each["required"][0] for each in SCHEMA["definitions"]["transform"]["anyOf"]]
    assert named == list(KINDS)


ROWS = [
    "a",
    "{from: a}",
    "{from: [a, b], transforms: [], absent: clear}",
    "{from: a, default: x, unfit: leave, only_on_create: true}",
    "{constant: x}",
    "{constant: 5, only_on_create: false}",
    "{constant: true}",
    "{groups: {A: a, B: b}, absent: leave}",
    *(f"{{from: a, transforms: [{kind.example}]}}" for kind in KINDS.values()),
    "{from: a, transforms: [{e164: {region: NO}}, {date: {to: datetime, from: DD.MM.YYYY}}]}",
    '{from: a, transforms: [{map: {table: {x: ""}, default: ""}}, {join: {separator: ;, sort: true}}]}',
]
WRONG_ROWS = [
    "[a]",
    "5",
    "{}",
    "{absent: clear}",
    "{from: []}",
    "{from: [5]}",
    "{from: a, form: b}",
    "{from: a, absent: keep}",
    "{from: a, unfit: ignore}",
    "{from: a, only_on_create: maybe}",
    "{from: a, default: x, absent: leave}",
    '{from: a, default: ""}',
    "{constant: x, default: y}",
    '{constant: ""}',
    "{constant: x, from: a}",
    "{groups: {}}",
    "{groups: [A]}",
    "{groups: {A: a}, unfit: leave}",
    "{groups: {A: a}, from: a}",
    "{from: a, transforms: trim}",
    "{from: a, transforms: [shout]}",
    "{from: a, transforms: [{trim: {}}]}",
    "{from: a, transforms: [{truncate: {characters: 0}}]}",
    "{from: a, transforms: [{truncate: {characters: x}}]}",
    "{from: a, transforms: [{split: {separator: x, part: 0}}]}",
    "{from: a, transforms: [{split: {separator: x}}]}",
    '{from: a, transforms: [{split: {separator: "", part: 1}}]}',
    "{from: a, transforms: [{country: {to: flag}}]}",
    "{from: a, transforms: [{join: {separator: x, sort: maybe}}]}",
    "{from: a, transforms: [{map: {table: {}}}]}",
    "{from: a, transforms: [{map: {table: {x: [y]}}}]}",
    "{from: a, transforms: [{map: {table: {x: y}, other: z}}]}",
    *(f"{{from: a, transforms: [{kind.name}]}}" for kind in KINDS.values() if kind.options),
]


@pytest.mark.parametrize("row", ROWS)
def test_the_schema_takes_what_the_reader_takes(row: str) -> None:
    text = f"version: 1\nproperties: {{p: {row}}}"
    assert (reader_takes(text), fits(yaml.safe_load(text), SCHEMA)) == (True, True)


@pytest.mark.parametrize("row", WRONG_ROWS)
def test_the_schema_refuses_what_the_reader_refuses(row: str) -> None:
    text = f"version: 1\nproperties: {{p: {row}}}"
    assert (reader_takes(text), fits(yaml.safe_load(text), SCHEMA)) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        "version: 2\nproperties: {a: b}",
        "properties: {a: b}",
        "version: 1",
        "version: 1\nproperties: {}",
        "version: 1\nproperties: {A: b}",
        "version: 1\nproperties: {wso2_username: b}",
        "version: 1\nscope: [a]\nproperties: {a: b}",
        "version: 1\nscope: ''\nproperties: {a: b}",
        "version: 1\nscop: a pr\nproperties: {a: b}",
        "[]",
    ],
)
def test_the_schema_refuses_a_file_that_the_reader_refuses(text: str) -> None:
    assert (reader_takes(text), fits(yaml.safe_load(text), SCHEMA)) == (False, False)
