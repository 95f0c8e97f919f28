"""What was counted, held against what is intended."""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.mapping.diff.approvals import SCOPE, Approval, Approvals
from bridge.mapping.diff.grade import GRADES, Grade, is_of_scope, worst
from bridge.mapping.diff.tally import PropertyTally, Tally


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of change of one property, or a move in or out of scope.

    Attributes:
        name: the property's in HubSpot; ``""`` for the scope.
        what: the kind of change.
        grade: the worst that happens.
        users: for how many.
        approval: what was said about it beforehand; None if nothing.
    """

    name: str
    what: str
    grade: Grade
    users: int
    approval: Approval | None

    @property
    def is_intended(self) -> bool:
        """Whether it is approved, in this grade."""
        return self.approval is not None and GRADES.index(self.grade) <= GRADES.index(self.approval.grade)

    @property
    def subject(self) -> str:
        """What it is about, for a person."""
        return f"{self.name or 'scope'}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a change may go on.

    Attributes:
        findings: all that differs, the worst first.
        stale: approvals of what does not happen.
    """

    findings: tuple[Finding, ...]
    stale: tuple[Approval, ...]

    @property
    def unintended(self) -> tuple[Finding, ...]:
        """The findings that nobody approved, or not in this grade."""
        return tuple(finding for finding in self.findings if not finding.is_intended)

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing but what is intended, and all of that."""
        return not self.unintended and not self.stale

    @property
    def grade(self) -> Grade:
        """The worst grade of all."""
        return worst([finding.grade for finding in self.findings])


def judge(tally: Tally, approvals: Approvals) -> Verdict:
    """Hold what was counted against what is intended."""
    findings = sorted(
        _findings(tally, approvals), key=lambda each: (each.is_intended, -GRADES.index(each.grade), -each.users)
    )
    happening = {(finding.name, finding.what) for finding in findings}
    stale = tuple(each for each in approvals.entries if (each.name, each.what) not in happening)
    return Verdict(tuple(findings), stale)


def _findings(tally: Tally, approvals: Approvals) -> Iterator[Finding]:
    if tally.moves["left"]:
        yield Finding(SCOPE, "left", "breaking", tally.moves["left"], approvals.of(SCOPE, "left"))
    if tally.moves["entered"]:
        yield Finding(SCOPE, "entered", "safe", tally.moves["entered"], approvals.of(SCOPE, "entered"))
    for each in tally.properties:
        yield from _of_property(each, approvals)


def _of_property(tally: PropertyTally, approvals: Approvals) -> Iterator[Finding]:
    """Yield a property's findings; what follows from a move in or out of scope is the scope's."""
    grades: dict[str, list[Grade]] = {}
    users: dict[str, int] = {}
    for cell in tally.cells:
        if not is_of_scope(cell.rule):
            grades.setdefault(cell.what, []).append(cell.rule.grade)
            users[cell.what] = users.get(cell.what, 0) + cell.users
    for what, found in grades.items():
        yield Finding(tally.name, what, worst(found), users[what], approvals.of(tally.name, what))
