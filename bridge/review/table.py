"""A report for a terminal, as wide or narrow as it is."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bridge.mapping.diff import Cell, Finding, PropertyTally
from bridge.review.report import Report

_COLOURS: Final = {"safe": "green", "lossy": "yellow", "breaking": "red"}
_NARROW: Final = 90
"""Columns; below that the kinds of change stand in one column."""
_WORST: Final = 8
"""How many kinds of change are shown with an example."""
_LONGEST: Final = 40
"""Characters of a value that are shown."""


def show(report: Report, console: Console) -> None:
    """Print a report."""
    console.print(Group(*_parts(report, console.width)), highlight=False)


def _parts(report: Report, width: int) -> Iterator[RenderableType]:
    yield _headline(report)
    yield _moves(report)
    if report.tally.properties:
        yield ""
        yield _properties(report, narrow=width < _NARROW)
        yield ""
        yield from _examples(report)
    yield from _refusals(report)
    yield from _losers(report)
    yield from _intentions(report)


def _headline(report: Report) -> Text:
    colour = "green" if report.verdict.is_fine else _COLOURS[report.verdict.grade]
    return Text(report.headline, style=f"bold {colour}" if report.verdict.findings or report.verdict.stale else "bold")


def _moves(report: Report) -> Text:
    moves = report.tally.moves
    parts = [f"{moves['identical']:,} identical", f"{moves['changed']:,} changed"]
    parts += [f"{moves['entered']:,} newly in scope", f"{moves['left']:,} out of scope"]
    return Text(f"{report.old} -> {report.new}, {report.corpus}: {', '.join(parts)}")


def _properties(report: Report, *, narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("property", overflow="fold")
    for name in ("users",) if narrow else ("changed", "added", "removed", "other"):
        table.add_column(name, justify="right")
    table.add_column("grade")
    table.add_column("rules", overflow="fold")
    for each in report.tally.properties:
        rules = ", ".join(dict.fromkeys(cell.rule.name for cell in each.cells))
        table.add_row(each.name, *_counts(each, narrow=narrow), _grade(each.grade), rules)
    return table


def _counts(tally: PropertyTally, *, narrow: bool) -> list[str]:
    if narrow:
        return [f"{tally.users:,}"]
    counts = tally.counts
    other = counts["frozen"] + counts["thawed"]
    return [
        f"{number:,}" if number else "-" for number in (counts["changed"], counts["added"], counts["removed"], other)
    ]


def _grade(grade: str) -> Text:
    return Text(grade, style=_COLOURS[grade])


def _examples(report: Report) -> Iterator[Text]:
    cells = list(report.worst)
    for each, cell in cells[:_WORST]:
        yield Text.assemble(
            (f"{cell.rule.grade} ", _COLOURS[cell.rule.grade]),
            (each.name, "bold"),
            f" {cell.what}, {cell.rule.name}: {cell.before} -> {cell.after}, {cell.users:,} users; {_example(cell)}",
        )
    if report.movers:
        yield Text(f"{report.movers}, with all properties")
    if len(cells) > _WORST:
        yield Text(f"and {len(cells) - _WORST} more kinds of change; --format json or --html has all", style="dim")


def _example(cell: Cell) -> str:
    example = cell.examples[0]
    return f"{shown(example.user)}: {value(example.old)} -> {value(example.new)}"


def value(given: str | None) -> str:
    """Return a mapped value for a person."""
    if given is None:
        return "(left alone)"
    return f'"{shown(given)}"' if given else "(cleared)"


def shown(text: str) -> str:
    """Return a text on one line and short; what cannot be printed is shown as its number."""
    line = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _refusals(report: Report) -> Iterator[RenderableType]:
    if report.tally.refusals:
        yield ""
        yield Text(
            f"HubSpot would refuse {report.tally.refused:,} contacts under NEW ({report.snapshot}):", style="bold"
        )
    for each in report.tally.refusals:
        user, _, problem = each.examples[0]
        yield Text(
            f"{each.property}: {each.users:,} users, {each.new:,} of them by the change; {shown(user)}: {problem}"
        )


def _losers(report: Report) -> Iterator[RenderableType]:
    tally = report.tally
    if tally.losers:
        names = ", ".join(shown(each.user) for each in tally.named[:5])
        more = f" and {tally.losers - 5:,} more" if tally.losers > 5 else ""  # noqa: PLR2004 - as many as are named
        yield ""
        yield Text(f"{tally.losers:,} would lose data: {names}{more}")
    if report.unseen:
        yield ""
        yield Text(f"changed, but no user of the corpus shows it: {', '.join(row.name for row in report.unseen)}")


def _intentions(report: Report) -> Iterator[RenderableType]:
    intended = [each for each in report.verdict.findings if each.is_intended]
    if intended or report.verdict.stale or any(each.approval for each in report.verdict.unintended):
        yield ""
    for each in intended:
        if each.approval is not None:
            yield Text(f"approved {each.subject}: {each.approval.reason} ({each.approval.place})", style="dim")
    yield from map(Text, complaints(report))


def complaints(report: Report) -> Iterator[str]:
    """Yield what is wrong with the approvals, each with its file and line."""
    for each in report.verdict.unintended:
        if each.approval is not None:
            yield _too_bad(each)
    for stale in report.verdict.stale:
        about = f"{stale.name or 'scope'}: {stale.what}"
        near = report.nearest(stale.name) if stale.name else None
        hint = f"did you mean {near}? else " if near and near != stale.name else ""
        yield f"{stale.place}: {about} is approved and does not happen; {hint}remove the approval"


def _too_bad(finding: Finding) -> str:
    if finding.approval is None:
        return ""
    allowed = finding.approval.grade
    return f"{finding.approval.place}: {finding.subject} is approved up to {allowed}, and is {finding.grade}; see to it"
