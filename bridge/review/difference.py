"""Runs a comparison over a corpus."""

from collections.abc import Iterable
from dataclasses import dataclass

from bridge.mapping import Mapping
from bridge.mapping.diff import Approvals, Comparison, Problem, Tally, builtin_problem, judge
from bridge.review.corpus import User, halves, read_part, read_users
from bridge.review.elsewhere import elsewhere, is_possible
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
    tally = _count_all(old, new, question.users, definitions)
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


def _count_all(old: Mapping, new: Mapping, given: str, definitions: Definitions | None) -> Tally:
    """Count a corpus; a large file by two processes, if there are two processors."""
    parts = halves(given) if is_possible() else None
    if parts is not None:
        here, there = parts
        with elsewhere(lambda: count(old, new, read_part(given, there), definitions)) as other:
            tally = count(old, new, read_part(given, here), definitions)
            rest = other.result()
        if rest is not None and tally.users + rest.users:
            tally.join(rest)
            return tally
        # Something is wrong with the second half: what it is, and in which line, shows when all is read in order.
    return count(old, new, read_users(given), definitions)


def count(old: Mapping, new: Mapping, users: Iterable[User], definitions: Definitions | None = None) -> Tally:
    """Count what becomes of each user; memory does not grow with them."""
    comparison = Comparison(old, new, builtin_problem if definitions is None else definitions.problem)
    tally = Tally()
    for user in users:
        tally.add(user.name, *comparison.of(user.resource))
        if definitions is not None:
            tally.add_refused(user.name, comparison.refused(user.resource))
    return tally
