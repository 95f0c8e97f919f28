"""The names on the pages are those of the code, and what a page lists it lists whole."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bridge.delivery.status import STATES
from bridge.settings import Settings, credential, variable
from bridge.trail import Step
from harness import plugin
from harness.chain import Chain
from harness.people import AWKWARD, Person
from tests.bridge.application import ANNA, Bridge, with_bridge
from walkthroughs.markdown import PAGES, ROOT, first_column, page, section

KINDS = {"Again", "Failed", "Refused", "Unreachable", "Unanswered", "Unusable"}
"""The classes whose first argument is what `bridge users` shows as the error's class."""
OUTCOMES = {"Delivered", "Refused", "Again", "Failed", "Gone", "Found", "Linked"}
HUBSPOTS_OWN = {"VALIDATION_ERROR"}
"""Error classes that are HubSpot's categories, and that the page explains."""


def calls(folder: str) -> Iterator[ast.Call]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def first_text(call: ast.Call) -> str:
    """Return the call's first argument if it is a text as it stands, else the empty one."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def error_classes() -> set[str]:
    found = {first_text(call) for call in calls("bridge") if ast.unparse(call.func).rpartition(".")[2] in KINDS}
    return {each for each in found if re.fullmatch(r"[A-Z_]+", each)} | {"UNKNOWN"}


def log_events() -> set[str]:
    named = {
        first_text(call)
        for call in calls("bridge")
        if re.fullmatch(r"(_log|bound|log)(\.(info|warning|error|exception))?", ast.unparse(call.func))
    }
    return {each for each in named if each.islower()} | {f"user_{each.casefold()}" for each in OUTCOMES}


def metrics() -> set[str]:
    async def read(bridge: Bridge) -> str:
        await bridge.say(ANNA)
        await bridge.delivered("anna")
        return (await bridge.get("/metrics")).text

    return set(re.findall(r"^# TYPE (\S+)", with_bridge(read), re.MULTILINE))


def test_the_metrics_are_those_of_the_bridge() -> None:
    there = metrics()
    assert first_column(section("operate.md", "## Metrics")) == there
    named = {
        name
        for page in PAGES
        for name in re.findall(r"\bbridge_\w+_(?:users|seconds|usable|total)\b", page.read_text())
    }
    assert named <= there


def test_the_states_are_those_of_the_bridge() -> None:
    assert first_column(section("operate.md", "## States")) == set(STATES)


def test_the_steps_of_the_trail_are_those_of_the_bridge() -> None:
    assert first_column(section("operate.md", "### The trail")) == set(get_args(Step))


def test_the_error_classes_are_all_there() -> None:
    listed = first_column(section("operate.md", "## Errors"))
    own = {each for each in listed if not each.startswith("HTTP_")}
    assert {"CONFLICT", "TIMEOUT", "DEFECT"} <= error_classes()
    assert own - HUBSPOTS_OWN == error_classes()


def test_the_events_of_the_log_are_all_there() -> None:
    assert first_column(section("operate.md", "## Logs")) == log_events()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_variables_that_a_page_names_are_settings(page: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}
    files = {f"{variable(name)}_FILE" for name in Settings.model_fields if credential(name)}
    named = set(re.findall(r"\bBRIDGE_[A-Z][A-Z_]*[A-Z]\b", page.read_text()))
    assert named <= known | files


def test_the_fixtures_and_verbs_are_those_of_the_harness() -> None:
    text = section("write-a-scenario.md", "## What a scenario is made of")
    rows: dict[str, str] = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", text, re.MULTILINE))
    assert set(rows) <= set(vars(plugin))
    for fixture, cell in rows.items():
        owner = {"person": Person}.get(fixture) or verb_class(fixture)
        if owner is not None:
            assert set(re.findall(r"`(\w+)`", cell)) <= names_of(owner), fixture


def verb_class(fixture: str) -> type | None:
    """Return the class of a chain's attribute, or None for what is no part of the chain."""
    made = inspect.getsource(Chain.__init__)
    found = re.search(rf"self\.{fixture} = (\w+)\(self\)", made)
    return None if found is None else getattr(inspect.getmodule(Chain), found[1])


def names_of(owner: type) -> set[str]:
    """Return the public names of a class: its methods, and its fields."""
    return {name for name in (*vars(owner), *getattr(owner, "__annotations__", ())) if not name.startswith("_")}


def test_the_awkward_persons_that_the_page_names_are_there() -> None:
    named = re.findall(r'new_person\("([^"]+)"\)', page("write-a-scenario.md"))
    assert named
    assert set(named) <= set(AWKWARD)
