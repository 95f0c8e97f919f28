"""An attribute path (RFC 7644 sections 3.5.2 and 3.10), parsed by scim2-models, compiled to a function of a resource.

scim2-models' own ``get`` wants a validated model, which WSO2's resources are not, and costs more than a whole mapping.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from scim2_models import InvalidFilterException, InvalidPathException
from scim2_models import Path as ScimPath

from bridge.mapping.condition import Condition, compile_condition
from bridge.mapping.errors import PathError
from bridge.mapping.lookup import child
from bridge.mapping.value import MISSING, NEVER_SAID, SAID_EMPTY, Nothing, text

Resource = Mapping[str, Any]
"""A SCIM user in the directory's normal form."""

Reader = Callable[[Resource], str | Nothing]
"""Reads one text from a resource. Never raises, whatever JSON it is given."""

ReaderOfAll = Callable[[Resource], tuple[str, ...] | Nothing]
"""Reads every text at a place; at least one, or nothing and why."""

_CORE: Final = ("urn:ietf:params:scim:schemas:core:2.0:user", "urn:scim:schemas:core:1.0")
"""A path may carry the core schema's URN (RFC 7644 section 3.10); its attributes stand at the top of the resource."""


@dataclass(frozen=True, slots=True)
class Path:
    """One compiled path.

    Attributes:
        written: as the mapping file has it.
        normal: equal for paths that mean the same but for spaces and the case of letters.
        head: the resource's own key that it begins with: an attribute's name, or an extension's URN.
        read: the compiled path, to the first text.
        read_all: the compiled path, to all texts.
    """

    written: str
    normal: str
    head: str
    read: Reader
    read_all: ReaderOfAll


def compile_path(written: str) -> Path:
    """Parse and compile one path.

    Raises:
        PathError: it does not parse, or could never give a text; says where and what was expected.
    """
    parsed = _parse(written)
    condition = None if parsed.value_filter is None else compile_condition(parsed.value_filter)
    place = _place(parsed.parts, condition)
    read: Reader = place.read
    read_all: ReaderOfAll = place.read_all
    uri = parsed.schema
    if uri is None or is_core(uri):
        return Path(written, str(parsed.ast).lower(), parsed.parts[0], read, read_all)
    within = _in_extension(uri, read), _in_extension(uri, read_all)
    return Path(written, str(parsed.ast).lower(), uri, *within)


def is_core(uri: str) -> bool:
    """Tell whether a URN is the core schema's, whose attributes stand at the top of the resource."""
    return uri.lower() in _CORE


def _parse(written: str) -> "ScimPath[Any]":
    if not written.strip():
        raise PathError("it is empty; write an attribute path, such as name.givenName")
    try:
        parsed: ScimPath[Any] = ScimPath(written)
    except InvalidPathException as error:
        raise PathError(explained(error)) from error
    if parsed.value_filter is not None and len(parsed.parts) == 1:
        example = f"{parsed.parts[0]}[{parsed.value_filter}].value"
        raise PathError(f"it picks whole entries; say what of them is meant, as in {example}")
    return parsed


_WORDS: Final = {
    "ATTR_PATH": "an attribute name",
    "SUB_ATTR": "an attribute name",
    "_LBRACKET": "'['",
    "_RBRACKET": "']'",
    "_LPAR": "'('",
    "_RPAR": "')'",
    "_DOT": "'.'",
    "COMPARE_OP": "a comparison (eq, ne, co, sw, ew, gt, ge, lt, le)",
    "PR": "pr",
    "_AND": "and",
    "_OR": "or",
    "_NOT": "not",
    "STRING": "a text in double quotes",
    "NUMBER": "a number",
    "TRUE": "true",
    "FALSE": "false",
    "NULL": "null",
    "$END": "the end",
}


def explained(error: InvalidPathException | InvalidFilterException, *, place: bool = True) -> str:
    """Say where the parser stopped and what it would have taken there; the parser's own error carries both.

    Args:
        error: the parser's.
        place: whether a place is asked for: then a comparison outside brackets parses, but names none.
    """
    stopped = error.__cause__
    expected = set(getattr(stopped, "accepts", None) or getattr(stopped, "allowed", None) or ())
    if place and "_LBRACKET" in expected:
        expected -= {"COMPARE_OP", "PR"}
    words = dict.fromkeys(word for terminal, word in _WORDS.items() if terminal in expected)
    example = "write a path such as name.givenName" if place else 'write a filter such as userType eq "customer"'
    hint = f"expected {' or '.join(words)}" if words else example
    return f"{error.detail}; {hint}"


def _place(parts: tuple[str, ...], condition: Condition | None) -> "_Whole | _Part":
    name = (parts[0], parts[0].lower())
    return _Whole(name) if len(parts) == 1 else _Part(name, (parts[1], parts[1].lower()), condition)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Reads an attribute as it is; of a list's entries, their ``value`` (RFC 7643 section 2.4)."""

    name: tuple[str, str]

    def read(self, resource: Resource) -> str | Nothing:
        return text(child(resource, *self.name))

    def read_all(self, resource: Resource) -> tuple[str, ...] | Nothing:
        whole = child(resource, *self.name)
        return _gathered(map(_of_entry, whole)) if isinstance(whole, list) else _alone(text(whole))


@dataclass(frozen=True, slots=True)
class _Part:
    """Reads a sub-attribute, from one object or from the first fitting entry of a list.

    A text where an object or a list should be is the bare form of ``{"value": text}``; an empty one leaves every part
    of it empty.
    """

    name: tuple[str, str]
    part: tuple[str, str]
    condition: Condition | None

    def read(self, resource: Resource) -> str | Nothing:
        name, folded = self.name
        whole = resource[name] if name in resource else child(resource, name, folded)
        if isinstance(whole, list):
            return self._first(whole)
        if isinstance(whole, dict):
            return self._in_object(whole)
        if whole is MISSING:
            return NEVER_SAID
        return SAID_EMPTY if whole is None or whole == "" else self._in_object({"value": whole})

    def read_all(self, resource: Resource) -> tuple[str, ...] | Nothing:
        whole = child(resource, *self.name)
        return _gathered(map(self._in_entry, whole)) if isinstance(whole, list) else _alone(self.read(resource))

    def _first(self, entries: list[Any]) -> str | Nothing:
        """Return the first text; else said empty if one entry says so; else why there is none."""
        fallback = NEVER_SAID
        for entry in entries:
            found = self._in_entry(entry)
            if isinstance(found, str):
                return found
            if found is not NEVER_SAID and fallback is not SAID_EMPTY:
                fallback = found
        return fallback

    def _in_entry(self, entry: Any) -> str | Nothing:
        if not isinstance(entry, dict):
            return self._in_object({"value": entry})
        # The directory's mark: every slot not present otherwise was said empty.
        return self._in_object(entry) if entry else SAID_EMPTY

    def _in_object(self, fields: dict[str, Any]) -> str | Nothing:
        if self.condition is not None and not self.condition(fields):
            return NEVER_SAID
        part, folded = self.part
        value = fields[part] if part in fields else child(fields, part, folded)
        return value if isinstance(value, str) and value and value.isascii() else text(value)


def _of_entry(entry: Any) -> str | Nothing:
    if not isinstance(entry, dict):
        return text(entry)
    return SAID_EMPTY if entry == {} else text(child(entry, "value", "value"))


def _alone(found: str | Nothing) -> tuple[str, ...] | Nothing:
    return found if isinstance(found, Nothing) else (found,)


def _gathered(found: Iterable[str | Nothing]) -> tuple[str, ...] | Nothing:
    """Return all texts; if there is none, said empty if one entry says so, else why there is none."""
    texts: list[str] = []
    fallback = NEVER_SAID
    for each in found:
        if isinstance(each, str):
            texts.append(each)
        elif each is not NEVER_SAID and fallback is not SAID_EMPTY:
            fallback = each
    return tuple(texts) or fallback


_Read = TypeVar("_Read")


def _in_extension(uri: str, read: Callable[[Resource], _Read | Nothing]) -> Callable[[Resource], _Read | Nothing]:
    """Read from the object that stands under an extension's URN (RFC 7643 section 3.3)."""
    folded = uri.lower()

    def read_extension(resource: Resource) -> _Read | Nothing:
        extension = child(resource, uri, folded)
        if isinstance(extension, dict):
            return read(extension)
        if extension is MISSING:
            return NEVER_SAID
        found = text(extension)
        return found if isinstance(found, Nothing) else NEVER_SAID

    return read_extension
