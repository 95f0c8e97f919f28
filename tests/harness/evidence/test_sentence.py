"""A failure as pytest prints it becomes one sentence and its hop."""

import pytest

from harness.diagnosis import Hop
from harness.evidence.sentence import HOPS, sentence_of

WAITED = """
    def test_it(hubspot, person):
>       hubspot.shows(person)

E       harness.errors.WaitFailed: awaited: one contact with {'firstname': 'Al'} (for 20 s)
E       seen last: 0 contacts []
E       stuck at: bridge to HubSpot: al is waiting (version 1, delivered None; 1 failed tries, next at None)

chain.py:59: WaitFailed
"""


def test_a_failed_wait_says_what_was_awaited_seen_and_where_it_is_stuck() -> None:
    sentence = sentence_of(WAITED)
    assert sentence.first == "awaited: one contact with {'firstname': 'Al'} (for 20 s)"
    assert sentence.seen == "0 contacts []"
    assert sentence.stuck.startswith("bridge to HubSpot: al is waiting")
    assert (sentence.hop, sentence.rest) == ("bridge to HubSpot", "")


def test_an_assertion_of_pytest_s_own_keeps_its_explanation() -> None:
    sentence = sentence_of("E   AssertionError: deliberate\nE   assert 1 == 2\n")
    assert (sentence.first, sentence.rest, sentence.hop) == ("deliberate", "assert 1 == 2", "")


@pytest.mark.parametrize(
    ("stuck", "hop"),
    [
        ("page https://a/b titled 'My Account'; identity server to bridge: its last call", "identity server to bridge"),
        ("page https://a/b titled 'My Account', which says 'bridge: no'", "browser"),
        ("HubSpot: the contact 1 is there with {'firstname': 'bridge: x'}", "HubSpot"),
    ],
)
def test_the_hop_is_read_from_where_it_is_stuck(stuck: str, hop: str) -> None:
    assert sentence_of(f"E   WaitFailed: awaited: x\nE   stuck at: {stuck}").hop == hop


def test_of_a_chain_of_errors_the_last_one_counts() -> None:
    text = "E   KeyError: 'a'\n\nDuring handling of the above exception\n\nE   RuntimeError: second\n"
    assert sentence_of(text).first == "RuntimeError: second"


def test_a_failure_without_marks_is_its_last_line() -> None:
    assert sentence_of("Traceback\nStackError: the end\n").first == "StackError: the end"
    assert sentence_of("").first == "no reason given"


def test_the_hops_are_those_of_the_diagnosis() -> None:
    assert sorted(HOPS) == sorted(hop.value for hop in Hop)
