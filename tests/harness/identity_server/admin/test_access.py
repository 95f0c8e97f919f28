"""Who may use the administration API, and what it says to bad input."""

import pytest

from tests.harness.identity_server.admin.office import Office

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("auth", [None, ("admin", "wrong"), ("nobody", "admin")])
async def test_without_valid_credentials_it_is_401_in_the_gates_form(
    office: Office, auth: tuple[str, str] | None
) -> None:
    answer = await office.ask("GET", "/identity-providers", auth=auth)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer realm=localhost"
    assert answer.json() | {"description": "", "traceId": ""} == {
        "code": 401,
        "message": "Unauthorized",
        "description": "",
        "traceId": "",
    }


async def test_a_user_who_is_no_administrator_is_forbidden(office: Office) -> None:
    await office.open_for_registration()
    await office.place.register()
    answer = await office.ask("GET", "/applications", auth=("alice", "Alice1!pw"))
    assert (answer.status_code, answer.json()["code"]) == (403, 403)


async def test_it_is_served_under_the_tenants_path_too(office: Office) -> None:
    answer = await office.place.http.get("/t/carbon.super/api/server/v1/identity-providers", auth=("admin", "admin"))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "POST /identity-providers",
        "PUT /applications/resident",
        "PUT /claim-dialects/local/claims/aHR0cDovL3dzbzIub3JnL2NsYWltcy90ZWxlcGhvbmU",
        "PATCH /identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw",
    ],
)
@pytest.mark.parametrize("body", ["", "no", "[1]", '{"a": "\\ud800"}', "[" * 100_000])
async def test_a_body_that_cannot_be_read_is_400(office: Office, path: str, body: str) -> None:
    method, _, resource = path.partition(" ")
    answer = await office.ask(method, resource, content=body)
    assert (answer.status_code, answer.json()["message"]) == (400, "Invalid Request")


@pytest.mark.parametrize("path", ["POST /applications", "GET /roles", "DELETE /claim-dialects/local/claims/x"])
async def test_what_is_not_simulated_is_501_with_a_reason(office: Office, path: str) -> None:
    method, _, resource = path.partition(" ")
    answer = await office.ask(method, resource)
    assert (answer.status_code, answer.json()["message"]) == (501, "Not simulated")
    assert resource in answer.json()["description"]


@pytest.mark.parametrize(
    ("profile", "has"),
    [
        ("6.1", []),
        ("7.0", ["api-resources"]),
        ("7.1", ["api-resources", "actions/types"]),
        ("7.2", ["api-resources", "actions/types", "flow"]),
    ],
)
async def test_a_later_release_has_more_resources(make_office: object, profile: str, has: list[str]) -> None:
    assert callable(make_office)
    office: Office = make_office(profile=profile)
    statuses = {
        name: (await office.ask("GET", f"/{name}")).status_code for name in ("api-resources", "actions/types", "flow")
    }
    assert [name for name, status in statuses.items() if status == 200] == has
    assert set(statuses.values()) <= {200, 404}
