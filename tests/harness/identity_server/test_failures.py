"""What the server makes of a target that refuses, answers nonsense, or does not answer."""

import asyncio
import logging
from typing import Any

import httpx2
import pytest

from tests.harness.identity_server.place import MakePlace, Place, Seen

pytestmark = pytest.mark.anyio
REFUSAL = {"Errors": [{"description": "no", "code": "409"}]}
AWAY = httpx2.ConnectError("connection refused")


async def methods_of_an_edit(place: Place) -> list[str]:
    """Change the first name and return the methods that the edit caused."""
    before = len(place.target.requests)
    assert (await place.patch_me({"name": {"givenName": "Alicia"}})).status_code == 200
    await place.seen(before)
    return [seen.method for seen in place.target.requests[before:]]


@pytest.mark.parametrize(
    ("answer", "methods"),
    [
        pytest.param((409, REFUSAL), ["GET", "PATCH"], id="a SCIM 1.1 error counts as success"),
        pytest.param((500, None), ["POST"], id="an error without body fails"),
        pytest.param((502, "<html>"), ["POST"], id="an error that is no JSON fails"),
        pytest.param((409, {"detail": "no", "status": "409"}), ["POST"], id="an error of SCIM 2 fails"),
        pytest.param((201, {"id": "1"}), ["POST"], id="a 201 without userName fails"),
        pytest.param((204, None), ["POST"], id="a 204 fails"),
        pytest.param(AWAY, ["POST"], id="no answer fails"),
    ],
)
async def test_scim_repeats_a_post_only_if_the_first_failed(place: Place, answer: Any, methods: list[str]) -> None:
    place.target.script = [answer]
    assert (await place.register()).status_code == 201
    assert await methods_of_an_edit(place) == methods


@pytest.mark.parametrize("answer", [(409, REFUSAL), (500, None), AWAY])
async def test_scim2_posts_again_after_any_failure(make_place: MakePlace, answer: Any) -> None:
    place = make_place(connector="scim2")
    place.target.script = [answer]
    assert (await place.register()).status_code == 201
    assert await methods_of_an_edit(place) == ["POST"]


async def test_a_post_in_place_of_an_edit_carries_only_the_changed_claims(make_place: MakePlace) -> None:
    place = make_place(connector="scim2")
    place.target.script = [AWAY]
    await place.register()
    await methods_of_an_edit(place)
    assert place.target.requests[1].json == {"schemas": [], "userName": "alice", "name": {"givenName": "Alicia"}}


@pytest.mark.parametrize(
    ("listed", "calls"),
    [
        pytest.param({"Resources": []}, ["GET", "PATCH"], id="an empty list is patched at null"),
        pytest.param({"totalResults": 0}, ["GET"], id="a list without Resources fails"),
        pytest.param({"Resources": [{"userName": "alice"}]}, ["GET"], id="a user without id ends it"),
    ],
)
async def test_scim_goes_on_after_the_list_as_its_engine_does(
    place: Place, listed: dict[str, Any], calls: list[str]
) -> None:
    await place.register()
    place.target.script = [(200, listed)]
    assert await methods_of_an_edit(place) == calls
    if len(calls) == 2:
        assert place.target.calls[-1] == "PATCH /hubspot/contacts/null"


async def test_scim2_fails_when_the_user_is_not_found(make_place: MakePlace) -> None:
    place = make_place(connector="scim2")
    await place.register()
    place.target.script = [(200, {"Resources": []})]
    assert await methods_of_an_edit(place) == ["GET"]
    assert (await place.outcomes())[-1] == "failed: the user was not found"


async def test_scim_cannot_look_up_a_name_that_is_not_ascii(place: Place) -> None:
    await place.register("zoë")
    answer = await place.patch_me({"name": {"givenName": "Z"}}, auth=("zoë", "Alice1!pw"))
    assert answer.status_code == 200
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert "invalid URI" in (await place.outcomes())[-1]


async def test_a_failure_is_logged_and_swallowed(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.target.script = [AWAY]
    with caplog.at_level(logging.ERROR):
        assert (await place.register()).status_code == 201
    assert "Provisioning for Entity alice For operation = POST" in caplog.text


async def test_blocking_holds_the_caller_until_the_target_answers(place: Place) -> None:
    answered = asyncio.Event()

    async def hold(_seen: Seen) -> None:
        await answered.wait()

    place.target.gate = hold
    registration = asyncio.create_task(place.register())
    await place.until(lambda: len(place.target.requests) == 1)
    assert place.server.users.find("alice") is None
    answered.set()
    assert (await registration).status_code == 201


async def test_without_blocking_the_caller_is_answered_while_the_target_hangs(make_place: MakePlace) -> None:
    place = make_place(blocking=False)
    answered = asyncio.Event()

    async def hold(_seen: Seen) -> None:
        await answered.wait()

    place.target.gate = hold
    assert (await place.register()).status_code == 201
    await place.until(lambda: len(place.target.requests) == 1)
    assert await place.outcomes() == ["sent"]
    answered.set()
    await place.seen(1)
    assert await place.outcomes() == ["ok"]


async def test_without_blocking_two_edits_of_one_person_overtake_each_other(make_place: MakePlace) -> None:
    place = make_place()
    await place.register()
    await place.configure(blocking=False)
    second_done = asyncio.Event()

    async def hold_the_first(seen: Seen) -> None:
        if seen.method == "PATCH" and "First" in seen.body:
            await second_done.wait()

    place.target.gate = hold_the_first
    await place.patch_me({"name": {"givenName": "First"}})
    await place.until(lambda: len(place.target.requests) == 3)
    await place.patch_me({"name": {"givenName": "Second"}})
    await place.until(lambda: len(place.target.requests) == 5)
    second_done.set()
    await place.seen(5)
    outcomes = {call["body"]: call["outcome"] for call in await place.calls()}
    assert [outcome for body, outcome in outcomes.items() if "Second" in body] == ["ok"]
