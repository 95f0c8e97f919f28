"""`docs/write-a-scenario.md`, followed: its file is saved, run by its command, and passes; altered, it fails."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "write-a-scenario.md").read_text(encoding="utf-8")
EXPECTED: Final = 'lastname="Muster"'
"""What the page's scenario expects, as the page writes it."""

LONGEST: Final = 12
"""Lines of a scenario at most: the page says so."""


def code_of_the_page() -> str:
    """Return the page's one complete file: the first block of Python."""
    code: str = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
    return code


def file_name() -> str:
    """Return the name under which the page says to save it."""
    name: str = re.findall(r"^Save this as \*\*([^*]+)\*\*", PAGE, re.MULTILINE)[0]
    return name


def command() -> list[str]:
    """Return the page's first command as tox would run it: the environment's pytest, with what follows the dashes."""
    typed = re.findall(r"^\$ \./ci/tox -e e2e -- (.+)$", PAGE, re.MULTILINE)[0]
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    lines = tox["testenv:e2e"]["commands"].splitlines()
    (line,) = [each for each in lines if each.startswith("pytest ")]
    return [sys.executable, "-m", *shlex.split(line.replace("{posargs}", typed))]


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Save the file in a folder laid out as the repository is, and run it there."""
    file = folder / file_name()
    file.parent.mkdir()
    file.write_text(code, encoding="utf-8")
    shutil.copy(ROOT / "scenarios" / "conftest.py", file.parent)
    shutil.copy(ROOT / "pyproject.toml", folder)
    given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TOX_"))}
    environment = {**given, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command(), cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_scenario_of_the_page_passes(tmp_path: Path) -> None:
    done = run(tmp_path, code_of_the_page())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_the_scenario_of_the_page_fails_when_it_expects_something_else(tmp_path: Path) -> None:
    code = code_of_the_page()
    assert code.count(EXPECTED) == 1
    done = run(tmp_path, code.replace(EXPECTED, 'lastname="Other"'))
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert re.search(r"awaited: one contact with \{.*'lastname': 'Other'.*\} \(for 20 s\)", done.stdout)
    assert re.search(r"seen last: .*'lastname': 'Muster'", done.stdout)
    assert re.search(r"stuck at: HubSpot: the contact \d+ is there", done.stdout)
    assert list((tmp_path / "reports" / "tests").iterdir())


def test_the_page_s_other_scenarios_pass(tmp_path: Path) -> None:
    others = re.findall(r"^```python\n(def .*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    done = run(tmp_path, "\n\n".join(others))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(others)} passed" in done.stdout


def test_the_scenario_of_the_page_has_a_dozen_lines_at_most() -> None:
    _, _, body = code_of_the_page().partition("def ")
    assert 0 < len(body.strip().splitlines()) <= LONGEST
