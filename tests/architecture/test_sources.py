"""The shape of the code: which room may know which, how long modules and functions are, what none may do.

Of the bridge, the harness may import ``HARNESS_MAY_IMPORT`` and nothing else: it starts the bridge as a process and
reads it over HTTP, as any user does. Scenarios stand on the harness alone.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import TypeAlias, TypeVar

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "bridge",
    "harness",
    "scenarios",
    "canary",
    "pages",
    "peers",
    "walkthroughs",
    "engine",
    "tests",
    "ci",
    "benchmarks",
)
HARNESS_MAY_IMPORT: tuple[str, ...] = ("bridge.mapping", "bridge.review.users")
"""Pure, and what a golden is about: a process for each case would cost half a second."""
NEVER = {
    "bridge": ("harness", "scenarios", "tests"),
    "bridge.mapping": ("bridge",),
    "bridge.scim": ("bridge.hubspot", "bridge.delivery", "bridge.mapping"),
    "bridge.hubspot": ("bridge.scim", "bridge.mapping", "bridge.directory", "bridge.delivery"),
    "harness": ("bridge", "scenarios", "tests"),
    "harness.hubspot": ("harness.identity_server", "harness.browser", "harness.stack"),
    "harness.identity_server": ("harness.hubspot", "harness.browser", "harness.stack"),
    "scenarios": ("bridge", "tests"),
    "canary": ("bridge", "tests", "scenarios"),
    "pages": ("bridge", "tests", "scenarios"),
    "peers": ("bridge", "tests", "scenarios"),
    "walkthroughs": ("bridge", "tests", "scenarios"),
    "engine": ("bridge", "tests", "scenarios"),
}
"""What a room does not import, its own modules and ``HARNESS_MAY_IMPORT`` aside."""
OUTSIDE_WORLD = {"asyncio", "httpx2", "os", "socket", "sqlalchemy", "ssl", "starlette", "subprocess", "urllib"}
MAPPING_READS_FILES_IN = ("bridge.mapping.mapping", "bridge.mapping.definitions")
SLEEPS = {
    "bridge.app": "a delivery that ended by a defect is started again after a while",
    "bridge.delivery.line": "a database that fails is tried again after a while",
    "harness.hubspot.fake.gate": "a fault that delays",
    "harness.waiting": "the poll",
}
"""Modules that may await ``asyncio.sleep``, and what for. A test may where its time is virtual, or to poll."""
POLL = 0.02
"""Seconds between two looks at something that is awaited."""
VIRTUAL_TIME = "harness.simulation.clock"
BROUGHT_ALONG = {"pydantic-core": "pydantic"}
"""Distributions that another one pins exactly and whose names it shows to its users."""
SKIPS = {"skip", "skipif", "xfail", "importorskip"}  # the words that this test looks for; nothing is skipped here

Node = TypeVar("Node", bound=ast.AST)
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed source file under its dotted name."""

    name: str
    lines: int
    tree: ast.Module

    def is_in(self, room: str) -> bool:
        """Tell whether the module is the room or in it."""
        return is_under(self.name, room)

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        """Yield every node of the kind."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))


@cache
def modules() -> tuple[Module, ...]:
    return tuple(read(path) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))


def read(path: Path) -> Module:
    text = path.read_text()
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, text.count("\n"), ast.parse(text))


def imports(module: Module) -> Iterator[str]:
    """Yield the dotted name of all that the module imports, wherever in it."""
    for node in module.nodes(ast.Import):
        yield from (alias.name for alias in node.names)
    for origin in module.nodes(ast.ImportFrom):
        assert not origin.level, f"{module.name} imports relatively; write the whole name"
        yield from (f"{origin.module}.{alias.name}" for alias in origin.names)


def is_under(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def lengths(package: str) -> list[int]:
    """Return the number of lines of every function of the package, docstring apart, shortest first."""
    return sorted(length(function) for module in modules() if module.is_in(package) for function in functions(module))


def functions(module: Module) -> Iterator[Function]:
    yield from module.nodes(ast.FunctionDef)
    yield from module.nodes(ast.AsyncFunctionDef)


def length(function: Function) -> int:
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return lines


def called(node: ast.expr) -> str:
    """Return the dotted name of what a call calls, as far as it is one."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


@pytest.mark.parametrize("room", NEVER)
def test_a_room_imports_nothing_of_the_rooms_above_or_beside_it(room: str) -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.is_in(room)
        for name in imports(module)
        if is_under(name, *NEVER[room]) and not is_under(name, room)
        if not (room == "harness" and is_under(name, *HARNESS_MAY_IMPORT))
    ]
    assert wrong == []


def test_the_mapping_touches_the_outside_world_only_where_it_loads_its_files() -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.is_in("bridge.mapping")
        for name in imports(module)
        if name.partition(".")[0] in OUTSIDE_WORLD
        or (is_under(name, "pathlib", "importlib") and module.name not in MAPPING_READS_FILES_IN)
    ]
    assert wrong == []


@pytest.mark.parametrize(("package", "extra"), [("bridge", ""), ("harness", "harness")])
def test_a_package_imports_only_what_its_installation_brings(package: str, extra: str) -> None:
    declared = set(declared_dependencies(extra))
    wrong = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.is_in(package)
        for name in imports(module)
        if not is_under(name, "bridge", "harness") and name.partition(".")[0] not in sys.stdlib_module_names
        if not declared & owners(name.partition(".")[0])
    ]
    assert wrong == []


installed = cache(packages_distributions)


def owners(package: str) -> set[str]:
    """Return the distributions to declare for a top-level package."""
    names = {key(name) for name in installed().get(package, [])}
    return {BROUGHT_ALONG.get(name, name) for name in names}


def declared_dependencies(extra: str) -> Iterator[str]:
    """Yield the distributions that ``pip install .``, or with the extra, asks for."""
    for line in requires("wso2-hubspot-bridge") or []:
        requirement, _, marker = line.partition(";")
        if "extra ==" not in marker or (extra and f"'{extra}'" in marker.replace('"', "'")):
            yield key(requirement)


def key(requirement: str) -> str:
    """Return the normal form of a distribution's name, with the versions cut off."""
    name = requirement.strip()
    for end in "<>=!~[ ":
        name = name.partition(end)[0]
    return name.lower().replace("_", "-").replace(".", "-")


def test_no_module_is_longer_than_400_lines() -> None:
    assert {module.name: module.lines for module in modules() if module.lines > 400} == {}


@pytest.mark.parametrize("package", ["bridge", "harness", "scenarios", "tests"])
def test_half_of_the_functions_have_under_10_lines_and_nine_in_ten_under_30(package: str) -> None:
    found = lengths(package)
    assert statistics.median(found) < 10
    assert found[len(found) * 9 // 10] < 30


def test_only_named_modules_sleep_and_only_by_asyncio() -> None:
    sleeping = {
        f"{module.name} calls {ast.unparse(node)}"
        for module in modules()
        for node in module.nodes(ast.Call)
        if called(node.func).rpartition(".")[2] == "sleep" and not may_sleep(module, node)
    }
    assert sleeping == set()


def may_sleep(module: Module, call: ast.Call) -> bool:
    if called(call.func) != "asyncio.sleep":
        return False
    seconds = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
    polls = isinstance(seconds, int | float) and seconds <= POLL
    return module.name in SLEEPS or (module.is_in("tests") and (polls or is_in_virtual_time(module)))


def is_in_virtual_time(module: Module) -> bool:
    """Tell whether a test imports the virtual clock, by itself or through a helper among the tests."""
    names = set(imports(module))
    helpers = [helper for helper in modules() if helper.is_in("tests") and any(is_under(n, helper.name) for n in names)]
    return module.is_in("tests") and any(
        is_under(name, VIRTUAL_TIME) for m in (module, *helpers) for name in imports(m)
    )


def test_every_skip_and_expected_failure_has_its_reason() -> None:
    assert [place for module in modules() for place in unreasoned(module)] == []


def unreasoned(module: Module) -> Iterator[str]:
    reasoned = {call.func for call in module.nodes(ast.Call) if has_reason(call)}
    for node in module.nodes(ast.Attribute):
        if node.attr in SKIPS and is_under(ast.unparse(node), "pytest") and node not in reasoned:
            yield f"{module.name}:{node.lineno}"


def has_reason(call: ast.Call) -> bool:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    # These two take their reason as first argument, the marks by name.
    takes_it_first = called(call.func) in {"pytest.skip", "pytest.xfail"}  # names looked for: nothing is skipped here
    texts = named or (call.args if takes_it_first else [])
    return any(not (isinstance(text, ast.Constant) and not text.value) for text in texts)


def test_nothing_is_left_for_later() -> None:
    unfinished = "NotImplementedError"  # the word that this test looks for: it may stand nowhere else
    wrong = [module.name for module in modules() for name in module.nodes(ast.Name) if name.id == unfinished]
    assert wrong == []
