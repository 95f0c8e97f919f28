"""Whose outbound settings apply to a write, and when nothing is sent."""

import pytest

from harness.identity_server.simulator import create_app
from tests.harness.identity_server.place import PASSWORD, MakePlace, Place, bearer

pytestmark = pytest.mark.anyio
FIRST_NAME = {"name": {"givenName": "Alicia"}}
GET = "GET /hubspot/contacts?filter=userName%20Eq%20alice"


async def test_an_edit_in_my_account_follows_the_applications_own_settings(place: Place) -> None:
    await place.register()
    answer = await place.patch_me(FIRST_NAME, auth=None, headers=await bearer(place.http))
    assert answer.json()["name"]["givenName"] == "Alicia"
    assert place.target.calls[1:] == [GET, "PATCH /hubspot/contacts/1"]
    assert place.target.requests[2].json == {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": "alice",
        "name": {"givenName": "Alicia"},
    }


async def test_on_a_stock_server_an_edit_in_my_account_is_not_provisioned(make_place: MakePlace) -> None:
    place = make_place(stock=True)
    await place.register()
    answer = await place.patch_me(FIRST_NAME, auth=None, headers=await bearer(place.http))
    assert answer.status_code == 200
    assert place.target.calls == ["POST /hubspot/contacts"]
    last = (await place.calls())[-1]
    assert (last["operation"], last["method"], last["status"]) == ("PUT", None, None)
    assert last["outcome"].startswith("skipped: the application My Account has no outbound settings")


async def test_on_a_stock_server_an_edit_with_basic_credentials_is_provisioned(make_place: MakePlace) -> None:
    place = make_place(stock=True)
    await place.register()
    await place.patch_me(FIRST_NAME)
    assert place.target.calls[1:] == [GET, "PATCH /hubspot/contacts/1"]


async def test_enabled_rules_without_a_policy_provision_nothing(place: Place) -> None:
    await place.configure(rules=True)
    assert (await place.register()).status_code == 201
    assert place.target.calls == []
    assert (await place.outcomes())[0].startswith("skipped: rules are enabled")


async def test_a_fresh_server_has_no_outbound_settings_and_no_self_registration() -> None:
    server = create_app().state.server
    assert server.configuration.resident is None
    assert server.sign_up.username_status("alice").code == 60003
    assert "Telephone" in {claim.display_name for claim in server.sign_up.claims()}


async def test_an_edit_of_a_claim_without_a_name_in_the_dialect_is_skipped(make_place: MakePlace) -> None:
    place = make_place()
    await place.register()
    urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    await place.patch_me({urn: {"organization": "ACME"}})
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert (await place.outcomes())[-1].startswith("skipped: no claim of this change")


async def test_an_edit_of_somebody_who_has_no_row_is_a_post(place: Place) -> None:
    await place.configure(rules=True)
    await place.register()
    await place.configure(rules=False)
    await place.patch_me(FIRST_NAME)
    assert place.target.calls == ["POST /hubspot/contacts"]


async def test_rows_are_kept_for_each_connector(place: Place) -> None:
    await place.register()
    await place.configure(connector="scim2")
    await place.patch_me(FIRST_NAME)
    assert [seen.method for seen in place.target.requests] == ["POST", "POST"]
    await place.configure(connector="scim")
    await place.patch_me({"name": {"givenName": "Al"}})
    assert [seen.method for seen in place.target.requests[2:]] == ["GET", "PATCH"]


async def test_a_password_change_sends_only_the_name(place: Place) -> None:
    await place.register()
    schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    body = {"Operations": [{"op": "add", "value": {"password": "NewPass1!"}}], "schemas": schemas}
    answer = await place.http.patch("/scim2/Me", json=body, auth=("alice@carbon.super", PASSWORD))
    assert answer.status_code == 200
    assert place.target.requests[-1].json == {"schemas": ["urn:scim:schemas:core:1.0"], "userName": "alice"}
    assert (await place.http.get("/scim2/Me", auth=("alice", PASSWORD))).status_code == 401
    assert (await place.http.get("/scim2/Me", auth=("alice", "NewPass1!"))).status_code == 200


async def test_scim2_ignores_a_removed_claim_and_a_password(make_place: MakePlace) -> None:
    place = make_place(connector="scim2")
    await place.register(mobile="+41791234567")
    await place.patch_me({"phoneNumbers": [{"type": "mobile", "value": ""}]})
    await place.patch_me({"password": "NewPass1!"})
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert "skipped: the connector scim2 ignores PATCH" in await place.outcomes()
