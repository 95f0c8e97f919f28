"""The page of results lists scenarios, the failed ones first, with the way to their evidence."""

from pathlib import Path

import pytest

from harness.evidence.folder import slug
from harness.evidence.index import Results


def report(test_id: str, outcome: str, when: str = "call") -> pytest.TestReport:
    made = pytest.TestReport(test_id, ("", 0, ""), {}, outcome, None, when, duration=1.5)  # type: ignore[arg-type]  # pytest's literals
    made.user_properties.append(("people seed", "1"))
    return made


def test_failed_scenarios_come_first(tmp_path: Path) -> None:
    results = Results(tmp_path)
    for test_id, outcome in (("a::test_a", "passed"), ("b::test_b", "failed")):
        results.pytest_runtest_logreport(report(test_id, outcome))
    page = results.page()
    assert page.index("b::test_b") < page.index("a::test_a")
    assert "2 scenarios, 1 failed" in page


def test_a_scenario_whose_teardown_failed_has_failed(tmp_path: Path) -> None:
    results = Results(tmp_path)
    for when, outcome in (("setup", "passed"), ("call", "passed"), ("teardown", "failed")):
        results.pytest_runtest_logreport(report("a::test_a", outcome, when))
    assert "1 scenarios, 1 failed" in results.page()
    assert "4.50" in results.page()


def test_evidence_is_linked(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.pytest_runtest_logreport(report("a::test_a", "failed"))
    folder = tmp_path / "tests" / slug("a::test_a")
    folder.mkdir(parents=True)
    (folder / "summary.txt").touch()
    assert f'href="tests/{slug("a::test_a")}/summary.txt"' in results.page()


def test_a_test_id_is_escaped(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.pytest_runtest_logreport(report("a::test_a[<script>]", "passed"))
    assert "<script>" not in results.page()
