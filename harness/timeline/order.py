"""One time line out of the moments of several sources."""

from collections.abc import Iterable
from typing import Final, get_args

from harness.timeline.moment import Hop, Moment

_RANK: Final = {hop: rank for rank, hop in enumerate(get_args(Hop))}


def merge(*sources: Iterable[Moment]) -> list[Moment]:
    """Return all moments by time; at one time a cause comes before its effect, the hops being named in that order.

    Moments of one hop at one time keep the order in which their source told them. Of moments with one id the last
    stays: a call is told again when its answer has come.
    """
    told = {moment.id: moment for source in sources for moment in source}
    return sorted(told.values(), key=lambda moment: (moment.at, _RANK[moment.hop]))


def about(person: str, moments: Iterable[Moment]) -> list[Moment]:
    """Return the moments of one person, whatever the case of the user name and its user-store domain."""
    return [moment for moment in moments if same_person(moment.person, person)]


def same_person(one: str, other: str) -> bool:
    """Say whether two user names mean one person: case and user-store domain (``EU/anna``) do not count."""
    return _key(one) == _key(other)


def _key(user_name: str) -> str:
    return user_name.rpartition("/")[2].casefold()
