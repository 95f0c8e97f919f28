"""``reports/index.html``: the scenarios of a run, what became of each, and where its evidence is."""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from harness.evidence.folder import slug

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Scenarios</title>
<style>
body {{ font-family: sans-serif; margin: 2rem }}
td, th {{ padding: .2rem .8rem; text-align: left }}
.failed {{ color: #b00020 }}
</style></head>
<body>
<h1>Scenarios</h1>
<p>{summary}</p>
<table>
<tr><th>Outcome</th><th>Scenario</th><th>Seconds</th><th>Evidence</th></tr>
{rows}
</table>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one scenario; ``seconds`` is the time of all its phases so far."""

    test_id: str
    outcome: str
    seconds: float


class Results:
    """A pytest plugin of the process that reports: gathers results and writes the page at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._results: dict[str, Result] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of a test; tests that are no scenarios carry no people seed."""
        if not any(name == "people seed" for name, _ in report.user_properties):
            return
        before = self._results.get(report.nodeid, Result(report.nodeid, "passed", 0))
        outcome = before.outcome if before.outcome == "failed" else report.outcome
        self._results[report.nodeid] = Result(report.nodeid, outcome, before.seconds + report.duration)

    def pytest_sessionfinish(self) -> None:
        """Write the page, when there was a scenario."""
        if self._results:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "index.html").write_text(self.page(), encoding="utf-8")

    def page(self) -> str:
        """Return the page: the failed ones first, then by name."""
        results = sorted(self._results.values(), key=lambda result: (result.outcome != "failed", result.test_id))
        failed = sum(result.outcome == "failed" for result in results)
        summary = f"{len(results)} scenarios, {failed} failed"
        return _PAGE.format(summary=summary, rows="\n".join(self._row(result) for result in results))

    def _row(self, result: Result) -> str:
        name = slug(result.test_id)
        evidence = self._folder / "tests" / name / "summary.txt"
        link = f'<a href="tests/{name}/summary.txt">{name}</a>' if evidence.exists() else ""
        cells = (result.outcome, html.escape(result.test_id), f"{result.seconds:.2f}", link)
        return f'<tr class="{result.outcome}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
