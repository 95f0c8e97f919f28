"""A report as JUnit XML: a test case for each thing that was found, failed if nobody approved it."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bridge.mapping.diff import Finding
from bridge.review.report import Report
from bridge.review.table import shown, value

_SUITE: Final = "bridge mapping diff"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"


def render(report: Report) -> str:
    """Return the report as JUnit XML, as Jenkins and GitLab read it."""
    verdict = report.verdict
    failures = len(verdict.unintended) + len(verdict.stale)
    count = max(1, len(verdict.findings) + len(verdict.stale))
    root = Element("testsuites", {"tests": str(count), "failures": str(failures)})
    suite = SubElement(root, "testsuite", {"name": _SUITE, "tests": str(count), "failures": str(failures)})
    for finding in verdict.findings:
        _case(suite, report, finding)
    for stale in verdict.stale:
        case = _named(suite, f"{stale.name or 'scope'}: {stale.what} happens as approved")
        message = f"{stale.place}: approved and does not happen; remove the approval"
        SubElement(case, "failure", {"message": message, "type": "stale"})
    if not verdict.findings and not verdict.stale:
        _named(suite, "no contact differs")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _named(suite: Element, name: str) -> Element:
    return SubElement(suite, "testcase", {"classname": "mapping", "name": printable(name)})


def _case(suite: Element, report: Report, finding: Finding) -> None:
    case = _named(suite, finding.subject)
    if finding.is_intended:
        reason = "" if finding.approval is None else finding.approval.reason
        SubElement(case, "system-out").text = printable(f"approved: {reason}")
        return
    message = f"{finding.grade} for {finding.users:,} users"
    failure = SubElement(case, "failure", {"message": message, "type": finding.grade})
    failure.text = printable("\n".join(_examples(report, finding)))


def _examples(report: Report, finding: Finding) -> list[str]:
    return [
        f"{cell.rule.name}, {cell.users:,} users, {cell.before} -> {cell.after}: "
        f"{shown(example.user)}: {value(example.old)} -> {value(example.new)}"
        for each, cell in report.worst
        if each.name == finding.name and cell.what == finding.what
        for example in cell.examples
    ]


def printable(text: str) -> str:
    """Return a text without what XML 1.0 cannot hold (its section 2.2)."""
    return "".join(
        letter if letter in "\n\t" or letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
