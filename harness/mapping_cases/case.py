"""One case: a user, what the contact would be by the file, and what it is by the mapping."""

import math
from collections.abc import Mapping as Object
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bridge.mapping import Mapping, MappingError, load
from bridge.mapping.document import Document, compose, kind_of, quoted
from bridge.review.users import NoUser, as_kept
from harness.mapping_cases.errors import CaseError, Differs

_KEYS: Final = ("user", "contact")
_FORM: Final = "write user: with a SCIM user and contact: with what it would be, contact last"


@dataclass(frozen=True, slots=True)
class Case:
    """One file, read.

    Attributes:
        file: where it stands.
        user: the user, as written.
        contact: what the contact would be; None: the user is out of scope, and none is made.
    """

    file: Path
    user: Object[str, Any]
    contact: Object[str, str] | None

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.stem


class MappingCase:
    """The fixture: a case and the mapping that it is about."""

    def __init__(self, file: Path, mapping: Path | None, *, update: bool) -> None:
        """Take the case's file, the mapping's (None: the packaged one), and whether the case is to be rewritten."""
        self.case = read(file)
        self.mapping = _mapping(mapping)
        self._update = update

    def found(self, mapping: Mapping | None = None) -> dict[str, str] | None:
        """Return what the contact is by the mapping, or by another; None: out of scope."""
        return contact_of(self.case, mapping or self.mapping)

    def check(self) -> None:
        """Hold the mapping to the case, or with ``--update`` the case to the mapping.

        Raises:
            Differs: the contact is another.
        """
        found = self.found()
        if found == self.case.contact:
            return
        if self._update:
            self.case.file.write_text(rewritten(self.case.file.read_text("utf-8"), found), "utf-8")
            return
        raise Differs(self._difference(found))

    def _difference(self, found: Object[str, str] | None) -> str:
        expected = self.case.contact
        lines = [f"{self.case.file}: the contact is another; if it is meant so, run pytest with --update"]
        if expected is None or found is None:
            lines.append(f"  expected {_whole(expected)}, found {_whole(found)}")
            return "\n".join(lines)
        reasons = {each.property: each.reason for each in self.mapping.explain(as_kept(self.case.user))}
        lines += [
            f"  {name}: expected {_value(expected, name)}, found {_value(found, name)}: "
            f"{reasons.get(name, 'the mapping has no such row')}"
            for name in dict.fromkeys((*expected, *found))
            if expected.get(name) != found.get(name)
        ]
        return "\n".join(lines)


def contact_of(case: Case, mapping: Mapping) -> dict[str, str] | None:
    """Return what a case's contact is by a mapping; None: out of scope."""
    resource = as_kept(case.user)
    return dict(mapping.contact(resource)) if mapping.in_scope(resource) else None


def read(file: Path) -> Case:
    """Read a case.

    Raises:
        CaseError: it is none; says file, line and what to write.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file}:1: cannot be read ({' '.join(str(error).split())}); {_FORM}.") from error
    try:
        document = compose(text, str(file), _FORM.removeprefix("write "))
        nodes = _nodes(document)
        contact = _contact(document, nodes["contact"])
        return Case(file, _user(document, nodes["user"]), contact)
    except MappingError as error:
        raise CaseError(str(error)) from error


def _nodes(document: Document) -> dict[str, yaml.Node]:
    fields = document.fields(document.root, "the case")
    for key in fields:
        document.known(key, _KEYS, "key of a case")
    nodes = {key.name: node for key, node in fields.items()}
    for name in _KEYS:
        if name not in nodes:
            raise document.wrong(document.root, f"{name} is missing; {_FORM}")
    first = next(iter(fields))
    if first.name == "contact":
        raise document.wrong(first, f"contact stands first; {_FORM}")
    return nodes


def _user(document: Document, node: yaml.Node) -> Object[str, Any]:
    document.fields(node, "user")
    user: dict[str, Any] = _json(document, node)
    try:
        as_kept(user)
    except NoUser as error:
        raise document.wrong(node, f"user is no SCIM user: {error}") from error
    return user


def _json(document: Document, node: yaml.Node) -> Any:
    """Return a node's value, which is one of JSON's."""
    if isinstance(node, yaml.MappingNode):
        return {key.name: _json(document, each) for key, each in document.fields(node, "an attribute").items()}
    if isinstance(node, yaml.SequenceNode):
        return [_json(document, each) for each in node.value]
    try:
        value = yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError):
        value = node
    if isinstance(value, str | int | None) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise document.wrong(node, f"{quoted(node.value)} is no value that JSON has; put it in quotes")


def _contact(document: Document, node: yaml.Node) -> Object[str, str] | None:
    if kind_of(node) == "empty":
        return None
    contact: dict[str, str] = {}
    for key, value in document.fields(node, "contact").items():
        if kind_of(value) != "a text":
            told = 'write a text, in quotes; "" for what is cleared'
            raise document.wrong(value, f"{key.name} is {kind_of(value)}; {told}")
        contact[key.name] = value.value
    return contact


def rewritten(text: str, contact: Object[str, str] | None) -> str:
    """Return a case's text with another contact; all before it, comments included, stays."""
    lines = text.splitlines(keepends=True)
    place = max(number for number, line in enumerate(lines) if line.startswith("contact:"))
    after = yaml.safe_dump({"contact": contact}, allow_unicode=True, sort_keys=False, width=2**16)
    return "".join(lines[:place]) + after


def _mapping(file: Path | None) -> Mapping:
    try:
        return load(file)
    except MappingError as error:
        raise CaseError(str(error)) from error


def _whole(contact: Object[str, str] | None) -> str:
    return "no contact (out of scope)" if contact is None else "a contact"


def _value(contact: Object[str, str], name: str) -> str:
    value = contact.get(name)
    return "nothing" if value is None else repr(value) if value else "cleared"
