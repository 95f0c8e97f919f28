"""Pure: what a change of the mapping does to the contacts of a corpus of users.

``compare`` has what becomes of one user, ``grade`` judges each difference by a rule (with ``kind`` and ``spelling`` to
tell what sort of value it is, and whether it is the same one), ``refusal`` knows what HubSpot takes, ``tally`` counts,
``approvals`` reads what is intended, ``verdict`` holds the one against the other. Reading users, and showing the
result, is ``bridge.review``'s.
"""

from bridge.mapping.diff.approvals import Approval, Approvals, no_approvals, read_approvals
from bridge.mapping.diff.compare import WHATS, Change, Comparison, Move, What
from bridge.mapping.diff.grade import GRADES, RULES, Grade, Rule, is_of_scope
from bridge.mapping.diff.refusal import Problem, all_problems, builtin_problem
from bridge.mapping.diff.tally import Cell, Example, PropertyTally, RefusalTally, Tally
from bridge.mapping.diff.verdict import Finding, Verdict, judge

__all__ = [
    "GRADES",
    "RULES",
    "WHATS",
    "Approval",
    "Approvals",
    "Cell",
    "Change",
    "Comparison",
    "Example",
    "Finding",
    "Grade",
    "Move",
    "Problem",
    "PropertyTally",
    "RefusalTally",
    "Rule",
    "Tally",
    "Verdict",
    "What",
    "all_problems",
    "builtin_problem",
    "is_of_scope",
    "judge",
    "no_approvals",
    "read_approvals",
]
