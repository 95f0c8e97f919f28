"""Several runs in one table: what became of each scenario, and by how much longer it took than in the first run."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from harness.cli import app
from harness.evidence.comparison import Column, Comparison, Row
from harness.evidence.index import Results
from harness.evidence.report import SUMMARY, write_pages
from harness.evidence.run import PAGE, Result, Run, write

FAILED = Result("s/test_a.py::test_two_b", "failed", 9.0, "awaited: one <contact>", "bridge", page="tests/b/index.html")
EMBEDDED = Run(
    [
        Result("s/test_a.py::test_one", "passed", 2.0),
        Result("s/test_a.py::test_two_b", "passed", 3.0),
        Result("s/test_b.py::test_three[scim2]", "passed", 1.0),
    ],
    rung="embedded",
    started_at=1_790_000_000.0,
    seconds=4.0,
    processes=2,
)
REAL = Run(
    [
        Result("s/test_a.py::test_one", "passed", 3.0),
        FAILED,
        Result("s/test_b.py::test_four", "skipped", 0.0, reason="rung real-is: no | faults"),
    ],
    rung="real-is",
    seconds=13.0,
    servers={"identity server": "wso2/wso2is:7.1.0", "hubspot": "https://hubspot.example"},
)
BOTH = Comparison([Column("embedded", EMBEDDED), Column("real", REAL, "../real/index.html")])


def row(name: str) -> Row:
    (found,) = [each for each in BOTH.rows if each.test_id.endswith(name)]
    return found


def outcomes(of: Row) -> list[str]:
    return [cell.outcome for cell in of.cells]


def test_every_scenario_of_every_run_has_a_row() -> None:
    assert [each.test_id for each in BOTH.rows] == sorted(
        {result.test_id for run in (EMBEDDED, REAL) for result in run.results}
    )


def test_a_scenario_that_a_run_did_not_have_was_not_run_there() -> None:
    assert outcomes(row("test_four")) == ["not run", "skipped"]
    assert outcomes(row("test_three[scim2]")) == ["passed", "not run"]


def test_the_ratio_is_to_the_first_run_and_only_where_both_passed() -> None:
    assert [cell.ratio for cell in row("test_one").cells] == [1.0, 1.5]
    assert [cell.ratio for cell in row("test_two_b").cells] == [1.0, None]
    assert [cell.ratio for cell in row("test_four").cells] == [None, None]


def test_a_failure_has_its_sentence_and_the_way_to_its_page_and_a_skip_its_reason() -> None:
    assert row("test_two_b").cells[1].said == "awaited: one <contact>"
    assert row("test_two_b").cells[1].link == "../real/tests/b/index.html"
    assert row("test_four").cells[1].said == "rung real-is: no | faults"


def test_the_last_line_counts_and_compares_what_passed_in_both() -> None:
    first, real = BOTH.totals
    assert (first.counts, first.seconds, first.ratio) == ("3 passed, 1 not run", 6.0, 1.0)
    assert (real.counts, real.seconds, real.ratio) == ("1 passed, 1 failed, 1 skipped, 1 not run", 12.0, 1.5)


def test_the_headline_says_how_many_differ() -> None:
    assert BOTH.headline == "4 scenarios in 2 runs: 3 differ"
    assert Comparison([Column("a", EMBEDDED), Column("b", EMBEDDED)]).headline == "3 scenarios in 2 runs: 0 differ"


def test_a_row_reads_as_the_sentence_that_it_is() -> None:
    assert (row("test_two_b").sentence, row("test_two_b").file) == ("two b", "s/test_a.py")
    assert row("test_three[scim2]").sentence == "three [scim2]"


class Page(HTMLParser):
    """The tables of a page as texts, and the addresses that it asks for."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.addresses: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a row, a cell, or an address."""
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Take a text of the last cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


def compare(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["report", "--compare", *words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """Return the folders of the two runs; the second has a page."""
    write(EMBEDDED, tmp_path / "first")
    write(REAL, tmp_path / "real")
    (tmp_path / "real" / "index.html").touch()
    return [str(tmp_path / "first"), str(tmp_path / "real")]


def test_the_command_makes_one_page_that_asks_for_no_other(folders: list[str], tmp_path: Path) -> None:
    code, out, _ = compare(*folders, "--output", str(tmp_path / "out" / "table.html"))
    assert (code, out) == (0, f"4 scenarios in 2 runs: 3 differ: {tmp_path / 'out' / 'table.html'}\n")
    page = Page(tmp_path / "out" / "table.html")
    assert set(page.addresses) == {"../real/index.html", "../real/tests/b/index.html"}
    assert ["one", "passed 2.0 s", "passed 3.0 s \N{MULTIPLICATION SIGN}1.50"] in page.rows
    assert ["two b", "passed 3.0 s", "failed 9.0 s awaited: one <contact>"] in page.rows
    assert page.rows[-1][0] == "All together"
    assert page.rows[-1][2] == "1 passed, 1 failed, 1 skipped, 1 not run 12.0 s \N{MULTIPLICATION SIGN}1.50"


def test_a_run_is_named_by_its_rung_and_its_servers(folders: list[str], tmp_path: Path) -> None:
    compare(*folders, "--output", str(tmp_path / "table.html"))
    heading = ["Scenario", "embedded", "real-is, wso2/wso2is:7.1.0, hubspot https://hubspot.example"]
    assert heading in Page(tmp_path / "table.html").rows


def test_the_same_is_there_as_markdown(folders: list[str], tmp_path: Path) -> None:
    compare(*folders, "--output", str(tmp_path / "table.html"))
    lines = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert r"| s/test\_a.py::test\_one | passed 2.0 s | passed 3.0 s (1.50x) |" in lines
    assert r"| s/test\_b.py::test\_four | not run | skipped: rung real-is: no \| faults |" in lines
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines if line.startswith("|")} == {4}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["{first}"], "two runs or more"),
        (["{first}", "{nowhere}"], "run the scenarios first"),
        (["{first}", "{real}", "--output", "{first}/run.json/x.html"], "cannot be written"),
        (["{first}", "{real}", "--output", "{first}/table.md"], "does not end in .html"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(folders: list[str], tmp_path: Path, words: list[str], says: str) -> None:
    named = {"first": folders[0], "real": folders[1], "nowhere": tmp_path / "nowhere"}
    code, out, errors = compare(*(word.format(**named) for word in words))
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert says in errors


def test_folders_without_compare_are_wrong_use() -> None:
    done = CliRunner().invoke(app, ["report", "somewhere"])
    assert (done.exit_code, "--compare" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("given", "servers"),
    [
        ({"rung": "embedded", "is_image": "wso2/wso2is:7.1.0"}, {}),
        ({"rung": "real-is", "is_image": "wso2/wso2is:6.1.0"}, {"identity server": "wso2/wso2is:6.1.0"}),
        ({"rung": "containers", "profile": "6.1"}, {}),
        ({"rung": "containers", "profile": "7.1"}, {"identity server": "simulated 7.1"}),
        ({"rung": "embedded", "identity_server": "https://is.example"}, {"identity server": "https://is.example"}),
    ],
)
def test_a_run_knows_what_stood_for_a_server(tmp_path: Path, given: dict[str, Any], servers: dict[str, str]) -> None:
    usual = {"identity_server": "simulated", "bridge": "process", "hubspot": "fake"}
    config = SimpleNamespace(option=SimpleNamespace(**{**usual, **given}))
    assert Results(tmp_path, cast("pytest.Config", config)).run().servers == servers


def test_the_pages_of_a_run_name_the_image_or_the_release(tmp_path: Path) -> None:
    write_pages(REAL, tmp_path)
    assert "<dt>identity server</dt><dd>wso2/wso2is:7.1.0</dd>" in (tmp_path / PAGE).read_text(encoding="utf-8")
    assert "identity server wso2/wso2is:7.1.0" in (tmp_path / SUMMARY).read_text(encoding="utf-8")


def test_a_run_is_repeated_on_the_same_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOX_ENV_NAME", raising=False)
    option = SimpleNamespace(rung="real-is", is_image="is:6.1.0", profile=None, people_seed="4711", randomly_seed=8)
    run = Results(tmp_path, cast("pytest.Config", SimpleNamespace(option=option))).run()
    assert run.again == "pytest --rung real-is --is-image is:6.1.0 --randomly-seed=8 --people-seed 4711"


def test_a_run_of_before_says_nothing_of_its_servers(tmp_path: Path) -> None:
    write(replace(EMBEDDED), tmp_path)
    file = tmp_path / "run.json"
    document = json.loads(file.read_text())
    del document["servers"]
    file.write_text(json.dumps(document))
    code, _, _ = compare(str(tmp_path), str(tmp_path), "--output", str(tmp_path / "table.html"))
    assert code == 0
