"""Which scenarios a change of the mapping touches, read from their sources: none is run.

A scenario says what it is about by the verbs it calls: one that edits the last name is about ``lastname``, one that
looks for ``mobilephone="…"`` about that. ``EDITS`` and ``LOOKS`` are the whole of the knowledge; a test holds them to
the verbs. What a scenario does by a helper of its own is followed within its file.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.errors import HarnessError, WrongInput

_WRONG_INPUT: Final = 2
"""The bridge's exit code for a mapping that cannot be used."""

PERSON: Final = ("firstname", "lastname", "email", "phone")
"""What HubSpot's page is expected to show of everybody."""

EDITS: Final[Mapping[str, tuple[str, ...]]] = {
    "edit_first_name": ("firstname",),
    "begin_to_edit_first_name": ("firstname",),
    "edit_last_name": ("lastname",),
    "edit_email": ("email",),
    "edit_mobile": ("mobilephone", "phone"),
}
"""Verbs that change something of a person, and the properties it arrives in."""

LOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    "shows": PERSON,
    "shows_nobody": ("email",),
    "knows_already": ("email",),
    "has_received": (),
    "history": (),
    "history_on_page": (),
}
"""Verbs that look at properties: those in any case, and those that the call names."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario.

    Attributes:
        id: as pytest takes it.
        about: the properties it changes or names.
        sees: all properties it looks at.
    """

    id: str
    about: frozenset[str]
    sees: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the mapping that a change touches; ``everybody``: it touches who becomes a contact at all."""

    properties: tuple[str, ...]
    everybody: bool


def scenarios(folder: Path) -> list[Scenario]:
    """Read the scenarios of a folder.

    Raises:
        WrongInput: there are none, or a file of them is no Python.
    """
    found = [each for file in sorted(folder.glob("test_*.py")) for each in _of_file(file)]
    if not found:
        raise WrongInput(f"there are no scenarios in {folder}: give their folder by --scenarios")
    return found


def touched(all_of_them: Iterable[Scenario], rows: Rows) -> list[Scenario]:
    """Return the scenarios that changed rows touch: those about them first, then those that look at them."""
    changed = set(rows.properties)
    everyone = list(all_of_them)
    first = [each for each in everyone if each.about & changed]
    then = [each for each in everyone if each not in first and (rows.everybody or each.sees & changed)]
    return [*first, *then]


def changed_rows(old: str, new: str) -> Rows:
    """Ask the bridge which rows differ between two mappings, files or git revisions.

    Raises:
        WrongInput: one cannot be used; says which and why.
        HarnessError: the bridge does not run.
    """
    command = [sys.executable, "-m", "bridge", "mapping", "diff", old, new, "--users", "-", "--format", "json"]
    # The rows that differ are the same whoever the users are; one is needed.
    ended = subprocess.run(  # noqa: S603 - the bridge of this installation
        command, input='{"userName": "nobody"}', capture_output=True, text=True, check=False
    )
    said = ended.stderr.strip().removeprefix("bridge: ")
    if ended.returncode == _WRONG_INPUT:
        raise WrongInput(said)
    if ended.returncode not in {0, 1} or not ended.stdout:
        raise HarnessError(said.rpartition("\n")[2] or "bridge mapping diff said nothing; run it")
    document: dict[str, Any] = json.loads(ended.stdout)
    return Rows(tuple(row["property"] for row in document["rows"]), document["scope"] is not None)


def _of_file(file: Path) -> Iterator[Scenario]:
    functions = {node.name: node for node in _module(file).body if isinstance(node, ast.FunctionDef)}
    for name, function in functions.items():
        if name.startswith("test_"):
            about, sees = _properties(function, functions)
            yield Scenario(f"{file.as_posix()}::{name}", frozenset(about), frozenset(sees | about))


def _module(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        raise WrongInput(f"{file}:{line}: is no Python ({reason}); mend it, or give another folder") from error


def _properties(function: ast.FunctionDef, helpers: Mapping[str, ast.FunctionDef]) -> tuple[set[str], set[str]]:
    """Return what a function is about and what it looks at, its helpers' own included."""
    about: set[str] = set()
    sees: set[str] = set()
    waiting, done = [function], {function.name}
    while waiting:
        for call in (node for node in ast.walk(waiting.pop()) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute):
                about |= {*EDITS.get(call.func.attr, ()), *_named(call, call.func.attr)}
                sees |= set(LOOKS.get(call.func.attr, ()))
            elif isinstance(call.func, ast.Name) and call.func.id in helpers.keys() - done:
                waiting.append(helpers[call.func.id])
                done.add(call.func.id)
    return about, sees


def _named(call: ast.Call, verb: str) -> Iterator[str]:
    """Yield the properties that a call names: by keyword, or as the text that a history is asked for by."""
    if verb not in LOOKS:
        return
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    if verb.startswith("history"):
        texts = (each.value for each in call.args if isinstance(each, ast.Constant))
        yield from (text for text in texts if isinstance(text, str))
