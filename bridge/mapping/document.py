"""A YAML file as nodes that know their lines: composed, never constructed, so nothing in it can run or expand."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from bridge.mapping.errors import MappingError
from bridge.mapping.value import is_encodable

_STANDARD = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Key:
    """A name in front of a colon, with its line (from 1)."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose nodes are read one by one; each reading says the file and the line of what does not fit."""

    name: str
    root: yaml.Node

    def wrong(self, place: yaml.Node | Key, message: str) -> MappingError:
        """Return the error for one place in the file."""
        return MappingError(self.name, place.line if isinstance(place, Key) else line_of(place), message)

    def fields(self, node: yaml.Node, what: str) -> dict[Key, yaml.Node]:
        """Return the fields of a block with names, in order.

        Args:
            node: what should be such a block.
            what: its name in an error, such as "the file".

        Raises:
            MappingError: it is something else, or has a name twice or a name that is no plain text.
        """
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, f"{what} is {kind_of(node)}; write it as name: value")
        fields: dict[Key, yaml.Node] = {}
        lines: dict[str, int] = {}
        for key_node, value in node.value:
            key = self._key(key_node)
            if key.name in lines:
                raise self.wrong(key, f"{quoted(key.name)} stands twice (line {lines[key.name]} too); keep one of them")
            lines[key.name] = key.line
            fields[key] = value
        return fields

    def _key(self, node: yaml.Node) -> Key:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, f"a name is {kind_of(node)}; write a plain name before the colon")
        return Key(node.value, line_of(node))

    def items(self, node: yaml.Node, what: str, example: str) -> list[yaml.Node]:
        """Return the entries of a list that has some; ``example`` is shown if it is no such list."""
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, f"{what} is {kind_of(node)}; write a list, such as {example}")
        return list(node.value)

    def text(self, node: yaml.Node, what: str, example: str) -> str:
        """Return a scalar as it is written, so that the region NO stays NO though YAML 1.1 reads a boolean.

        Raises:
            MappingError: it is a block or a list, has a tag of its own, or is null.
        """
        if not isinstance(node, yaml.ScalarNode) or not node.tag.startswith(_STANDARD):
            raise self.wrong(node, f"{what} is {kind_of(node)}; write a text, such as {example}")
        if node.tag == f"{_STANDARD}null":
            raise self.wrong(node, f"{what} has no value; write a text, such as {example}")
        return str(node.value)

    def constant(self, node: yaml.Node, what: str, example: str = "WSO2") -> str:
        """Return a text that goes to HubSpot as it is written, ``""`` too; YAML's True is HubSpot's true.

        Raises:
            MappingError: it is no text, or holds what no request can carry.
        """
        found = self.text(node, what, example)
        if not is_encodable(found):
            raise self.wrong(node, f"{what} is no usable text; write one, such as {example}")
        return found.lower() if found.lower() in ("true", "false") else found

    def flag(self, node: yaml.Node, what: str) -> bool:
        """Return true or false.

        Raises:
            MappingError: it is neither.
        """
        word = self.text(node, what, "true")
        if word not in ("true", "false"):
            raise self.wrong(node, f"{what} is {quoted(word)}; write true or false")
        return word == "true"

    def known(self, key: Key, names: Iterable[str], what: str) -> None:
        """Refuse a name that is not one of ``names``, and name the nearest."""
        choice = sorted(names)
        if key.name in choice:
            return
        near = difflib.get_close_matches(key.name.lower(), choice, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(choice)}"
        raise self.wrong(key, f"{quoted(key.name)} is no {what}; {hint}")


def compose(text: str, name: str, example: str = "version: 1 and properties") -> Document:
    """Parse YAML into nodes.

    Args:
        text: the file's.
        name: stands for the file in errors.
        example: what an empty file should have, in words.

    Raises:
        MappingError: it is no YAML, several documents, empty, or nests beyond reason.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise MappingError(name, line, "has a character that YAML forbids; delete it or retype the line") from error
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error, name) from error
    except RecursionError as error:
        raise MappingError(name, 1, "nests too deep; a mapping needs four levels") from error
    if root is None:
        raise MappingError(name, 1, f"is empty; write {example}")
    return Document(name, root)


def _no_yaml(error: yaml.MarkedYAMLError, name: str) -> MappingError:
    mark = error.problem_mark or error.context_mark
    line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
    problem = ", ".join(part for part in (error.context, error.problem) if part)
    return MappingError(name, line, f"is no YAML: {problem} (column {column}); correct it there or just before")


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, from 1."""
    return int(node.start_mark.line) + 1


def kind_of(node: yaml.Node) -> str:
    """Name what a node is, for an error."""
    if isinstance(node, yaml.MappingNode):
        return "a block of names and values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if not node.tag.startswith(_STANDARD):
        return f"tagged {quoted(node.tag)}"
    kinds = {"null": "empty", "bool": "a boolean", "int": "a number", "float": "a number", "timestamp": "a date"}
    return kinds.get(node.tag.removeprefix(_STANDARD), "a text")


def quoted(text: str) -> str:
    """Return a text of the file in quotes, on one line and short enough for an error."""
    longest = 120
    shown = text if len(text) <= longest else text[:longest] + "…"
    return "'" + "".join(letter if letter.isprintable() else "?" for letter in shown) + "'"
