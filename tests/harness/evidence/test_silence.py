"""What should have followed and did not."""

from typing import Any

from harness.evidence.silence import silences as found
from harness.timeline.moment import Hop, Moment


def silences(user_name: str, moments: list[Moment]) -> list[str]:
    return [each.text for each in found(user_name, moments)]


def moment(at: float, hop: Hop, title: str = "", *, failed: bool = False, **payload: Any) -> Moment:
    return Moment(f"{hop}-{at}", at, hop, "" if hop == "browser" else "alice", title, payload, failed)


def bridge(at: float, step: str, *, failed: bool = False, **payload: Any) -> Moment:
    return moment(at, "bridge", step, failed=failed, step=step, correlationId="c", **payload)


EDIT = moment(1, "browser", "alice changes First Name to Alicia")
SENT = moment(2, "identity server", request={"method": "PATCH"})
UNDERSTOOD = bridge(3, "understood", operation="patch", says={"name": {"givenName": "Alicia"}})
BEFORE = {"name": {"givenName": "Alice", "familyName": "Doe"}}
CHANGED = bridge(4, "changed", version=2, before=BEFORE, after={"name": {"givenName": "Alicia", "familyName": "Doe"}})
ANSWERED = bridge(5, "answered", status=200)
DELIVERED = bridge(6, "outcome", version=2)
WHOLE = [EDIT, SENT, UNDERSTOOD, CHANGED, ANSWERED, DELIVERED]


def without(*moments: Moment) -> list[Moment]:
    return [each for each in WHOLE if each not in moments]


def test_a_change_that_went_all_the_way_leaves_nothing_to_say() -> None:
    assert silences("alice", WHOLE) == []


def test_an_edit_that_was_not_sent_is_named() -> None:
    assert silences("alice", [EDIT]) == [
        "After “alice changes First Name to Alicia” the identity server sent the bridge nothing about alice."
    ]


def test_a_lookup_is_no_change_that_was_sent() -> None:
    assert silences("alice", [EDIT, moment(2, "identity server", request={"method": "GET"})]) != []


def test_an_answer_without_a_change_is_named() -> None:
    assert silences("alice", without(CHANGED, DELIVERED)) == [
        "The bridge answered a patch with 200, but its directory did not change."
    ]


def test_a_refused_request_need_not_change_anything() -> None:
    assert silences("alice", [EDIT, SENT, UNDERSTOOD, bridge(5, "answered", status=400)]) == []


def test_what_a_request_took_away_without_a_word_is_named() -> None:
    lossy = bridge(4, "changed", version=2, before=BEFORE, after={"name": {"givenName": "Alicia"}})
    (said,) = silences("alice", [EDIT, SENT, UNDERSTOOD, lossy, ANSWERED, DELIVERED])
    assert said.startswith("The directory's name.familyName became nothing (before: Doe) in version 2, by a request")


def test_where_a_put_replaces_that_is_as_it_should_be() -> None:
    lossy = bridge(4, "changed", version=2, before=BEFORE, after={"name": {"givenName": "Alicia"}})
    received = bridge(2.5, "received", target="/scim/v2/Users/1")
    assert silences("alice", [EDIT, SENT, received, UNDERSTOOD, lossy, ANSWERED, DELIVERED]) == []


def test_a_version_without_an_outcome_is_named() -> None:
    (said,) = silences("alice", without(DELIVERED))
    assert said.startswith("Version 2 in the bridge's directory has no outcome")


def test_a_last_try_that_failed_is_named() -> None:
    failed = bridge(6, "outcome", failed=True, version=2)
    assert silences("alice", [*without(DELIVERED), failed]) == [
        "Version 2 was tried 1 time; the last try ended in “outcome”, and none followed."
    ]


def test_a_bridge_without_a_trail_is_not_blamed() -> None:
    assert silences("alice", [EDIT, SENT]) == []


def test_a_silence_is_the_hop_s_that_should_have_spoken() -> None:
    stories = ([EDIT], without(CHANGED, DELIVERED), without(DELIVERED))
    hops = [silence.hop.value for story in stories for silence in found("alice", story)]
    assert hops == ["identity server", "bridge", "bridge to HubSpot"]


def test_a_silence_leads_to_the_moment_after_which_something_is_missed() -> None:
    stories = ([EDIT], without(CHANGED, DELIVERED), without(DELIVERED))
    ids = [silence.moment for story in stories for silence in found("alice", story)]
    assert ids == [EDIT.id, ANSWERED.id, CHANGED.id]
