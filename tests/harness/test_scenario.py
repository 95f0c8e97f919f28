"""What is kept of a scenario that fails, and when."""

from pathlib import Path

import pytest

from harness.scenario import Options, Scenario
from harness.session import OwnSession


def scenario(folder: Path) -> Scenario:
    return Scenario(
        "test_it.py::test_it", OwnSession(folder / "stacks"), Options("seed", "on-failure", folder / "reports")
    )


def failed(when: str, text: str) -> pytest.TestReport:
    return pytest.TestReport("test_it.py::test_it", ("", 1, ""), {}, "failed", text, when)  # type: ignore[arg-type]  # the phase is one of three words


def evidence(folder: Path) -> Path:
    return folder / "reports" / "tests" / "test-it.py-test-it"


def test_the_evidence_of_an_earlier_run_is_gone(tmp_path: Path) -> None:
    evidence(tmp_path).mkdir(parents=True)
    (evidence(tmp_path) / "old.txt").write_text("old")
    scenario(tmp_path)
    assert not evidence(tmp_path).exists()


def test_an_end_that_fails_too_does_not_write_over_the_evidence_of_the_failure(tmp_path: Path) -> None:
    one = scenario(tmp_path)
    one.reported(failed("call", "AssertionError: the failure"))
    one.reported(failed("teardown", "StackError: the end"))
    assert "the failure" in (evidence(tmp_path) / "summary.txt").read_text()
    assert "the end" in (evidence(tmp_path) / "teardown.txt").read_text()


def test_a_failed_phase_carries_its_sentence_to_the_process_that_reports(tmp_path: Path) -> None:
    report = failed("call", "E   harness.errors.WaitFailed: awaited: x\nE   stuck at: bridge: it has no record")
    scenario(tmp_path).reported(report)
    told = dict(report.user_properties)["failure"]
    assert isinstance(told, dict)
    assert (told["first"], told["hop"]) == ("awaited: x", "bridge")


def test_the_page_is_beside_the_summary(tmp_path: Path) -> None:
    one = scenario(tmp_path)
    one.note("alice registers")
    one.reported(failed("call", "AssertionError: the failure"))
    page = (evidence(tmp_path) / "index.html").read_text()
    assert "the failure" in page
    assert "alice registers" in page
