"""What became of the scenarios of one run, as values: kept in ``reports/run.json``, read from there or from JUnit's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from harness.evidence.folder import slug
from harness.evidence.sentence import sentence_of

RUN_FILE: Final = "run.json"
JUNIT_FILE: Final = "junit.xml"
PAGE: Final = "index.html"
PEOPLE_SEED: Final = "people seed"
"""The property of a test by which it is a scenario: what its people are made from."""


class NoRun(Exception):
    """A folder has no run that could be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one scenario; ``seconds`` is the time of all its phases; ``page`` leads to its evidence."""

    test_id: str
    outcome: str
    seconds: float
    sentence: str = ""
    hop: str = ""
    reason: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run; times in seconds, ``started_at`` since 1970 (0: not known).

    ``servers`` has what stood for a server where the rung alone does not say it: an image, or the URL of one's own.
    """

    results: Sequence[Result]
    rung: str = ""
    seed: str = ""
    order_seed: str = ""
    again: str = ""
    processes: int = 1
    started_at: float = 0
    seconds: float = 0
    servers: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> list[Result]:
        """The failed ones, by name."""
        return sorted(self.having("failed"), key=lambda result: result.test_id)

    @property
    def slowest(self) -> list[Result]:
        """All, the slowest first."""
        return sorted(self.results, key=lambda result: (-result.seconds, result.test_id))

    @property
    def test_seconds(self) -> float:
        """The time of all scenarios together; on several processes more than the run took."""
        return sum(result.seconds for result in self.results)

    def having(self, outcome: str) -> list[Result]:
        """Return the results with an outcome."""
        return [result for result in self.results if result.outcome == outcome]

    @property
    def headline(self) -> str:
        """``38 scenarios: 36 passed, 1 failed, 1 skipped``."""
        total = f"{len(self.results)} scenario{'' if len(self.results) == 1 else 's'}"
        skipped = f", {len(self.having('skipped'))} skipped" if self.having("skipped") else ""
        return f"{total}: {len(self.having('passed'))} passed, {len(self.failed)} failed{skipped}"


def write(run: Run, folder: Path) -> None:
    """Keep a run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RUN_FILE).write_text(json.dumps(asdict(run), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path) -> Run:
    """Return the run of a folder, of which JUnit's file tells less: no rung, no hop of an older page.

    Raises:
        NoRun: there is none, or it cannot be read.
    """
    own, junit = folder / RUN_FILE, folder / JUNIT_FILE
    try:
        if own.exists():
            return _of_json(json.loads(own.read_text(encoding="utf-8")))
        if junit.exists():
            return _with_pages(_of_junit(junit), folder)
    except (ValueError, TypeError, KeyError, OSError, ET.ParseError) as error:
        raise NoRun(f"{folder} has a run that cannot be read ({error}): run the scenarios again") from error
    raise NoRun(f"{folder} has neither {RUN_FILE} nor {JUNIT_FILE}: run the scenarios first, e.g. `./ci/tox -e e2e`")


def page_of(test_id: str, folder: Path) -> str:
    """Return the way from the folder of reports to a test's page; empty when there is none."""
    path = Path("tests") / slug(test_id) / PAGE
    return path.as_posix() if (folder / path).exists() else ""


def _of_json(document: Mapping[str, Any]) -> Run:
    return Run(**{**document, "results": [Result(**each) for each in document["results"]]})


def _of_junit(path: Path) -> Run:
    cases = list(ET.parse(path).iter("testcase"))  # noqa: S314 - pytest's own file
    seeds = {each.get("value") or "" for each in ET.parse(path).iter("property") if each.get("name") == PEOPLE_SEED}  # noqa: S314 - the same
    results = [_of_case(case) for case in cases]
    return Run(results, seed=min(seeds, default=""), seconds=sum(result.seconds for result in results))


def _of_case(case: ET.Element) -> Result:
    module, name = (case.get("classname") or "").replace(".", "/"), case.get("name") or ""
    result = Result(f"{module}.py::{name}", "passed", float(case.get("time") or 0))
    wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
    if wrong is not None:
        said = sentence_of(wrong.text or wrong.get("message") or "")
        return replace(result, outcome="failed", sentence=said.first, hop=said.hop)
    skipped = case.find("skipped")
    return result if skipped is None else replace(result, outcome="skipped", reason=skipped.get("message") or "")


def _with_pages(run: Run, folder: Path) -> Run:
    return replace(run, results=[replace(result, page=page_of(result.test_id, folder)) for result in run.results])
