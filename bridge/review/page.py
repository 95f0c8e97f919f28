"""A report as a page of its own: no server, no network, and readable without its script, which only filters."""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import Final

from bridge.mapping.diff import GRADES, Cell, Finding, PropertyTally, What
from bridge.review.report import Report, RowChange
from bridge.review.table import complaints

WHATS: Final[dict[What, str]] = {
    "changed": "both give a value, and they differ",
    "added": "only NEW gives one",
    "removed": "only OLD gives one",
    "frozen": "NEW writes it only on create",
    "thawed": "OLD wrote it only on create",
}
_USUAL: Final = ("changed", "added", "removed")
_LONGEST: Final = 400
"""Characters of a value that are shown."""


def render(report: Report) -> str:
    """Return the page as HTML."""
    return "".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>Mapping: {escape(report.headline)}</title>\n",
            f"<style>\n{_own('page.css')}</style>\n</head>\n<body>\n",
            '<a class="skip" href="#content">To the content</a>\n',
            '<header class="bar"><p>Mapping change</p></header>\n<main id="content">\n',
            *_sections(report),
            f"</main>\n<script>\n{_own('page.js')}</script>\n</body>\n</html>\n",
        ]
    )


def _own(name: str) -> str:
    return files("bridge.review").joinpath(name).read_text("utf-8")


def _sections(report: Report) -> Iterator[str]:
    yield from _verdict(report)
    yield from _intentions(report)
    if report.tally.properties:
        yield from _overview(report)
        yield from _filter(report)
        rows = {row.name: row for row in report.rows}
        for each in report.tally.properties:
            yield from _property(each, rows.get(each.name), report)
    yield from _refusals(report)
    yield from _losers(report)
    yield from _unseen(report)


def _verdict(report: Report) -> Iterator[str]:
    mood = "fine" if report.verdict.is_fine else report.verdict.grade
    yield f'<section class="card verdict {mood}"><h1>{escape(report.headline)}</h1>\n'
    yield f'<p class="soft">From <code>{escape(report.old)}</code> to <code>{escape(report.new)}</code>, tried on '
    yield f"<code>{escape(report.corpus)}</code>"
    yield f", values held against {escape(report.snapshot)}.</p>\n" if report.snapshot else ".</p>\n"
    yield '<dl class="tiles">'
    tally = report.tally
    yield from (
        f"<div><dt>{label}</dt><dd>{count:,}</dd></div>"
        for label, count in (
            ("users", tally.users),
            ("contacts identical", tally.moves["identical"]),
            ("changed", tally.moves["changed"]),
            ("newly in scope", tally.moves["entered"]),
            ("out of scope", tally.moves["left"]),
            ("would lose data", tally.losers),
        )
    )
    yield "</dl>\n"
    if report.scope is not None:
        yield _rows(report.scope, "scope")
    yield "</section>\n"


def _rows(row: RowChange, what: str) -> str:
    old, new = ("everybody", "everybody") if what == "scope" else ("no row", "no row")
    return (
        f'<dl class="rows"><dt>{"Scope of " if what == "scope" else ""}OLD</dt>'
        f"<dd><code>{escape(row.old or old)}</code></dd>"
        f"<dt>{'Scope of ' if what == 'scope' else ''}NEW</dt><dd><code>{escape(row.new or new)}</code></dd></dl>\n"
    )


def _intentions(report: Report) -> Iterator[str]:
    approved = [each for each in report.verdict.findings if each.is_intended]
    wrong = list(complaints(report))
    if not approved and not wrong:
        return
    yield '<section class="card"><h2>Approvals</h2>\n<ul class="plain">'
    yield from (f"<li>{escape(complaint)}</li>" for complaint in wrong)
    yield from map(_approved, approved)
    yield "</ul></section>\n"


def _approved(finding: Finding) -> str:
    if finding.approval is None:
        return ""
    place, reason = finding.approval.place, finding.approval.reason
    return f'<li>{escape(finding.subject)}: {escape(reason)} <span class="soft small">{escape(place)}</span></li>'


def _overview(report: Report) -> Iterator[str]:
    yield '<section class="card"><h2>Properties</h2>\n<table class="overview"><thead><tr><th scope="col">Property</th>'
    yield '<th scope="col" class="number">Users</th>'
    columns = _columns(report)
    yield from (f'<th scope="col" class="number optional">{name.title()}</th>' for name in columns)
    yield '<th scope="col">Grade</th></tr></thead><tbody>\n'
    for each in report.tally.properties:
        yield f'<tr><th scope="row"><a href="#{_anchor(each)}">{escape(each.name)}</a></th>'
        yield f'<td class="number">{each.users:,}</td>'
        numbers = (f"{each.counts[name]:,}" if each.counts[name] else "-" for name in columns)
        yield from (f'<td class="number optional">{number}</td>' for number in numbers)
        yield f"<td>{_grade(each.grade)}</td></tr>\n"
    yield "</tbody></table></section>\n"


def _columns(report: Report) -> list[What]:
    """Return the kinds of change that have a column: the usual ones, and what there is."""
    there = {cell.what for _, cell in report.tally.cells()}
    return [name for name in WHATS if name in _USUAL or name in there]


def _grade(grade: str) -> str:
    return f'<span class="grade {grade}">{grade}</span>'


def _anchor(tally: PropertyTally) -> str:
    return f"property-{escape(tally.name)}"


def _filter(report: Report) -> Iterator[str]:
    there = {cell.what for _, cell in report.tally.cells()}
    yield '<form class="card filter" aria-label="Filter" hidden>\n'
    yield _select("property", "Property", {each.name: each.name for each in report.tally.properties}, "All properties")
    yield _select("what", "Kind of change", {w: f"{w}: {m}" for w, m in WHATS.items() if w in there}, "All kinds")
    yield "<fieldset><legend>Grade</legend>"
    for grade in reversed(GRADES):
        yield f'<label><input type="checkbox" name="grade" value="{grade}" checked>{_grade(grade)}</label>'
    yield '</fieldset><button type="reset">Show all</button>\n'
    yield '<p class="soft small" role="status"></p></form>\n'


def _select(name: str, label: str, options: dict[str, str], every: str) -> str:
    chosen = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
    return (
        f'<div class="field"><label for="{name}">{label}</label>'
        f'<select id="{name}" name="{name}"><option value="">{every}</option>{chosen}</select></div>\n'
    )


def _property(tally: PropertyTally, row: RowChange | None, report: Report) -> Iterator[str]:
    yield f'<section class="card" id="{_anchor(tally)}" data-property="{escape(tally.name)}">'
    yield f'<div class="heading"><h2>{escape(tally.name)}</h2>{_grade(tally.grade)}'
    yield f'<span class="soft small">{_users(tally.users)}</span></div>\n'
    if row is not None:
        yield _rows(row, "row")
    yield '<ul class="kinds">\n'
    for cell in tally.cells:
        yield from _kind(cell, report.tally.users, intended=report.is_intended(tally.name, cell))
    yield "</ul></section>\n"


def _kind(cell: Cell, users: int, *, intended: bool) -> Iterator[str]:
    share = 100 * cell.users / users
    yield f'<li data-grade="{cell.rule.grade}" data-what="{cell.what}"><div class="heading">{_grade(cell.rule.grade)}'
    yield f"<h3>{cell.what}, {cell.rule.name}</h3>"
    yield '<span class="approved small">approved</span>' if intended else ""
    yield f'<span class="soft small">{_users(cell.users)}, {share:.3g} %</span></div>\n'
    yield f'<div class="meter" aria-hidden="true"><i style="width:{share:.2f}%"></i></div>\n'
    meaning = cell.rule.meaning[0].upper() + cell.rule.meaning[1:]
    yield f'<p class="small">{escape(meaning)}: {cell.before} → {cell.after}.</p>\n'
    yield '<table class="examples stacked"><thead><tr><th scope="col">For example</th><th scope="col">OLD</th>'
    yield '<th scope="col">NEW</th></tr></thead><tbody>\n'
    for example in cell.examples:
        yield f'<tr><th scope="row">{escape(example.user[:_LONGEST])}</th>{_value("OLD", example.old)}'
        yield f"{_value('NEW', example.new)}</tr>\n"
    yield "</tbody></table></li>\n"


def _value(label: str, value: str | None) -> str:
    if value:
        shown = f'<code dir="auto">{escape(value[:_LONGEST])}</code>{"…" if len(value) > _LONGEST else ""}'
    else:
        shown = f"<em>{'left alone' if value is None else 'cleared'}</em>"
    return f'<td data-label="{label}">{shown}</td>'


def _users(count: int) -> str:
    return f"{count:,} user{'' if count == 1 else 's'}"


def _refusals(report: Report) -> Iterator[str]:
    if not report.tally.refusals:
        return
    yield f'<section class="card"><h2>HubSpot would refuse {report.tally.refused:,} contacts under NEW</h2>\n'
    yield '<table class="stacked"><thead><tr><th scope="col">Property</th><th scope="col" class="number">Users</th>'
    yield '<th scope="col" class="number">By the change</th><th scope="col">For example</th></tr></thead><tbody>\n'
    for each in report.tally.refusals:
        user, _, problem = each.examples[0]
        yield f'<tr><th scope="row">{escape(each.property)}</th>'
        yield f'<td class="number" data-label="Users">{each.users:,}</td>'
        yield f'<td class="number" data-label="By the change">{each.new:,}</td>'
        yield f"<td>{escape(user[:_LONGEST])}: {escape(problem)}</td></tr>\n"
    yield "</tbody></table></section>\n"


def _losers(report: Report) -> Iterator[str]:
    tally = report.tally
    if not tally.losers:
        return
    yield f'<section class="card"><h2>{_users(tally.losers)} would lose data</h2>\n<table><thead><tr>'
    yield '<th scope="col">User</th><th scope="col">Grade</th><th scope="col">Properties</th></tr></thead><tbody>\n'
    for each in tally.named:
        yield f'<tr><th scope="row">{escape(each.user[:_LONGEST])}</th><td>{_grade(each.grade)}</td>'
        yield f"<td>{escape(', '.join(each.properties))}</td></tr>\n"
    yield "</tbody></table>\n"
    more = tally.losers - len(tally.named)
    yield f'<p class="soft small">and {more:,} more</p></section>\n' if more else "</section>\n"


def _unseen(report: Report) -> Iterator[str]:
    if not report.unseen:
        return
    yield '<section class="card"><h2>Changed, but shown by no user</h2>\n'
    yield from _each_unseen(report.unseen)
    yield "</section>\n"


def _each_unseen(rows: Iterable[RowChange]) -> Iterator[str]:
    for row in rows:
        yield f"<h3>{escape(row.name)}</h3>\n{_rows(row, 'row')}"
