"""The mapping file's JSON Schema (draft 7, which editors read), made of the lists that the reader goes by.

``mapping.schema.json`` beside it is this as a file; a test keeps the two equal, and both equal to the reader. What a
schema cannot say (whether a path parses) is left to the reader.
"""

from typing import Any, Final

from bridge.mapping.kinds import KINDS, Kind, Option
from bridge.mapping.reader import (
    ABSENT,
    BESIDE_CONSTANT,
    BESIDE_GROUPS,
    KEY_PROPERTY,
    PROPERTY,
    ROW_KEYS,
    UNFIT,
    VERSION,
)

_SCALAR: Final = ["string", "number", "boolean"]
_TEXT: Final[dict[str, Any]] = {"type": _SCALAR, "minLength": 1}
_ANY_TEXT: Final[dict[str, Any]] = {"type": _SCALAR}
_TABLE: Final[dict[str, Any]] = {"type": "object", "minProperties": 1, "additionalProperties": _ANY_TEXT}
_OPTION: Final[dict[str, dict[str, Any]]] = {
    "text": _TEXT,
    "any text": _ANY_TEXT,
    "count": {"type": "integer", "minimum": 1, "maximum": 65_536},
    "part": {"type": "integer", "not": {"const": 0}},
    "flag": {"type": "boolean"},
    "region": {"type": ["string", "boolean"], "minLength": 2, "maxLength": 3},
    "form": {"type": "string", "minLength": 3},
    "table": _TABLE,
}
"""A region is a boolean too: YAML 1.1 reads Norway's NO as one, and the reader takes it as it is written."""


def schema() -> dict[str, Any]:
    """Return the schema of a mapping file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Mapping from SCIM users to HubSpot contacts",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "properties"],
        "properties": {
            "version": {"const": int(VERSION), "description": "The language's version."},
            "scope": {"type": "string", "minLength": 1, "description": "Who becomes a contact: a SCIM filter."},
            "properties": {
                "description": "A row for each HubSpot property, under its internal name.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": f"^{PROPERTY.pattern}$", "not": {"const": KEY_PROPERTY}},
                "additionalProperties": {"$ref": "#/definitions/row"},
            },
        },
        "definitions": {
            "path": {"type": "string", "minLength": 1, "description": "An attribute path, as name.givenName."},
            "row": {"anyOf": [{"$ref": "#/definitions/path"}, *_rows()]},
            "transform": {"anyOf": [_transform(kind) for kind in KINDS.values()]},
        },
    }


def _rows() -> list[dict[str, Any]]:
    beside_from = [key for key in ROW_KEYS if key not in {"from", "groups", "constant"}]
    return [_row("from", beside_from), _row("groups", list(BESIDE_GROUPS)), _row("constant", list(BESIDE_CONSTANT))]


def _row(source: str, beside: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": [source],
        "properties": {key: _KEYS[key] for key in (source, *beside)},
    }
    if "default" in beside:
        row["not"] = {"required": ["default", "absent"]}
    return row


_PATH: Final = {"$ref": "#/definitions/path"}
_KEYS: Final[dict[str, dict[str, Any]]] = {
    "from": {
        "description": "Where the value comes from: a path, or several of which the first with a value wins.",
        "anyOf": [_PATH, {"type": "array", "minItems": 1, "items": _PATH}],
    },
    "groups": {"description": "The option of a checkbox property for each group's name.", **_TABLE},
    "constant": {"description": "The same text for everybody.", **_TEXT},
    "transforms": {
        "description": "What is done to the value, in this order.",
        "type": "array",
        "items": {"$ref": "#/definitions/transform"},
    },
    "unfit": {"description": "What becomes of a value that a transform cannot work on.", "enum": list(UNFIT)},
    "absent": {"description": "What happens when nothing was ever said.", "enum": list(ABSENT)},
    "default": {"description": "The text when nothing was ever said.", **_TEXT},
    "only_on_create": {"description": "Whether only the making of a contact writes it.", "type": "boolean"},
}


def _transform(kind: Kind) -> dict[str, Any]:
    if not kind.options:
        return {"const": kind.name, "description": kind.meaning}
    options = {
        "type": "object",
        "additionalProperties": False,
        "required": [option.name for option in kind.options if option.required],
        "properties": {option.name: _option(option) for option in kind.options},
    }
    return {
        "description": kind.meaning,
        "type": "object",
        "additionalProperties": False,
        "required": [kind.name],
        "properties": {kind.name: options},
    }


def _option(option: Option) -> dict[str, Any]:
    form = {"enum": list(option.choices)} if option.type == "choice" else _OPTION[option.type]
    return {"description": option.meaning, **form}
