"""The hop where a reader should look for the cause, and the windows of all environments."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.diagnosis import Hop
from harness.evidence.hops import Hops
from harness.evidence.sentence import Sentence
from harness.evidence.silence import Silence
from harness.evidence.story import Story, Whereabouts, windows
from harness.evidence.trace import Row


def whereabouts(name: str, *, silent: Hop | None = None, parts: int | None = None) -> Whereabouts:
    silences = [] if silent is None else [Silence(silent, "nothing happened", "bridge-1")]
    return Whereabouts(name, "", [Row("Email", ("a", "b", "c", "d", "e"), parts)], silences)


def story(hop: str, *people: Whereabouts, about: str = "alice") -> Story:
    sentence = Sentence(f"awaited: {about}", hop=hop)
    return Story("t", "failed", 1, sentence, "", "embedded", (), "", "", people, (), ())


@pytest.mark.parametrize("hop", ["identity server to bridge", "bridge to HubSpot", "browser"])
def test_a_hop_that_has_not_done_its_part_is_the_one(hop: str) -> None:
    assert story(hop, whereabouts("alice", silent=Hop.BRIDGE)).hop == hop


@pytest.mark.parametrize(
    ("parts", "hop"),
    [(None, "what the test expects"), (1, "identity server"), (2, "bridge"), (3, "bridge"), (4, "bridge to HubSpot")],
)
def test_when_all_have_done_something_it_is_where_a_value_first_differs(parts: int | None, hop: str) -> None:
    assert story("HubSpot", whereabouts("alice", parts=parts)).hop == hop


def test_the_first_hop_with_a_finding_counts() -> None:
    assert story("", whereabouts("alice", silent=Hop.DELIVERY, parts=1)).hop == "identity server"


def test_only_the_people_count_whom_the_sentence_names() -> None:
    people = (whereabouts("alice", parts=4), whereabouts("bob", silent=Hop.BRIDGE))
    assert story("HubSpot", *people).hop == "bridge to HubSpot"
    assert story("HubSpot", *people, about="somebody").hop == "bridge"


def test_the_windows_of_all_environments_have_numbers_of_their_own() -> None:
    chains = [SimpleNamespace(browser=SimpleNamespace(tabs=tabs)) for tabs in (("a", "b"), ("c",))]
    asked = cast("Any", [(chain, Hops()) for chain in chains])
    assert [(number, str(tab)) for number, tab, _ in windows(asked)] == [(1, "a"), (2, "b"), (3, "c")]
