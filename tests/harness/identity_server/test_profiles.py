"""In what the releases differ, as far as the simulator imitates them."""

import asyncio

import pytest

from harness.identity_server.simulator.profiles import PROFILES
from tests.harness.identity_server.place import MakePlace, Seen, bearer

pytestmark = pytest.mark.anyio
FIRST_NAME = {"name": {"givenName": "Alicia"}}
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def test_the_releases_are_those_of_the_vendor() -> None:
    assert [profile.name for profile in PROFILES] == ["6.1", "7.0", "7.1", "7.2", "7.3"]


@pytest.mark.parametrize(("profile", "sent"), [("6.1", 0), ("7.0", 2), ("7.1", 2), ("7.2", 2), ("7.3", 2)])
async def test_an_edit_in_my_account_falls_back_to_the_resident_entry_from_7_0_on(
    make_place: MakePlace, profile: str, sent: int
) -> None:
    place = make_place(profile=profile, stock=True)
    await place.register()
    await place.patch_me(FIRST_NAME, auth=None, headers=await bearer(place.http))
    assert len(place.target.calls[1:]) == sent


@pytest.mark.parametrize(("profile", "sent"), [("6.1", 0), ("7.0", 0), ("7.1", 1), ("7.2", 1), ("7.3", 1)])
async def test_enabled_rules_without_a_policy_let_everything_pass_from_7_1_on(
    make_place: MakePlace, profile: str, sent: int
) -> None:
    place = make_place(profile=profile)
    await place.configure(rules=True)
    await place.register()
    assert len(place.target.calls) == sent


@pytest.mark.parametrize(("profile", "waits"), [("6.1", False), ("7.0", True), ("7.2", True)])
async def test_a_registration_waits_for_the_target_from_7_0_on_even_without_blocking(
    make_place: MakePlace, profile: str, *, waits: bool
) -> None:
    place = make_place(profile=profile, blocking=False)
    answered = asyncio.Event()

    async def hold(_seen: Seen) -> None:
        await answered.wait()

    place.target.gate = hold
    registration = asyncio.create_task(place.register())
    await place.until(lambda: len(place.target.requests) == 1)
    if not waits:
        await registration
    assert registration.done() is not waits
    answered.set()
    assert (await registration).status_code == 201
    await place.seen(1)


async def test_a_7_0_sends_a_registration_once_whatever_the_order(make_place: MakePlace) -> None:
    place = make_place(profile="7.0", blocking=False)
    await place.configure(lockOnCreation=True)
    await place.register()
    assert await place.seen(1) == ["POST /hubspot/contacts"]


@pytest.mark.parametrize(
    ("profile", "methods"), [("6.1", ["POST", "POST"]), ("7.1", ["POST", "POST", "GET", "DELETE"])]
)
async def test_a_registration_under_a_taken_name_is_taken_back_from_7_1_on(
    make_place: MakePlace, profile: str, methods: list[str]
) -> None:
    place = make_place(profile=profile)
    await place.register()
    assert (await place.register()).status_code == 409
    assert [seen.method for seen in place.target.requests] == methods


@pytest.mark.parametrize(("profile", "sent"), [("6.1", 1), ("7.0", 0)])
async def test_a_weak_password_is_refused_before_anything_is_sent_from_7_0_on(
    make_place: MakePlace, profile: str, sent: int
) -> None:
    place = make_place(profile=profile)
    password = {"6.1": "no blanks", "7.0": "alllowercase"}[profile]
    assert (await place.register(password=password)).status_code == 400
    assert len(place.target.requests) == sent


@pytest.mark.parametrize(
    ("profile", "password", "fine"),
    [("6.1", "abcde", True), ("7.0", "abcde", False), ("7.0", "Alice1!pw", True), ("7.3", "alice1!pw", False)],
)
async def test_the_releases_differ_in_the_passwords_they_take(
    make_place: MakePlace, profile: str, password: str, *, fine: bool
) -> None:
    answer = await make_place(profile=profile).register(password=password)
    assert (answer.status_code == 201) is fine


@pytest.mark.parametrize(("profile", "has_meta"), [("6.1", True), ("7.0", True), ("7.1", False)])
async def test_a_registration_carries_times_up_to_7_0(make_place: MakePlace, profile: str, *, has_meta: bool) -> None:
    place = make_place(profile=profile)
    await place.register()
    assert ("meta" in place.target.requests[0].json) is has_meta


@pytest.mark.parametrize(("profile", "sent"), [("7.0", {"country": "Switzerland"}), ("7.1", None)])
async def test_scim2_sends_no_country_from_7_1_on(make_place: MakePlace, profile: str, sent: object) -> None:
    place = make_place(profile=profile, connector="scim2")
    await place.register(country="Switzerland")
    assert place.target.requests[0].json.get(ENTERPRISE) == sent
