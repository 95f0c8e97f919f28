"""The report of a run in three forms from the same data: a page, GitHub's step summary, 4 KB for a terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from harness.evidence.comparison import Cell, Comparison
from harness.evidence.run import PAGE, Result, Run

SUMMARY: Final = "summary.md"
TEXT: Final = "summary.txt"
TEXT_BYTES: Final = 4096
_SENTENCE: Final = 300  # characters of a sentence in the short forms
_LISTED: Final = 50  # failures in the step summary
_SLOWEST: Final = 10


def write_pages(run: Run, folder: Path) -> None:
    """Write all three forms into the folder of reports."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(page(run), encoding="utf-8")
    (folder / SUMMARY).write_text(markdown(run), encoding="utf-8")
    (folder / TEXT).write_text(text(run), encoding="utf-8")


def write_comparison(comparison: Comparison, output: Path) -> None:
    """Write the table of several runs as a page, and as Markdown beside it."""
    from harness.evidence.page import environment  # noqa: PLC0415 - templates are loaded when they are used

    output.parent.mkdir(parents=True, exist_ok=True)
    page_ = environment().get_template("compare.html").render(comparison=comparison)
    output.write_text(page_, encoding="utf-8")
    output.with_suffix(".md").write_text("\n".join(_table(comparison)) + "\n", encoding="utf-8")


def page(run: Run) -> str:
    """Return the page of a run: one file that asks for no other."""
    from harness.evidence.page import environment  # noqa: PLC0415 - templates are loaded when they are used

    longest = max((result.seconds for result in run.results), default=0) or 1
    return environment().get_template("run.html").render(run=run, longest=longest, total=run.test_seconds or 1)


def markdown(run: Run) -> str:
    """Return the step summary, as GitHub renders Markdown."""
    return "\n".join(_markdown(run)) + "\n"


def text(run: Run) -> str:
    """Return the summary for a terminal, at most 4 KB: the failed ones first, as many as have room."""
    head = [run.headline, *_about(run)]
    slow = [f"  {result.seconds:7.2f} s  {result.test_id}" for result in run.slowest[:3]]
    tail = ["", "slowest:", *slow] if slow else []
    room = TEXT_BYTES - _size([*head, *tail]) - 100  # for the line that says how many are left out
    shown: list[str] = []
    for number, result in enumerate(run.failed):
        lines = ["", *_failure(result)]
        if _size(lines) > room:
            shown += ["", f"and {len(run.failed) - number} more failed: see {PAGE}"]
            break
        room -= _size(lines)
        shown += lines
    return _cut("\n".join([*head, *shown, *tail]) + "\n")


def _failure(result: Result) -> Iterator[str]:
    yield f"FAILED {result.test_id}"
    yield f"  {_short(result.sentence)}"
    if result.hop:
        yield f"  hop: {result.hop}"
    if result.page:
        yield f"  see: {result.page}"


def _about(run: Run) -> Iterator[str]:
    servers = "".join(f"{server} {what}, " for server, what in run.servers.items())
    where = (f"rung {run.rung}, " if run.rung else "") + servers
    processes = f" on {run.processes} processes" if run.processes > 1 else ""
    yield f"{where}{run.seconds:.1f} s{processes}"
    yield f"people seed {run.seed}" + (f", order seed {run.order_seed}" if run.order_seed else "")


def _markdown(run: Run) -> Iterator[str]:
    yield f"## {run.headline}"
    yield ""
    yield " · ".join(_about(run))
    if run.failed:
        yield ""
        yield "| failed | sentence | hop |"
        yield "| --- | --- | --- |"
        for result in run.failed[:_LISTED]:
            yield f"| {_cell(result.test_id)} | {_cell(_short(result.sentence))} | {_cell(result.hop)} |"
        if len(run.failed) > _LISTED:
            yield f"| and {len(run.failed) - _LISTED} more | see the report's page | |"
    yield ""
    yield f"<details><summary>The {min(_SLOWEST, len(run.results))} slowest</summary>"
    yield ""
    yield "| seconds | share | scenario |"
    yield "| ---: | ---: | --- |"
    for result in run.slowest[:_SLOWEST]:
        share = result.seconds / (run.test_seconds or 1)
        yield f"| {result.seconds:.2f} | {share:.0%} | {_cell(result.test_id)} |"
    yield ""
    yield "</details>"


def _table(comparison: Comparison) -> Iterator[str]:
    yield f"## {comparison.headline}"
    yield ""
    yield f"| scenario |{''.join(f' {_cell(column.name)} |' for column in comparison.columns)}"
    yield f"| --- |{' --- |' * len(comparison.columns)}"
    for row in comparison.rows:
        cells = [_outcome(cell, first=not at) for at, cell in enumerate(row.cells)]
        yield f"| {_cell(row.test_id)} | {' | '.join(cells)} |"
    totals = [
        f"{total.counts}, {total.seconds:.1f} s{_times(total.ratio, first=not at)}"
        for at, total in enumerate(comparison.totals)
    ]
    yield f"| **all together** | {' | '.join(totals)} |"


def _outcome(cell: Cell, *, first: bool) -> str:
    took = f" {cell.seconds:.1f} s{_times(cell.ratio, first=first)}" if cell.outcome in {"passed", "failed"} else ""
    said = f": {_cell(_short(cell.said))}" if cell.said else ""
    return f"{f'**{cell.outcome}**' if cell.outcome == 'failed' else cell.outcome}{took}{said}"


def _times(ratio: float | None, *, first: bool) -> str:
    return "" if ratio is None or first else f" ({ratio:.2f}x)"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _SENTENCE else f"{sentence[: _SENTENCE - 1]}…"


def _cell(text_: str) -> str:
    """Return a text as a cell of a table: on one line, nothing in it being Markdown or HTML."""
    flat = " ".join(text_.split())
    for sign in "\\`*_[]|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _cut(whole: str) -> str:
    """Return a text within its bytes, whatever the lengths of names."""
    return whole.encode()[:TEXT_BYTES].decode(errors="ignore")
