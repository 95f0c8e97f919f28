"""The process that reports gathers what became of the scenarios, and writes the report at the end."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.folder import slug
from harness.evidence.index import Results
from harness.evidence.run import Result

FAILURE = {"first": "awaited: a contact", "seen": "", "stuck": "", "hop": "bridge", "rest": ""}


def report(test_id: str, outcome: str, when: str = "call", **told: Any) -> pytest.TestReport:
    made = pytest.TestReport(test_id, ("", 0, ""), {}, outcome, None, when, duration=1.5)  # type: ignore[arg-type]  # pytest's literals
    made.user_properties += [("people seed", "1"), *told.items()]
    return made


def results(folder: Path, *reports: pytest.TestReport) -> Results:
    taken = Results(folder, clock=lambda: 100.0)
    for each in reports:
        taken.pytest_runtest_logreport(each)
    return taken


def only(taken: Results) -> Result:
    (result,) = taken.run().results
    return result


def test_a_scenario_whose_teardown_failed_has_failed(tmp_path: Path) -> None:
    phases = (("setup", "passed"), ("call", "passed"), ("teardown", "failed"))
    taken = results(tmp_path, *(report("a::test_a", outcome, when) for when, outcome in phases))
    assert (only(taken).outcome, only(taken).seconds) == ("failed", 4.5)


def test_the_first_sentence_of_a_failure_is_kept(tmp_path: Path) -> None:
    first = report("a::test_a", "failed", failure=FAILURE)
    taken = results(tmp_path, first, report("a::test_a", "failed", "teardown", failure={**FAILURE, "first": "later"}))
    assert (only(taken).sentence, only(taken).hop) == ("awaited: a contact", "bridge")


def test_a_skip_is_kept_with_its_reason(tmp_path: Path) -> None:
    skipped = report("a::test_a", "skipped", "setup")
    skipped.longrepr = ("file", 1, "Skipped: no engine")
    taken = results(tmp_path, skipped, report("a::test_a", "passed", "teardown"))
    assert (only(taken).outcome, only(taken).reason) == ("skipped", "no engine")


def test_evidence_is_linked_where_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / slug("a::test_a")
    folder.mkdir(parents=True)
    (folder / "index.html").touch()
    assert only(results(tmp_path, report("a::test_a", "failed"))).page == f"tests/{slug('a::test_a')}/index.html"
    assert only(results(tmp_path, report("a::test_b", "failed"))).page == ""


def test_a_test_that_is_no_scenario_is_not_taken(tmp_path: Path) -> None:
    plain = pytest.TestReport("a::test_a", ("", 0, ""), {}, "passed", None, "call")
    taken = results(tmp_path, plain)
    taken.pytest_sessionfinish()
    assert list(tmp_path.iterdir()) == []


def test_the_end_leaves_the_report_in_all_its_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    results(tmp_path, report("a::test_a", "passed")).pytest_sessionfinish()
    assert {path.name for path in tmp_path.iterdir()} == {"run.json", "index.html", "summary.md", "summary.txt"}
    assert json.loads((tmp_path / "run.json").read_text())["results"][0]["test_id"] == "a::test_a"


def test_github_s_step_summary_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "step.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    results(tmp_path / "reports", report("a::test_a", "passed")).pytest_sessionfinish()
    assert summary.read_text() == f"before\n{(tmp_path / 'reports' / 'summary.md').read_text()}"
