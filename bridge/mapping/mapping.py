"""The mapping as a whole: loaded once, then a pure function of a resource."""

import hashlib
import json
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from bridge.mapping.document import compose
from bridge.mapping.errors import MappingError
from bridge.mapping.explanation import Explanation
from bridge.mapping.path import Resource
from bridge.mapping.reader import read
from bridge.mapping.row import Row
from bridge.mapping.scope import Scope
from bridge.mapping.unsaid import Turn, turns

_DEFAULT = "default.yaml"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a HubSpot contact should be, given a SCIM user.

    Attributes:
        hash: SHA-256 in hex of what the mapping means: the same after a change of layout, comments or order of rows,
            another after a change of meaning, so that a changed mapping is delivered again.
        rows: one a property, in the file's order.
        scope: who becomes a contact at all; None: everybody.
    """

    hash: str
    rows: tuple[Row, ...]
    scope: Scope | None = None
    _names: frozenset[str] = field(init=False, compare=False, repr=False)
    _turns: tuple[Turn, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        names, turns_of_rows = turns(self.rows)
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_turns", turns_of_rows)

    @property
    def properties(self) -> tuple[str, ...]:
        """The HubSpot properties that this mapping can write."""
        return tuple(row.property for row in self.rows)

    @property
    def only_on_create(self) -> frozenset[str]:
        """The properties that are written when the contact is made, and never after."""
        return frozenset(row.property for row in self.rows if row.only_on_create)

    def in_scope(self, resource: Resource) -> bool:
        """Tell whether the user is one of those who become a contact. Never raises, whatever JSON it is given."""
        return self.scope is None or self.scope.holds(resource)

    def contact(self, resource: Resource) -> dict[str, str]:
        """Return the properties that the user's contact should have, those included that only its making writes.

        It is asked for users in scope. Never raises, whatever JSON the resource holds. The same resource always gives
        the same answer.

        Args:
            resource: a user in the directory's normal form.

        Returns:
            For each property its text, or ``""`` where HubSpot's value is to be cleared. A property that is missing is
            to be left as HubSpot has it.
        """
        contact: dict[str, str] = {}
        said = resource.keys()
        spelled = said <= self._names
        for turn in self._turns:
            skipped = spelled and turn.heads and said.isdisjoint(turn.heads)
            value = turn.unsaid if skipped else turn.value(resource)
            if value is not None:
                contact[turn.property] = value
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
    content = read(compose(text, name))
    meaning: dict[str, object] = {row.property: row.normal() for row in content.rows}
    if content.scope is not None:
        meaning["scope:"] = content.scope.normal  # no property has a colon
    digest = hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()
    return Mapping(digest, content.rows, content.scope)
