"""Moments of all sources become one time line."""

from harness.timeline.moment import Hop, Moment
from harness.timeline.order import about, merge, same_person


def moment(id_: str, at: float, hop: Hop = "bridge", person: str = "alice") -> Moment:
    return Moment(id_, at, hop, person, id_)


def ids(moments: list[Moment]) -> list[str]:
    return [each.id for each in moments]


def test_moments_are_in_the_order_of_time() -> None:
    assert ids(merge([moment("late", 3), moment("early", 1)], [moment("between", 2)])) == ["early", "between", "late"]


def test_at_one_time_the_cause_comes_before_its_effect() -> None:
    hops: list[Hop] = ["HubSpot", "bridge", "identity server", "browser"]
    assert ids(merge(*([moment(hop, 1, hop)] for hop in hops))) == ["browser", "identity server", "bridge", "HubSpot"]


def test_one_hop_s_moments_of_one_time_keep_their_order() -> None:
    assert ids(merge([moment("b", 1), moment("a", 1)])) == ["b", "a"]


def test_a_moment_that_is_told_again_is_there_once_as_told_last() -> None:
    again = Moment("is-1", 1, "identity server", "alice", "POST → 201")
    assert merge([moment("is-1", 1)], [again]) == [again]


def test_the_moments_of_one_person_are_found_whatever_the_spelling() -> None:
    moments = [moment("1", 1, person="EU.EXAMPLE/Alice"), moment("2", 2, person="bob"), moment("3", 3, person="")]
    assert ids(about("alice", moments)) == ["1"]
    assert not same_person("alice", "alicia")
