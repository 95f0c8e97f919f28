"""The file of approvals: which changes are intended, and why.

    version: 1
    properties:
      phone:
        changed: {grade: safe, reason: Numbers go out in one form from now on}
    scope:
      left: {reason: Suppliers are no contacts of ours}

An approval holds for one kind of change of one property, up to a grade.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from bridge.mapping.diff.compare import WHATS
from bridge.mapping.diff.grade import GRADES, Grade
from bridge.mapping.document import Document, Key, compose, line_of, quoted

SCOPE: Final = ""
"""Stands for the scope where a property's name would."""
MOVES: Final = ("entered", "left")


@dataclass(frozen=True, slots=True)
class Approval:
    """One intended change.

    Attributes:
        name: the property's in HubSpot, or ``SCOPE``.
        what: the kind of change, or of move.
        grade: the worst that is intended.
        reason: why, for whoever reads the file.
        file: where it stands.
        line: the same, from 1.
    """

    name: str
    what: str
    grade: Grade
    reason: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where it stands, as ``file:line``."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Approvals:
    """What is intended."""

    entries: tuple[Approval, ...]

    def of(self, name: str, what: str) -> Approval | None:
        """Return the approval of one kind of change of a property, if there is one."""
        return next((each for each in self.entries if (each.name, each.what) == (name, what)), None)


def no_approvals() -> Approvals:
    """Return that nothing is intended."""
    return Approvals(())


def read_approvals(text: str, name: str) -> Approvals:
    """Read a file of approvals.

    Args:
        text: YAML.
        name: stands for the file in errors.

    Raises:
        MappingError: it cannot be used; says where and what to do.
    """
    document = compose(text, name)
    fields = document.fields(document.root, "the file")
    for key in fields:
        document.known(key, ("version", "properties", "scope"), "key of an approvals file")
    named = {key.name: node for key, node in fields.items()}
    _check_version(document, named.get("version"))
    entries: list[Approval] = []
    if "properties" in named:
        entries.extend(_properties(document, named["properties"]))
    if "scope" in named:
        entries.extend(_entries(document, SCOPE, named["scope"], MOVES))
    return Approvals(tuple(entries))


def _check_version(document: Document, node: yaml.Node | None) -> None:
    if node is None:
        raise document.wrong(document.root, "has no version; write version: 1 as its first line")
    version = document.text(node, "version", "1")
    if version != "1":
        raise document.wrong(node, f"version is {quoted(version)}; write 1, the only one there is")


def _properties(document: Document, node: yaml.Node) -> Iterator[Approval]:
    for key, changes in document.fields(node, "properties").items():
        yield from _entries(document, key.name, changes, WHATS)


def _entries(document: Document, property_: str, node: yaml.Node, known: tuple[str, ...]) -> Iterator[Approval]:
    for key, entry in document.fields(node, property_ or "scope").items():
        document.known(key, known, "kind of change")
        yield _entry(document, property_, key, entry)


def _entry(document: Document, property_: str, key: Key, node: yaml.Node) -> Approval:
    what = f"{property_ or 'scope'}: {key.name}"
    parts: dict[str, yaml.Node] = {}
    for each, value in document.fields(node, what).items():
        if " " in each.name:
            raise document.wrong(each, f"{quoted(each.name)} is no key of an approval; quote a reason with commas")
        document.known(each, ("grade", "reason") if property_ else ("reason",), "key of an approval")
        parts[each.name] = value
    if "reason" not in parts:
        raise document.wrong(key, f"{what} has no reason; write reason: and why it is intended")
    reason = document.text(parts["reason"], f"{what}: reason", "the sales team asked for it")
    if not reason.strip():
        raise document.wrong(parts["reason"], f"{what}: reason is empty; write why it is intended")
    grade = _grade(document, parts["grade"]) if "grade" in parts else ("safe" if property_ else "breaking")
    return Approval(property_, key.name, grade, " ".join(reason.split()), document.name, key.line)


def _grade(document: Document, node: yaml.Node) -> Grade:
    word = Key(document.text(node, "grade", "safe"), line_of(node))
    document.known(word, GRADES, "grade")
    return next(grade for grade in GRADES if grade == word.name)
