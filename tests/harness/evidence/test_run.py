"""A run is read back from its own file, or from JUnit's."""

from pathlib import Path

import pytest

from harness.evidence.folder import slug
from harness.evidence.run import NoRun, Result, Run, read, write

RUN = Run(
    [Result("a::b", "passed", 2), Result("a::a", "failed", 1, "awaited: x", "bridge"), Result("a::c", "skipped", 0)],
    rung="embedded",
    seed="4711",
)
JUNIT = """<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">
<testcase classname="scenarios.test_a" name="test_one[scim2]" time="1.5">
<properties><property name="people seed" value="4711" /></properties>
<failure message="short">E   harness.errors.WaitFailed: awaited: x
E   stuck at: bridge: y</failure></testcase>
<testcase classname="scenarios.test_a" name="test_two" time="0.5" />
<testcase classname="scenarios.test_a" name="test_three" time="0"><skipped message="no engine" /></testcase>
</testsuite></testsuites>"""


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    write(RUN, tmp_path)
    assert read(tmp_path) == RUN


def test_the_headline_counts() -> None:
    assert RUN.headline == "3 scenarios: 1 passed, 1 failed, 1 skipped"
    assert Run([RUN.results[0]]).headline == "1 scenario: 1 passed, 0 failed"


def test_the_slowest_come_first() -> None:
    assert [result.test_id for result in RUN.slowest] == ["a::b", "a::a", "a::c"]


def test_without_its_own_file_junit_s_is_read(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(JUNIT)
    page = tmp_path / "tests" / slug("scenarios/test_a.py::test_one[scim2]")
    page.mkdir(parents=True)
    (page / "index.html").touch()
    run = read(tmp_path)
    failed, passed, skipped = run.results
    assert (failed.test_id, failed.sentence, failed.hop) == (
        "scenarios/test_a.py::test_one[scim2]",
        "awaited: x",
        "bridge",
    )
    assert failed.page
    assert (passed.outcome, skipped.reason) == ("passed", "no engine")
    assert (run.seed, run.seconds) == ("4711", 2.0)


@pytest.mark.parametrize("text", ["{", "[]", '{"results": [{"nonsense": 1}]}'])
def test_a_run_that_cannot_be_read_is_one_line_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(NoRun, match=r"cannot be read \(.*\): run the scenarios again"):
        read(tmp_path)


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoRun, match=r"neither run\.json nor junit\.xml: run the scenarios first"):
        read(tmp_path / "nowhere")
