"""The second POST of a sign-up with lock on creation, in each order; only without blocking."""

import asyncio

import pytest

from tests.harness.identity_server.place import MakePlace, Place, Seen

pytestmark = pytest.mark.anyio
ATTRIBUTES, LOCK = "attributes", "lock"


def kind(seen: Seen) -> str:
    """Tell the first event of a sign-up (the attributes) from the second (the lock)."""
    return ATTRIBUTES if "name" in seen.json else LOCK


async def locked_sign_up(place: Place, order: str) -> list[str]:
    """Register with lock on creation and return the kinds of the requests in the order of their arrival."""
    await place.configure(lockOnCreation=True, doublePost=order)
    await place.register()
    await place.seen(1)
    return [kind(seen) for seen in place.target.requests]


@pytest.mark.parametrize(
    ("order", "arrivals"),
    [("off", [ATTRIBUTES]), ("after", [ATTRIBUTES, LOCK]), ("before", [LOCK, ATTRIBUTES])],
)
async def test_the_order_of_the_two_posts_is_the_one_that_is_set(
    make_place: MakePlace, order: str, arrivals: list[str]
) -> None:
    place = make_place(blocking=False)
    assert await locked_sign_up(place, order) == arrivals
    assert {seen.method for seen in place.target.requests} == {"POST"}


async def test_together_both_posts_are_under_way_at_once(make_place: MakePlace) -> None:
    place = make_place(blocking=False)
    both = asyncio.Barrier(2)

    async def meet(_seen: Seen) -> None:
        await both.wait()

    place.target.gate = meet
    assert sorted(await locked_sign_up(place, "together")) == [ATTRIBUTES, LOCK]


@pytest.mark.parametrize(("order", "first"), [("after", ATTRIBUTES), ("before", LOCK)])
async def test_one_post_waits_for_the_answer_of_the_other(make_place: MakePlace, order: str, first: str) -> None:
    place = make_place(blocking=False)
    answered = asyncio.Event()

    async def hold(_seen: Seen) -> None:
        await answered.wait()

    place.target.gate = hold
    await place.configure(lockOnCreation=True, doublePost=order)
    await place.register()
    await place.until(lambda: len(place.target.requests) == 1)
    assert kind(place.target.requests[0]) == first
    answered.set()
    await place.seen(2)


async def test_the_second_post_of_scim_carries_only_the_name_and_meta(make_place: MakePlace) -> None:
    place = make_place(blocking=False)
    await locked_sign_up(place, "after")
    assert place.target.requests[1].json == {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": "alice",
        "meta": {"lastModified": "2027-01-15T08:00:00Z"},
    }


async def test_the_second_post_of_scim2_carries_the_lock_in_the_enterprise_extension(make_place: MakePlace) -> None:
    place = make_place(connector="scim2", blocking=False)
    await locked_sign_up(place, "after")
    assert place.target.requests[1].json["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] == {
        "accountLocked": True,
        "lockedReason": "PENDING_SELF_REGISTRATION",
        "accountState": "PENDING_SR",
    }


async def test_blocking_scim_skips_the_lock(make_place: MakePlace) -> None:
    place = make_place(blocking=True)
    assert await locked_sign_up(place, "after") == [ATTRIBUTES]
    assert (await place.outcomes())[1].startswith("skipped: no claim")


async def test_blocking_scim2_puts_the_lock(make_place: MakePlace) -> None:
    place = make_place(connector="scim2", blocking=True)
    await place.configure(lockOnCreation=True)
    await place.register()
    assert [seen.method for seen in place.target.requests] == ["POST", "GET", "PUT"]


@pytest.mark.parametrize("order", ["off", "after", "before", "together"])
async def test_without_lock_on_creation_there_is_one_post(make_place: MakePlace, order: str) -> None:
    place = make_place(blocking=False)
    await place.configure(doublePost=order)
    await place.register()
    assert await place.seen(1) == ["POST /hubspot/contacts"]


async def test_a_refused_sign_up_lets_the_waiting_post_go(make_place: MakePlace) -> None:
    place = make_place(blocking=False)
    await place.configure(lockOnCreation=True, doublePost="before")
    assert (await place.register(password="abc")).status_code == 400
    assert await place.seen(1) == ["POST /hubspot/contacts"]
