"""The mapping as a whole: loaded once, then a pure function of a resource."""

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from bridge.mapping.document import compose
from bridge.mapping.errors import MappingError
from bridge.mapping.path import Resource
from bridge.mapping.reader import read_rows
from bridge.mapping.row import Explanation, Row

_DEFAULT = "default.yaml"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a HubSpot contact should be, given a SCIM user.

    Attributes:
        hash: SHA-256 in hex of what the mapping means: the same after a change of layout, comments or order of rows,
            another after a change of meaning, so that a changed mapping is delivered again.
        rows: one a property, in the file's order.
    """

    hash: str
    rows: tuple[Row, ...]

    @property
    def properties(self) -> tuple[str, ...]:
        """The HubSpot properties that this mapping can write."""
        return tuple(row.property for row in self.rows)

    def contact(self, resource: Resource) -> dict[str, str]:
        """Return the properties that the user's contact should have.

        Never raises, whatever JSON the resource holds. The same resource always gives the same answer.

        Args:
            resource: a user in the directory's normal form.

        Returns:
            For each property its text, or ``""`` where HubSpot's value is to be cleared. A property that is missing is
            to be left as HubSpot has it.
        """
        contact: dict[str, str] = {}
        for row in self.rows:
            value = row.value(resource)
            if value is not None:
                contact[row.property] = value
        return contact

    def explain(self, resource: Resource) -> tuple[Explanation, ...]:
        """Say for each property, in the file's order, how ``contact`` comes by its answer."""
        return tuple(row.explain(resource) for row in self.rows)


def load(path: Path | None) -> Mapping:
    """Read a mapping from a file, or the packaged default if there is none.

    Raises:
        MappingError: it cannot be read or used; says where and what to do.
    """
    if path is None:
        return parse(resources.files("bridge.mapping").joinpath(_DEFAULT).read_text("utf-8"), _DEFAULT)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise MappingError(str(path), 1, f"cannot be read: {reason}; name a readable mapping file") from error
    try:
        return parse(content.decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MappingError(str(path), line, "is not UTF-8; save the file as UTF-8") from error


def parse(text: str, name: str) -> Mapping:
    """Read a mapping from a text.

    Args:
        text: YAML.
        name: stands for the file in errors.

    Raises:
        MappingError: it cannot be used; says where and what to do.
    """
    rows = read_rows(compose(text, name))
    meaning = json.dumps({row.property: row.normal() for row in rows}, sort_keys=True)
    return Mapping(hashlib.sha256(meaning.encode()).hexdigest(), rows)
