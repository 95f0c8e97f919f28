"""Several runs side by side: what became of each scenario in each of them, and how long it took."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.evidence.run import PAGE, Result, Run

NOT_RUN: Final = "not run"
_OUTCOMES: Final = ("passed", "failed", "skipped", NOT_RUN)


@dataclass(frozen=True, slots=True)
class Column:
    """One run; `link` leads to its own page, and is empty where there is none."""

    name: str
    run: Run
    link: str = ""

    def result_of(self, test_id: str) -> Result | None:
        """Return what became of a scenario; None when it was not run."""
        return next((result for result in self.run.results if result.test_id == test_id), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A scenario in one run; `ratio` is its time by that of the first run, None unless it passed in both."""

    outcome: str
    seconds: float = 0
    ratio: float | None = None
    said: str = ""
    """The sentence of a failure, or the reason of a skip."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario, and what became of it in each run."""

    test_id: str
    cells: Sequence[Cell]

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.test_id.partition("::")[0]

    @property
    def sentence(self) -> str:
        """Its name, as the sentence that it is."""
        name, bracket, rest = self.test_id.partition("::")[2].partition("[")
        return name.removeprefix("test_").replace("_", " ") + (f" [{rest}" if bracket else "")

    @property
    def differs(self) -> bool:
        """Whether not the same became of it everywhere."""
        return len({cell.outcome for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Total:
    """One run as a whole; `ratio` is of the scenarios that passed in it and in the first, None when there are none."""

    counts: str
    seconds: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table: runs in the order in which they were given, scenarios by name."""

    columns: Sequence[Column]

    @property
    def rows(self) -> list[Row]:
        """All scenarios of all runs."""
        ids = sorted({result.test_id for column in self.columns for result in column.run.results})
        return [Row(test_id, [self._cell(column, test_id) for column in self.columns]) for test_id in ids]

    @property
    def totals(self) -> list[Total]:
        """The last line, a total for each run."""
        rows = self.rows
        return [self._total(number, rows) for number in range(len(self.columns))]

    @property
    def headline(self) -> str:
        """``48 scenarios in 3 runs: 2 differ``."""
        rows = self.rows
        different = sum(row.differs for row in rows)
        many = f"{len(rows)} scenario{'' if len(rows) == 1 else 's'} in {len(self.columns)} runs"
        return f"{many}: {different} differ{'s' if different == 1 else ''}"

    def _cell(self, column: Column, test_id: str) -> Cell:
        result = column.result_of(test_id)
        if result is None:
            return Cell(NOT_RUN)
        first = self.columns[0].result_of(test_id)
        link = f"{column.link.removesuffix(PAGE)}{result.page}" if result.page and column.link else ""
        said = result.sentence or result.reason
        return Cell(result.outcome, result.seconds, _ratio([result], [first] if first else []), said, link)

    def _total(self, number: int, rows: Sequence[Row]) -> Total:
        column = self.columns[number]
        counted = Counter(row.cells[number].outcome for row in rows)
        counts = ", ".join(f"{counted[outcome]} {outcome}" for outcome in _OUTCOMES if counted[outcome])
        both = [
            (result, first)
            for result in column.run.results
            if (first := self.columns[0].result_of(result.test_id)) and result.outcome == first.outcome == "passed"
        ]
        ratio = _ratio([result for result, _ in both], [first for _, first in both])
        return Total(counts, column.run.test_seconds, ratio)


def compared(folders: Sequence[Path], runs: Sequence[Run], output: Path) -> Comparison:
    """Return the table of runs.

    Args:
        folders: where each run's results are; a run that says nothing else of itself is named by it.
        runs: the runs, in the same order.
        output: the page that will have the table; links start from its folder.
    """
    return Comparison([_column(folder, run, output) for folder, run in zip(folders, runs, strict=True)])


def _column(folder: Path, run: Run, output: Path) -> Column:
    page = folder / PAGE
    link = Path(os.path.relpath(page, output.parent)).as_posix() if page.exists() else ""
    return Column(_name(run) or folder.resolve().name, run, link)


def _name(run: Run) -> str:
    """Return what tells a run from others: its rung, and the servers that are not the rung's own."""
    return ", ".join(filter(None, [run.rung, *_servers(run)]))


def _servers(run: Run) -> Iterator[str]:
    for server, what in run.servers.items():
        yield what if server == "identity server" else f"{server} {what}"


def _ratio(these: Sequence[Result], first: Sequence[Result]) -> float | None:
    """Return how long these took by the first, which have to have passed as well."""
    base = sum(result.seconds for result in first)
    if not base or any(result.outcome != "passed" for result in (*these, *first)):
        return None
    return sum(result.seconds for result in these) / base
