"""The trail alone: what it keeps, for whom, and what it never shows."""

import asyncio
import json

from bridge.trail import LARGEST_PART, About, Trail, Wanted, tell_nobody

ALL = Wanted()


def trail(size: int = 100) -> Trail:
    return Trail(size, lambda: 5.0)


def test_an_event_has_exactly_the_keys_of_the_contract() -> None:
    kept = trail()
    kept.tell("changed", About("anna", "corr-1", 3), lambda: {"before": None, "after": {"userName": "anna"}})
    (event,) = kept.after(0, ALL)
    assert event.document() == {
        "id": 1,
        "at": 5.0,
        "step": "changed",
        "userName": "anna",
        "correlationId": "corr-1",
        "version": 3,
        "data": {"before": None, "after": {"userName": "anna"}},
    }


def test_only_the_last_events_are_kept() -> None:
    kept = trail(2)
    for _ in range(5):
        kept.tell("mapped", About("anna", "c"), dict)
    assert [event.id for event in kept.after(0, ALL)] == [4, 5]
    assert (kept.oldest, kept.last) == (4, 5)


def test_an_id_of_an_earlier_process_starts_at_the_beginning() -> None:
    kept = trail()
    kept.tell("mapped", About("anna", "c"), dict)
    assert [event.id for event in kept.after(900, ALL)] == [1]


def test_a_person_is_found_in_any_spelling_with_the_requests_that_did_not_say_the_name() -> None:
    kept = trail()
    kept.tell("received", About("", "corr-1"), dict)
    kept.tell("changed", About("EU.EXAMPLE/Anna", "corr-1"), dict)
    kept.tell("received", About("", "corr-2"), dict)
    kept.tell("changed", About("bob", "corr-2"), dict)
    assert [event.id for event in kept.after(0, Wanted("anna"))] == [1, 2]


def test_one_request_is_found_by_its_correlation_id() -> None:
    kept = trail()
    kept.tell("received", About("anna", "corr-1"), dict)
    kept.tell("received", About("anna", "corr-2"), dict)
    assert [event.id for event in kept.after(0, Wanted("", "corr-2"))] == [2]


def test_a_password_is_dropped_at_any_depth_and_in_any_case() -> None:
    kept = trail()
    body = {
        "PassWord": "canary",
        "Operations": [{"op": "add", "value": {"urn:x:password": "canary", "title": "Dr"}}],
        "path": 'password[value eq "canary"]',
        "filter": 'password eq "canary"',
    }
    kept.tell("received", About("anna", "c"), lambda: {"body": body, "password": "canary"})
    (event,) = kept.after(0, ALL)
    assert "canary" not in json.dumps(event.document())
    assert event.data["body"]["Operations"] == [{"op": "add", "value": {"title": "Dr"}}]


def test_what_is_long_is_cut_and_says_so() -> None:
    kept = trail()
    kept.tell("received", About("anna", "c"), lambda: {"body": {"title": "x" * LARGEST_PART}, "method": "POST"})
    (event,) = kept.after(0, ALL)
    assert event.data["method"] == "POST"
    assert event.data["body"]["cut"].startswith(f"{LARGEST_PART + 13} characters")
    assert event.data["body"]["start"].startswith('{"title": "xxx')


def test_telling_nobody_makes_no_data() -> None:
    def data() -> dict[str, str]:
        raise AssertionError

    tell_nobody("mapped", About("anna", "c"), data)


def test_who_waits_is_woken_by_an_event_and_by_the_end() -> None:
    async def main() -> list[int]:
        kept = trail()
        seen = []
        for ends in (False, True):
            waiting = asyncio.create_task(kept.news(30))
            await asyncio.sleep(0)
            kept.close() if ends else kept.tell("mapped", About("anna", "c"), dict)
            await asyncio.wait_for(waiting, 5)
            seen.append(kept.last)
        await kept.news(30)
        return seen

    assert asyncio.run(main()) == [1, 1]
