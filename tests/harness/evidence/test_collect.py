"""Where people are, when a test has more than one environment."""

from harness.evidence.collect import furthest

THERE = "HubSpot: the contact is there"
NOWHERE = "identity server: it sent nothing about alice"


def test_of_two_environments_the_one_counts_in_which_a_person_got_further() -> None:
    assert furthest([("alice", THERE), ("alice", NOWHERE)]) == {"alice": THERE}
    assert furthest([("alice", NOWHERE), ("alice", THERE)]) == {"alice": THERE}
    assert furthest([("alice", NOWHERE)]) == {"alice": NOWHERE}
