"""A report as JSON, for other programs."""

import json
from typing import Any

from bridge.mapping.diff import Cell, Example, PropertyTally, RefusalTally
from bridge.review.report import Report, RowChange


def render(report: Report) -> str:
    """Return the report as JSON; the keys are described in docs/mapping-changes.md."""
    return json.dumps(document(report), indent=2, ensure_ascii=False)


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain values; counts are in users."""
    tally, verdict = report.tally, report.verdict
    return {
        "users": tally.users,
        **{str(move): count for move, count in tally.moves.items()},
        "fine": verdict.is_fine,
        "grade": verdict.grade,
        "properties": {each.name: _property(each) for each in tally.properties},
        "losers": {
            "users": tally.losers,
            "named": [{"user": each.user, "grade": each.grade, "properties": each.properties} for each in tally.named],
        },
        "refused": {
            "users": tally.refused,
            "values": [_refusal(each) for each in tally.refusals],
        },
        "unintended": [
            {"property": each.name or None, "what": each.what, "grade": each.grade, "users": each.users}
            for each in verdict.unintended
        ],
        "staleApprovals": [
            {"property": each.name or None, "what": each.what, "reason": each.reason, "file": each.file}
            | {"line": each.line}
            for each in verdict.stale
        ],
        "rows": [_row(row) for row in report.rows],
        "unseen": [row.name for row in report.unseen],
        "scope": None if report.scope is None else _row(report.scope),
        "old": report.old,
        "new": report.new,
        "corpus": report.corpus,
        "snapshot": report.snapshot,
    }


def _property(tally: PropertyTally) -> dict[str, Any]:
    return {
        **{str(what): count for what, count in tally.counts.items()},
        "grade": tally.grade,
        "changes": [_cell(cell) for cell in tally.cells],
    }


def _refusal(tally: RefusalTally) -> dict[str, Any]:
    return {
        "property": tally.property,
        "users": tally.users,
        "new": tally.new,
        "examples": [{"user": user, "value": value, "problem": problem} for user, value, problem in tally.examples],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "what": cell.what,
        "grade": cell.rule.grade,
        "rule": cell.rule.name,
        "from": cell.before,
        "to": cell.after,
        "users": cell.users,
        "examples": [_example(example) for example in cell.examples],
    }


def _example(example: Example) -> dict[str, Any]:
    return {"user": example.user, "old": example.old, "new": example.new}


def _row(row: RowChange) -> dict[str, Any]:
    return {"property": row.name, "old": row.old, "new": row.new}
