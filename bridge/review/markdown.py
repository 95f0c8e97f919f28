"""A report as a comment on a pull request: at most 30 lines, the verdict first."""

from collections.abc import Iterator
from typing import Final

from bridge.mapping.diff import Cell, PropertyTally
from bridge.review.report import Report
from bridge.review.table import complaints, shown, value

LONGEST: Final = 30
"""Lines."""
_PROPERTIES: Final = 9
_WORST: Final = 3
_COMPLAINTS: Final = 2
_MARKS: Final = {"safe": "🟢", "lossy": "🟡", "breaking": "🔴"}


def render(report: Report) -> str:
    """Return the report in GitHub's Markdown, which GitLab reads too."""
    lines = [
        *_verdict(report),
        *_properties(report),
        *_worst(report),
        *_rest(report),
    ]
    return "\n".join(lines[:LONGEST]) + "\n"


def _verdict(report: Report) -> Iterator[str]:
    moves = report.tally.moves
    mark = "✅" if report.verdict.is_fine else _MARKS[report.verdict.grade]
    yield f"### {mark} Mapping: {escaped(report.headline)}"
    yield ""
    yield (
        f"`{code(report.old)}` → `{code(report.new)}`, tried on `{code(report.corpus)}`: "
        f"{moves['identical']:,} contacts identical, {moves['changed']:,} changed, "
        f"{moves['entered']:,} newly in scope, {moves['left']:,} out of scope."
    )


def _properties(report: Report) -> Iterator[str]:
    found = report.tally.properties
    if not found:
        return
    yield ""
    yield "| property | changed | added | removed | grade |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for each in found[:_PROPERTIES]:
        yield _property(each)
    if len(found) > _PROPERTIES:
        yield f"| and {len(found) - _PROPERTIES} more | | | | |"


def _property(each: PropertyTally) -> str:
    counts = each.counts
    once = counts["frozen"] + counts["thawed"]
    note = f" ({once:,} by `only_on_create`)" if once else ""
    return (
        f"| `{code(each.name)}` | {counts['changed']:,} | {counts['added']:,} | {counts['removed']:,} "
        f"| {_MARKS[each.grade]} {each.grade}{note} |"
    )


def _worst(report: Report) -> Iterator[str]:
    for number, (each, cell) in enumerate(report.worst):
        if number == _WORST:
            return
        if not number:
            yield ""
        yield _kind(each, cell)


def _kind(each: PropertyTally, cell: Cell) -> str:
    example = cell.examples[0]
    return (
        f"- {_MARKS[cell.rule.grade]} `{code(each.name)}` {cell.rule.name}: {cell.users:,} users, {cell.before} → "
        f"{cell.after}; `{code(shown(example.user))}`: `{code(value(example.old))}` → `{code(value(example.new))}`"
    )


def _rest(report: Report) -> Iterator[str]:
    lines = list(_remarks(report))
    if lines:
        yield ""
        yield from lines


def _remarks(report: Report) -> Iterator[str]:
    tally = report.tally
    if tally.losers:
        yield f"- **{tally.losers:,}** would lose data, `{code(shown(tally.named[0].user))}` for one."
    if tally.refused:
        each = tally.refusals[0]
        yield f"- HubSpot would refuse **{tally.refused:,}** contacts, most for `{code(each.property)}`."
    if report.movers:
        yield f"- **{report.movers}**, with all properties."
    if report.unseen:
        names = ", ".join(f"`{code(row.name)}`" for row in report.unseen[:_PROPERTIES])
        yield f"- Changed, but shown by no user of the corpus: {names}."
    intended = sum(each.is_intended for each in report.verdict.findings)
    if intended:
        yield f"- {intended} of {len(report.verdict.findings)} findings are approved."
    found = list(complaints(report))
    for complaint in found[:_COMPLAINTS]:
        yield f"- {escaped(complaint)}."
    if len(found) > _COMPLAINTS:
        yield f"- and {len(found) - _COMPLAINTS} more approvals that do not fit."


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>()#|~@" else letter for letter in text)


def code(text: str) -> str:
    """Return a text that can stand between backticks, in a table too."""
    return " ".join(text.replace("`", "'").replace("|", "¦").split()) or " "
