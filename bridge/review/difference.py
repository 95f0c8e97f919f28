"""Runs a comparison over a corpus."""

from collections.abc import Iterable
from dataclasses import dataclass

from bridge.mapping import Mapping
from bridge.mapping.diff import Approvals, Comparison, Problem, Tally, builtin_problem, judge
from bridge.review.corpus import User, read_users
from bridge.review.files import approvals as read_approvals
from bridge.review.files import read_mapping
from bridge.review.report import Report, row_changes, scope_change


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks.

    Attributes:
        old: the mapping that is in force: a file, or ``revision:path``.
        new: the one that is to replace it.
        users: the corpus.
        approvals: the file of what is intended; None: nothing is.
    """

    old: str
    new: str
    users: str
    approvals: str | None = None


@dataclass(frozen=True, slots=True)
class Definitions:
    """HubSpot's definitions of properties: the file's name, and what says why HubSpot would refuse a value."""

    name: str
    problem: Problem


def answer(question: Question, definitions: Definitions | None = None) -> Report:
    """Try both mappings on every user of the corpus.

    Raises:
        WrongUse: a file cannot be read or used; says file, line and what to do.
    """
    old, new = read_mapping(question.old), read_mapping(question.new)
    intended: Approvals = read_approvals(question.approvals)
    tally = count(old, new, read_users(question.users), definitions)
    return Report(
        question.old,
        question.new,
        question.users,
        None if definitions is None else definitions.name,
        row_changes(old, new),
        scope_change(old, new),
        tally,
        judge(tally, intended),
    )


def count(old: Mapping, new: Mapping, users: Iterable[User], definitions: Definitions | None = None) -> Tally:
    """Count what becomes of each user; memory does not grow with them."""
    comparison = Comparison(old, new, builtin_problem if definitions is None else definitions.problem)
    tally = Tally()
    for user in users:
        tally.add(user.name, *comparison.of(user.resource))
        if definitions is not None:
            tally.add_refused(user.name, comparison.refused(user.resource))
    return tally
