"""The report of a run, for a browser, for GitHub and for a terminal."""

from pathlib import Path

from typer.testing import CliRunner

from harness.cli import app
from harness.evidence.report import TEXT_BYTES, markdown, page, text
from harness.evidence.run import Result, Run, write

FAILED = Result(
    "s/test_a.py::test_a[x|<y>]",
    "failed",
    3.0,
    "awaited: one <contact>",
    "bridge to HubSpot",
    page="tests/a/index.html",
)
PASSED = Result("s/test_a.py::test_b", "passed", 1.0)
RUN = Run(
    [PASSED, FAILED],
    rung="embedded",
    seed="4711",
    order_seed="12",
    again="pytest --people-seed 4711",
    processes=2,
    started_at=1.0,
    seconds=2.5,
)


def many(number: int, sentence: str = "awaited: something") -> Run:
    return Run([Result(f"s/test_a.py::test_{each}", "failed", 1.0, sentence, "bridge") for each in range(number)])


def test_the_page_says_what_ran_and_how_to_run_it_again() -> None:
    html = page(RUN)
    assert "2 scenarios: 1 passed, 1 failed" in html
    assert "2.5 s on 2 processes" in html
    assert "<code>pytest --people-seed 4711</code>" in html


def test_a_failed_scenario_is_there_with_sentence_hop_and_the_way_to_its_page() -> None:
    html = page(RUN)
    assert '<a href="tests/a/index.html">s/test_a.py::test_a[x|&lt;y&gt;]</a>' in html
    assert "awaited: one &lt;contact&gt;" in html
    assert "bridge to HubSpot" in html


def test_the_slowest_is_first_with_its_share_and_a_bar() -> None:
    rows = page(RUN).partition("All, the slowest first")[2]
    assert rows.index("test_a[x") < rows.index("test_b")
    assert "75 %" in rows
    assert 'class="bar passed" style="width: 33.3%"' in rows


def test_the_page_asks_for_no_other_file() -> None:
    assert all(word not in page(RUN) for word in ("<script", "<link", "src=", "@import", "url("))


def test_a_run_without_failures_has_no_such_list() -> None:
    assert "Failed</h2>" not in page(Run([PASSED]))


def test_the_step_summary_is_a_table_that_no_test_s_name_can_break() -> None:
    (row,) = [line for line in markdown(RUN).splitlines() if line.startswith("| s/")]
    assert row == "| s/test\\_a.py::test\\_a\\[x\\|&lt;y&gt;\\] | awaited: one &lt;contact&gt; | bridge to HubSpot |"


def test_the_step_summary_says_how_many_failures_it_leaves_out() -> None:
    assert "and 10 more" in markdown(many(60))


def test_the_text_says_what_failed_where_and_where_to_look() -> None:
    lines = text(RUN).splitlines()
    assert lines[:3] == [
        "2 scenarios: 1 passed, 1 failed",
        "rung embedded, 2.5 s on 2 processes",
        "people seed 4711, order seed 12",
    ]
    assert [line.strip() for line in lines[4:8]] == [
        f"FAILED {FAILED.test_id}",
        "awaited: one <contact>",
        "hop: bridge to HubSpot",
        "see: tests/a/index.html",
    ]


def test_the_text_has_at_most_4_kb_and_says_what_it_leaves_out() -> None:
    for run in (many(1000), many(30, "é" * 5000), Run([Result("x" * 9000, "failed", 1.0)])):
        assert len(text(run).encode()) <= TEXT_BYTES
    assert "more failed: see index.html" in text(many(1000))


def test_the_command_makes_the_pages_of_an_earlier_run_again(tmp_path: Path) -> None:
    write(RUN, tmp_path)
    done = CliRunner().invoke(app, ["report", "--reports", str(tmp_path)])
    assert (done.exit_code, "1 failed" in done.output) == (0, True)
    assert {path.name for path in tmp_path.iterdir()} == {"run.json", "index.html", "summary.md", "summary.txt"}


def test_the_command_without_a_run_is_wrong_use_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "--reports", str(tmp_path)])
    assert done.exit_code == 2
    assert "run the scenarios first" in done.output
    assert done.output.count("\n") == 1
