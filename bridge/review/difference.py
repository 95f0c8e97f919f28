"""Runs a comparison over a corpus."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bridge.errors import WrongUse
from bridge.mapping import Mapping, MappingError, Resource
from bridge.mapping.definitions import Definitions as Snapshot
from bridge.mapping.diff import Approvals, Comparison, Problem, Tally, all_problems, builtin_problem, judge
from bridge.review.elsewhere import elsewhere, in_turn
from bridge.review.files import approvals as read_approvals
from bridge.review.files import read_mapping
from bridge.review.report import Report, row_changes, scope_change

Block = list[Resource]
"""Some users, each as the directory keeps them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks.

    Attributes:
        old: the mapping that is in force: a file, or ``revision:path``.
        new: the one that is to replace it.
        users: the corpus, as it was named.
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


def read_definitions(file: Path | None) -> Definitions | None:
    """Read a snapshot of HubSpot's definitions, if one is given.

    Raises:
        WrongUse: it cannot be read or used; says file, line and what to do.
    """
    if file is None:
        return None
    try:
        found = Snapshot.read(file)
    except MappingError as error:
        raise WrongUse(str(error)) from error
    return Definitions(found.origin, all_problems(found.problem))


def answer(question: Question, dealt: Sequence[Iterator[Block]], definitions: Definitions | None = None) -> Report:
    """Try both mappings on every user of the corpus.

    Args:
        question: what is asked; its corpus is not read here.
        dealt: that corpus in blocks, dealt in turn among as many processes as are to count them.
        definitions: HubSpot's; None: values are held against what is known of HubSpot without.

    Raises:
        WrongUse: a file cannot be read or used; says file, line and what to do.
    """
    old, new = read_mapping(question.old), read_mapping(question.new)
    intended: Approvals = read_approvals(question.approvals)
    tally = _count_all(old, new, dealt, definitions)
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


def _count_all(old: Mapping, new: Mapping, dealt: Sequence[Iterator[Block]], definitions: Definitions | None) -> Tally:
    """Count a corpus: the blocks of the first hand here, those of each other by one more process."""
    first, *others = (partial(_tallies, old, new, blocks, definitions) for blocks in dealt)
    total = Tally()
    with ExitStack() as started:
        counted = [first(), *(started.enter_context(elsewhere(other))[0] for other in others)]
        for tally in in_turn(counted):
            total.join(tally)
    return total


def _tallies(
    old: Mapping, new: Mapping, blocks: Iterable[Iterable[Resource]], definitions: Definitions | None
) -> Iterator[Tally]:
    comparison = Comparison(old, new, builtin_problem if definitions is None else definitions.problem)
    for block in blocks:
        tally = Tally()
        for user in block:
            name = user["userName"]
            tally.add(name, *comparison.of(user))
            if definitions is not None:
                tally.add_refused(name, comparison.refused(user))
        yield tally


def count(old: Mapping, new: Mapping, users: Iterable[Resource], definitions: Definitions | None = None) -> Tally:
    """Count what becomes of each user, given as the directory keeps them; memory does not grow with them."""
    return next(_tallies(old, new, [users], definitions))
