"""The report of a run, gathered by the process that reports: under xdist the controlling one."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from harness.evidence.again import again, chain_of
from harness.evidence.report import SUMMARY, TEXT, write_pages
from harness.evidence.run import PAGE, PEOPLE_SEED, Result, Run, page_of, write
from harness.rungs.abilities import RELEASES
from harness.seams import Clock, system_clock

_STEP_SUMMARY: Final = "GITHUB_STEP_SUMMARY"
"""Names the file whose Markdown GitHub shows on a job's page."""


_AS_USUAL: Final = {"identity_server": "simulated", "bridge": "process", "hubspot": "fake"}
"""The options that replace a link of the chain, with their defaults, which say nothing."""


class Results:
    """A pytest plugin: takes what became of each scenario, and writes the report at the end, when there was one."""

    def __init__(self, folder: Path, config: pytest.Config | None = None, clock: Clock = system_clock) -> None:
        """Take the folder of reports; from the configuration, what the run was started with."""
        self._folder = folder
        self._options = config.option if config is not None else None
        self._clock = clock
        self._started_at = clock()
        self._results: dict[str, Result] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of a test; tests that are no scenarios carry no people seed."""
        told = dict(report.user_properties)
        if PEOPLE_SEED not in told:
            return
        before = self._results.get(report.nodeid, Result(report.nodeid, "passed", 0))
        after = replace(before, seconds=before.seconds + report.duration)
        self._results[report.nodeid] = _with_outcome(after, report, told.get("failure"))

    def pytest_sessionfinish(self) -> None:
        """Write the report, and GitHub's step summary where there is one."""
        if not self._results:
            return
        run = self.run()
        write(run, self._folder)
        write_pages(run, self._folder)
        if step_summary := os.environ.get(_STEP_SUMMARY):
            with Path(step_summary).open("a", encoding="utf-8") as file:
                file.write((self._folder / SUMMARY).read_text(encoding="utf-8"))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the report is; when something failed, what the report says, in at most 4 KB."""
        if not self._results:
            return
        terminalreporter.section("report", sep="-")
        if self.run().failed:
            terminalreporter.write((self._folder / TEXT).read_text(encoding="utf-8"))
        terminalreporter.write_line(f"report: {_from_here(self._folder / PAGE)}")

    def run(self) -> Run:
        """Return what became of the run so far."""
        results = [replace(result, page=page_of(result.test_id, self._folder)) for result in self._results.values()]
        seed, order = self._option("people_seed") or "", str(self._option("randomly_seed") or "")
        return Run(
            results=results,
            rung=self._option("rung") or "",
            seed=seed,
            order_seed=order,
            again=again(seed, *chain_of(self._options), *([f"--randomly-seed={order}"] if order else [])),
            processes=len(self._option("tx") or []) or 1,
            started_at=self._started_at,
            seconds=self._clock() - self._started_at,
            servers=self._servers(),
        )

    def _servers(self) -> dict[str, str]:
        """Return what stood for a server, where the rung does not say it by itself."""
        given = {link: str(self._option(link) or _AS_USUAL[link]) for link in _AS_USUAL}
        named = {link.replace("_", " "): what for link, what in given.items() if what != _AS_USUAL[link]}
        image, profile = self._option("is_image"), self._option("profile")
        if image and self._option("rung") == "real-is":
            return {"identity server": image, **named}
        if profile and profile != RELEASES[0]:
            return {"identity server": f"simulated {profile}", **named}
        return named

    def _option(self, name: str) -> Any:
        """Return an option of the run; None where the plug-in that has it is absent."""
        return getattr(self._options, name, None)


def _with_outcome(result: Result, report: pytest.TestReport, failure: Any) -> Result:
    """Return the result after a phase: what failed stays failed, with the first sentence."""
    if result.outcome == "failed" or report.outcome == "passed":
        return result
    if report.outcome == "skipped":
        expected = getattr(report, "wasxfail", "")  # pytest's word for a failure that was expected: read, never set
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else expected
        return replace(result, outcome="skipped", reason=str(reason).removeprefix("Skipped: "))
    said = failure if isinstance(failure, dict) else {"first": "no reason given"}
    return replace(result, outcome="failed", sentence=said.get("first", ""), hop=said.get("hop", ""))


def _from_here(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
