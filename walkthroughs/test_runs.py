"""The lines of harness.md, pages.md, peers.md, ci.md and mapping-changes.md that run tests, in a fresh clone.

What `.ci/run` types itself is not done again here (tests/docs/test_runs.py compares). Each other line is run as tox
says that it would run it, with one test behind it, so that it takes seconds; or it collects what it selects.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from walkthroughs.markdown import ROOT, blocks
from walkthroughs.runs import SHORT, STARTS, as_tox, environment, in_pipelines, is_of_the_project, on_page
from walkthroughs.terminal import terminal, typed

LINES: Final = [line for page in ("harness.md", "pages.md", "peers.md") for line in on_page(page)]
LEFT: Final = [line for line in LINES if not is_of_the_project(line)]
SELECTING: Final = [line for line in LEFT if " -k " in line]
SCENARIOS: Final = [line for line in LEFT if "-e e2e " in line and line not in SELECTING]
ROUNDS: Final = [line for line in LEFT if "-e stability" in line]
TABLES: Final = sorted({line for line in in_pipelines() if "--compare" in line})

ONE_PROCESS: Final = ("-n0",)
"""Of the two, one would start for nothing."""
SAYS: Final[Mapping[str, str]] = {"--people-seed": "people seed {}", "--profile": "release {}"}
"""What a run says of an option, by which one sees that it was heard."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh clone, on its branch main."""
    folder = tmp_path_factory.mktemp("fresh") / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "--quiet", "-B", "main"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def played(clone: Path) -> Mapping[str, str]:
    """Run every line of scenarios with the short one behind it, keep its results, and return what each printed."""
    printed = {}
    for number, line in enumerate(SCENARIOS):
        done = as_tox(clone, line)(clone, *ONE_PROCESS, SHORT)
        printed[line] = done.stdout
        assert done.returncode == 0, done.stdout + done.stderr
        for folder in ("runs", "reports"):
            (clone / folder / str(number)).mkdir(parents=True)
            shutil.copy(clone / "reports" / "run.json", clone / folder / str(number))
    return printed


def git(clone: Path, arguments: str) -> None:
    identity = "-c user.name=Author -c user.email=author@example.com"
    subprocess.run(shlex.split(f"git {identity} {arguments}"), cwd=clone, check=True)


def test_every_line_is_run_or_collected_by_a_test_below() -> None:
    assert set(LEFT) == {*SCENARIOS, *ROUNDS, *SELECTING}


@pytest.mark.parametrize("line", SCENARIOS)
def test_a_line_of_scenarios_runs_and_heeds_its_options(played: Mapping[str, str], line: str) -> None:
    _, _, given = line.partition(" -- ")
    option, value = given.split()
    assert "1 passed" in played[line]
    assert SAYS[option].format(value) in played[line]


@pytest.mark.parametrize("line", SELECTING)
def test_a_line_that_selects_by_words_collects_the_tests_that_have_them(clone: Path, line: str) -> None:
    done = as_tox(clone, line)(clone, "--collect-only", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"^\w+/test_\w+\.py::.+$", done.stdout, re.MULTILINE)
    words = line.split(" -k ")[1]
    assert found
    assert [name for name in found if words not in name] == []
    assert re.search(r"\(\d+ deselected\)", done.stdout)


def test_the_rounds_of_the_page_are_played_in_the_orders_that_it_gives(clone: Path) -> None:
    plain, given = ROUNDS
    helped = as_tox(clone, plain)(clone, "--help").stdout
    assert "how many rounds (default: 20)" in helped
    done = as_tox(clone, given)(clone, *ONE_PROCESS, SHORT)
    rounds, first = (int(number) for number in re.findall(r" (\d+)", given))
    wanted = [f"round {number + 1} of {rounds}: seed {first + number}, 1 passed" for number in range(rounds)]
    assert re.findall(r"^round .* passed", done.stdout, re.MULTILINE) == wanted
    assert done.returncode == 0


@pytest.mark.parametrize("line", TABLES)
def test_a_pipeline_s_table_has_all_runs(clone: Path, played: Mapping[str, str], line: str) -> None:
    pattern, output = re.findall(r"--compare (\S+) --output (\S+)", line)[0]
    folders = sorted(str(path.relative_to(clone)) for path in clone.glob(pattern))  # as the shell does
    done = as_tox(clone, line.replace(pattern, " ".join(folders)))(clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(folders) == len(played)
    scenario = SHORT.partition("::test_")[2].replace("_", " ")
    assert scenario in (clone / output).read_text(encoding="utf-8").casefold()


def test_the_scenarios_that_a_change_of_the_mapping_touches_are_run_by_the_page_s_line(clone: Path) -> None:
    contacts, line = (
        next(each.text for each in blocks() if each.page == "mapping-changes.md" and words in each.info + each.text)
        for words in ("yaml contacts", "--touched-by main:")
    )
    mapping = clone / "mapping" / "contacts.yaml"
    mapping.write_text(contacts, encoding="utf-8")
    git(clone, "add mapping")
    git(clone, "commit --quiet --message Contacts")
    mapping.write_text(f"{contacts}  company: title\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", line], cwd=clone, env=environment(clone), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of " in done.stderr.splitlines()[0]
    assert "1 passed" in done.stdout


@pytest.mark.skipif(shutil.which("javac") is None, reason="this machine has no JDK, which the page asks for")
def test_the_simulator_with_wso2_s_own_connector_comes_up_by_the_page_s_line(tmp_path: Path) -> None:
    (text,) = (block.text for block in blocks("console") if block.page == "peers.md")
    (line,) = (each.command for each in typed(text) if not each.command.startswith(STARTS))
    with terminal(tmp_path) as opened:
        assert re.search(r"^ready https://", opened.type(line), re.MULTILINE)
