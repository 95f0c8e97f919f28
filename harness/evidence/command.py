"""What `harness report` does: an earlier run's pages made again, or several runs in one table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from harness.evidence.comparison import compared
from harness.evidence.report import write_comparison, write_pages
from harness.evidence.run import PAGE, NoRun, read

_OUTPUT: Final = Path("reports") / "outcome.html"
_FEWEST: Final = 2


class WrongReport(Exception):
    """What was asked for cannot be reported; the text says what to do."""


def report_run(folder: Path, compared_folders: Sequence[Path] = (), output: Path | None = None) -> str:
    """Make the pages of a run again; return the line that says so.

    Raises:
        WrongReport: there is no run, or something was given that only a comparison takes.
    """
    if compared_folders or output:
        raise WrongReport("DIR and --output go with --compare: add it, or give --reports DIR alone")
    try:
        run = read(folder)
    except NoRun as error:
        raise WrongReport(str(error)) from error
    write_pages(run, folder)
    return f"{run.headline}: {folder / PAGE}"


def compare_runs(folders: Sequence[Path], output: Path | None) -> str:
    """Put runs side by side on a page; return the line that says so.

    Raises:
        WrongReport: there are fewer than two, one of them is none, or the page cannot be written.
    """
    if len(folders) < _FEWEST:
        raise WrongReport("--compare wants the folders of two runs or more: keep each run's by --reports DIR")
    path = output or _OUTPUT
    if path.suffix != ".html":
        raise WrongReport(f"--output {path} does not end in .html: give FILE.html, and FILE.md is written beside it")
    try:
        comparison = compared(folders, [read(folder) for folder in folders], path)
        write_comparison(comparison, path)
    except NoRun as error:
        raise WrongReport(str(error)) from error
    except OSError as error:
        raise WrongReport(f"--output {path} cannot be written ({error}): give another FILE.html") from error
    return f"{comparison.headline}: {path}"
