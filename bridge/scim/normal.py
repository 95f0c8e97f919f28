"""From what was sent to the directory's normal form (described in merge.py).

The result is what an operation says: as in a resource `""` is said empty and the entry `{}` says that every slot not
otherwise there is empty. Only here a `None` may stand for a whole attribute: its meaning depends on what was there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bridge.scim.errors import InvalidSyntaxError, InvalidValueError
from bridge.scim.schema import ENTRY, USER, Attribute, Kind, is_urn, located
from bridge.scim.values import MARKER, Entry, says_empty, slots


def normal(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a resource as sent, in normal form.

    Raises:
        InvalidValueError: an attribute has a value of a wrong type.
        InvalidSyntaxError: an attribute is named twice.
    """
    values: dict[str, Any] = {}
    for name, value in sent.items():
        path = located(name, holds_object=value is None or isinstance(value, Mapping))
        if path:
            _place(values, path, value)
        else:
            # The core schema's URN with an object: its attributes belong to the user itself.
            for inner, inner_value in _object(USER, value).items():
                _place(values, (USER.part(inner).name,), inner_value)
    return values


def normal_value(attribute: Attribute, value: Any) -> Any:
    """Return one attribute's value in normal form; None says the whole attribute empty.

    Raises:
        InvalidValueError: the value is of a wrong type.
    """
    if value is None:
        return None
    if attribute.many or (attribute.kind is Kind.ANY and isinstance(value, list)):
        return _entries(attribute, value)
    if attribute.kind is Kind.COMPLEX:
        return _complex(attribute, value)
    return _simple(attribute, value)


def _place(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    attribute = USER.part(path[0])
    if len(path) > 1:
        # An extension's attribute, named beside the extension itself or alone.
        _place_said(values, path[0], {path[1]: normal_value(attribute.part(path[1]), value)})
    else:
        _place_said(values, path[0], normal_value(attribute, value))


def _place_said(values: dict[str, Any], name: str, said: Any) -> None:
    there = values.get(name)
    if isinstance(there, dict) and isinstance(said, dict) and not there.keys() & said.keys():
        values[name] = {**there, **said}
    elif name in values:
        raise _twice(name)
    else:
        values[name] = said


def _twice(name: str) -> InvalidSyntaxError:
    return InvalidSyntaxError(f"The attribute {name!r} is named twice: send it once.")


def _complex(attribute: Attribute, value: Any) -> Any:
    if value == "":
        return None
    return _parts(attribute, _object(attribute, value))


def _object(attribute: Attribute, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidValueError(f"{attribute.name!r} must be a JSON object: send its sub-attributes in one.")
    return value


def _parts(attribute: Attribute, value: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, inner in value.items():
        part = attribute.part(name)
        if is_urn(attribute.name) and part.name == "schemas":
            # Some clients repeat an extension's URN within it.
            continue
        if part.name in parts:
            raise _twice(name)
        parts[part.name] = normal_value(part, inner)
    return parts


def _simple(attribute: Attribute, value: Any) -> Any:
    if attribute.kind is Kind.STRING and not isinstance(value, str):
        raise InvalidValueError(f"{attribute.name!r} must be a JSON string: send it in double quotes.")
    if attribute.kind is Kind.BOOLEAN:
        return _boolean(attribute, value)
    return _parts(attribute, value) if isinstance(value, Mapping) else value


def _boolean(attribute: Attribute, value: Any) -> bool | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in {"true", "false", ""}:
        # WSO2 keeps every claim as text, so a boolean may arrive as one.
        return value.casefold() == "true" if value else ""
    raise InvalidValueError(f"{attribute.name!r} must be true or false: send a JSON boolean.")


def _entries(attribute: Attribute, value: Any) -> list[Entry]:
    sent = value if isinstance(value, list) else [value]
    entries = [_entry(attribute, one) for one in sent]
    return _tidy(entries) if entries else [MARKER]


def _entry(attribute: Attribute, sent: Any) -> Entry:
    if isinstance(sent, list):
        raise InvalidValueError(f"{attribute.name!r} has a list within its list: send one list of values.")
    if not isinstance(sent, Mapping):
        return {"value": _bare(attribute, sent)}
    whole = Attribute(attribute.name, Kind.COMPLEX, parts={**ENTRY, **attribute.parts})
    parts = {name: _without_null(value) for name, value in _parts(whole, sent).items()}
    if not parts.get("type", True):
        del parts["type"]
    return parts or {"value": ""}


def _without_null(value: Any) -> Any:
    """Say empty at once what is null: an entry holds no whole attribute whose meaning is still open."""
    if isinstance(value, Mapping):
        return {name: _without_null(inner) for name, inner in value.items()}
    return "" if value is None else value


def _bare(attribute: Attribute, sent: Any) -> Any:
    if sent is None:
        return ""
    if attribute.kind is Kind.COMPLEX and not isinstance(sent, str):
        raise InvalidValueError(f"Each value of {attribute.name!r} must be a JSON string or object: send it as one.")
    return sent


def _tidy(entries: Iterable[Entry]) -> list[Entry]:
    """Leave a slot either its values, or one entry that says it empty."""
    tidy: list[Entry] = []
    for slot in slots(entries).values():
        said = [entry for entry in slot if not says_empty(entry)]
        tidy.extend(said or slot[:1])
    return tidy
