"""One case: a user, what the contact would be by the file, and what it is by the mapping."""

import json
from collections.abc import Mapping as Object
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bridge.mapping import Mapping, MappingError, load
from bridge.review.users import as_kept
from harness.mapping_cases.errors import CaseError, Differs

_KEYS: Final = {"user", "contact"}
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
    try:
        resource = as_kept(case.user)
    except Exception as error:
        raise CaseError(f"{case.file}: user is no SCIM user ({error}): {_FORM}.") from error
    return dict(mapping.contact(resource)) if mapping.in_scope(resource) else None


def read(file: Path) -> Case:
    """Read a case.

    Raises:
        CaseError: it is none; says where and what to write.
    """
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseError(f"{file}: it cannot be read ({' '.join(str(error).split())}): {_FORM}.") from error
    if not isinstance(content, dict) or set(content) != _KEYS or list(content)[-1] != "contact":
        raise CaseError(f"{file}: it is no case: {_FORM}.")
    return Case(file, _user(file, content["user"]), _contact(file, content["contact"]))


def _user(file: Path, user: Any) -> Object[str, Any]:
    try:
        plain = json.loads(json.dumps(user))
    except (TypeError, ValueError) as error:
        raise CaseError(f"{file}: user has a value that JSON has not ({error}): put it in quotes.") from error
    if not isinstance(plain, dict):
        raise CaseError(f"{file}: user is no SCIM user: {_FORM}.")
    return plain


def _contact(file: Path, contact: Any) -> Object[str, str] | None:
    if contact is None:
        return None
    if isinstance(contact, dict) and all(isinstance(each, str) for item in contact.items() for each in item):
        return contact
    raise CaseError(f'{file}: contact is not all texts: write name: value, numbers in quotes, "" for what is cleared.')


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
