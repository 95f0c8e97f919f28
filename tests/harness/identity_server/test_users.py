"""`/scim2/Users`: the administrator's door."""

from typing import Any

import httpx2
import pytest

from tests.harness.identity_server.place import PASSWORD, Place

pytestmark = pytest.mark.anyio
ADMIN = ("admin", "admin")
BOB = {"userName": "bob", "password": PASSWORD, "name": {"givenName": "Bob"}, "emails": ["bob@example.com"]}


async def create(place: Place, **others: Any) -> httpx2.Response:
    """Create bob."""
    return await place.http.post("/scim2/Users", json={**BOB, **others}, auth=ADMIN)


async def test_a_created_user_is_provisioned_without_meta(place: Place) -> None:
    answer = await create(place)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"https://localhost:9443/scim2/Users/{answer.json()['id']}"
    assert "password" not in answer.json()
    assert place.target.requests[0].json == {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": "bob",
        "name": {"givenName": "Bob"},
        "emails": ["bob@example.com"],
    }


async def test_a_user_of_another_store_is_refused_as_there_is_none(place: Place) -> None:
    answer = await create(place, userName="EU/bob")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert place.target.calls == []


async def test_a_taken_name_is_refused_before_anything_is_sent(place: Place) -> None:
    await create(place)
    answer = await create(place, userName="BOB")
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    assert place.target.calls == ["POST /hubspot/contacts"]


async def test_a_create_that_is_refused_late_is_taken_back(place: Place) -> None:
    assert (await create(place, password="abc")).status_code == 400
    assert [seen.method for seen in place.target.requests] == ["POST", "GET", "DELETE"]


async def test_a_user_is_found_by_name(place: Place) -> None:
    created = (await create(place)).json()
    answer = await place.http.get("/scim2/Users", params={"filter": 'userName eq "Bob"'}, auth=ADMIN)
    assert answer.json()["Resources"] == [created]
    nobody = await place.http.get("/scim2/Users", params={"filter": "userName eq nobody"}, auth=ADMIN)
    assert (nobody.json()["totalResults"], nobody.json()["Resources"]) == (0, [])


async def test_users_are_listed_by_pages(place: Place) -> None:
    await create(place)
    answer = await place.http.get("/scim2/Users?startIndex=2&count=1", auth=ADMIN)
    assert answer.json()["totalResults"] == 2
    assert [user["userName"] for user in answer.json()["Resources"]] == ["bob"]


@pytest.mark.parametrize(("query", "status"), [("filter=emails co x", 501), ("count=x", 400)])
async def test_a_query_that_is_not_served_says_so(place: Place, query: str, status: int) -> None:
    assert (await place.http.get(f"/scim2/Users?{query}", auth=ADMIN)).status_code == status


async def test_a_patch_sends_removals_as_patch_and_changes_as_put(place: Place) -> None:
    user_id = (await create(place)).json()["id"]
    operations = [
        {"op": "remove", "path": "emails"},
        {"op": "replace", "path": "name.familyName", "value": "Builder"},
        {"op": "add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+41791234567"},
    ]
    answer = await place.http.patch(f"/scim2/Users/{user_id}", json={"Operations": operations}, auth=ADMIN)
    assert answer.json()["phoneNumbers"] == [{"type": "mobile", "value": "+41791234567"}]
    assert [call["operation"] for call in await place.calls()] == ["POST", "PATCH", "PATCH", "PUT", "PUT"]
    first, second = (seen.json for seen in place.target.requests if seen.method == "PATCH")
    assert first["emails"] == [""]
    assert second["name"] == {"familyName": "Builder"}
    assert second["phoneNumbers"] == [{"type": "mobile", "value": "+41791234567"}]


async def test_a_put_removes_what_it_does_not_name(place: Place) -> None:
    user_id = (await create(place)).json()["id"]
    answer = await place.http.put(f"/scim2/Users/{user_id}", json={"name": {"givenName": "Robert"}}, auth=ADMIN)
    assert answer.json()["name"] == {"givenName": "Robert"}
    assert "emails" not in answer.json()


async def test_a_deleted_user_is_deleted_at_the_target_and_gone(place: Place) -> None:
    user_id = (await create(place)).json()["id"]
    assert (await place.http.delete(f"/scim2/Users/{user_id}", auth=ADMIN)).status_code == 204
    assert place.target.calls[1:] == [
        "GET /hubspot/contacts?filter=userName%20Eq%20bob",
        "DELETE /hubspot/contacts/1",
    ]
    assert (await place.http.get(f"/scim2/Users/{user_id}", auth=ADMIN)).status_code == 404


async def test_a_user_without_a_row_is_deleted_without_a_call(place: Place) -> None:
    place.target.script = [(500, None)]
    user_id = (await create(place)).json()["id"]
    await place.http.delete(f"/scim2/Users/{user_id}", auth=ADMIN)
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert (await place.outcomes())[-1].startswith("skipped: the user was never provisioned")


async def test_a_user_created_again_after_a_delete_is_posted_again(place: Place) -> None:
    user_id = (await create(place)).json()["id"]
    await place.http.delete(f"/scim2/Users/{user_id}", auth=ADMIN)
    await create(place)
    assert [seen.method for seen in place.target.requests] == ["POST", "GET", "DELETE", "POST"]


@pytest.mark.parametrize("body", [{}, {"userName": "x"}, {"userName": 1, "password": "x"}])
async def test_a_create_without_name_or_password_is_refused(place: Place, body: dict[str, Any]) -> None:
    assert (await place.http.post("/scim2/Users", json=body, auth=ADMIN)).status_code == 400


@pytest.mark.parametrize(("auth", "status"), [(None, 401), (("admin", "wrong"), 401), (("bob", PASSWORD), 403)])
async def test_only_the_administrator_gets_in(place: Place, auth: tuple[str, str] | None, status: int) -> None:
    await create(place)
    assert (await place.http.get("/scim2/Users", auth=auth)).status_code == status
