"""The lines that run tests: on pages, in the pipelines that a page shows, and in `.ci/run`; what tox makes of them."""

import configparser
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

from walkthroughs.markdown import ROOT, Block, blocks
from walkthroughs.terminal import typed

STARTS: Final = "./ci/tox"
SHORT: Final = "scenarios/test_profile_edit.py::test_with_a_wrong_password_nobody_gets_in"
"""A scenario for a line that is run on one alone: it takes seconds, on each rung and release."""


def on_page(page: str) -> list[str]:
    """Return the lines of a page's console blocks that run tests, without their comments."""
    commands = [each.command for block in blocks("console") if block.page == page for each in typed(block.text)]
    return [plain(command) for command in commands if command.startswith(STARTS)]


def plain(line: str) -> str:
    """Return a line without comment and quotes, its words one blank apart."""
    return " ".join(shlex.split(line, comments=True))


def of_the_project() -> set[str]:
    """Return what `.ci/run` types."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    return {plain(line) for line in re.findall(r"^timeout \w+ (\./ci/tox.*)$", script, re.MULTILINE)}


def is_of_the_project(line: str) -> bool:
    """Return whether `.ci/run` types a line, or runs each of the environments that it names."""
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    by_default = {f"{STARTS} -e {name}" for name in tox["tox"]["env_list"].split()}
    run = of_the_project() | (by_default if STARTS in of_the_project() else set())
    names = re.fullmatch(rf"{STARTS} -e ([\w,-]+)", line)
    return line in run or (names is not None and {f"{STARTS} -e {name}" for name in names[1].split(",")} <= run)


def in_pipelines() -> list[str]:
    """Return every step of the pipelines on ci.md that runs something, once for each value of its matrix."""
    readers = {"github": _github, "gitlab": _gitlab, "jenkins": _jenkins}
    shown = [block for block in blocks("yaml", "groovy") if block.page == "ci.md" and "ci/" in block.info]
    return [plain(line) for block in shown for line in readers[block.info.split("/")[1]](block)]


def _github(block: Block) -> Iterator[str]:
    for job in yaml.safe_load(block.text)["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        for step in job["steps"]:
            yield from _each(step.get("run", ""), matrix)


def _gitlab(block: Block) -> Iterator[str]:
    jobs: Mapping[str, Any] = yaml.safe_load(block.text)
    for job in (each for each in jobs.values() if isinstance(each, dict)):
        (matrix,) = job.get("parallel", {}).get("matrix", [{}])
        for line in job.get("script", ()):
            yield from _each(line, matrix)


def _jenkins(block: Block) -> Iterator[str]:
    axes = re.findall(r"name '(\w+)'\s+values (.+)", block.text)
    matrix = {name: re.findall(r"'([^']+)'", values) for name, values in axes}
    for line in re.findall(r"\bsh '([^']*)'", block.text):
        yield from _each(line, matrix)


def _each(line: str, matrix: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a step with the values of its matrix in place; nothing for a step without a line."""
    places = {name: rf"\$\{{\{{ matrix\.{name} \}}\}}|\${name}\b" for name in matrix}
    used = [name for name in matrix if re.search(places[name], line)]
    for values in product(*(matrix[name] for name in used)):
        filled = line
        for name, value in zip(used, values, strict=True):
            filled = re.sub(places[name], value, filled)
        if filled:
            yield filled


@dataclass(frozen=True, slots=True)
class Run:
    """What tox would run for a line in the end, as tox itself says: the words, and the variables that it sets."""

    words: tuple[str, ...]
    variables: Mapping[str, str]

    def __call__(self, checkout: Path, *more: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end in a checkout, with this process's Python and libraries, and with more arguments."""
        program = {"pytest": ["-m", "pytest"], "harness": ["-m", "harness"], "python": []}[self.words[0]]
        return subprocess.run(
            [sys.executable, *program, *self.words[1:], *more],
            cwd=checkout,
            env={**environment(checkout), **self.variables},
            capture_output=True,
            text=True,
            check=False,
        )


def environment(checkout: Path) -> dict[str, str]:
    """Return the environment of a person in a checkout whose programs are those of this process's environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TOX_"))}
    programs = [str(Path(sys.executable).parent), str(ROOT / ".tox" / "bootstrap" / "bin"), os.environ["PATH"]]
    return {**kept, "PATH": os.pathsep.join(programs), "PYTHONPATH": str(checkout)}


def as_tox(checkout: Path, line: str) -> Run:
    """Ask tox what it would run for a line: the environment's last command, which takes what follows the two dashes."""
    before, _, after = line.partition(" -- ")
    words = shlex.split(before.replace(STARTS, f"{STARTS} config"))
    name = words[words.index("-e") + 1]
    asked = subprocess.run(
        [*words, "-k", "commands", "set_env", "--", *after.split()],
        cwd=checkout,
        env=environment(checkout),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    told = configparser.ConfigParser(interpolation=None, delimiters="=", empty_lines_in_values=False)
    told.read_string(asked.stdout)
    section = told[f"testenv:{name}"]
    sets = dict(each.split("=", 1) for each in section["set_env"].split("\n") if "=" in each)
    own = {key: value for key, value in sets.items() if not key.startswith(("TOX_", "PYTHON"))}
    return Run(tuple(shlex.split(section["commands"].strip().splitlines()[-1])), own)
