"""`/scim2/Me` under the exact requests of My Account 1.6.191."""

import pytest

from tests.harness.identity_server.place import PASSWORD, PORTAL, Place, bearer

pytestmark = pytest.mark.anyio
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OLD = {"type": "mobile", "value": "+41791234567"}
NEW = {"type": "mobile", "value": "+41797654321"}


async def me(place: Place) -> dict[str, object]:
    """Return what My Account reads."""
    return dict((await place.http.get("/scim2/Me", headers=await bearer(place.http))).json())


async def test_plain_values_stand_as_strings_beside_typed_objects(place: Place) -> None:
    await place.register(phoneNumbers="+41441112233", mobile="+41791234567")
    seen = await me(place)
    assert seen["emails"] == ["alice@example.com"]
    assert seen["phoneNumbers"] == ["+41441112233", OLD]
    assert seen["name"] == {"familyName": "Doe", "givenName": "Alice"}


async def test_only_the_attributes_asked_for_are_returned(place: Place) -> None:
    await place.register()
    answer = await place.http.get(f"/scim2/Me?attributes={ENTERPRISE}.isReadOnlyUser", auth=("alice", PASSWORD))
    assert set(answer.json()) == {"schemas", "id", ENTERPRISE}
    assert answer.json()[ENTERPRISE] == {"isReadOnlyUser": "false"}
    names = await place.http.get("/scim2/Me?attributes=userName,name.givenName", auth=("alice", PASSWORD))
    assert set(names.json()) == {"schemas", "id", "userName", "name"}


async def test_an_e_mail_edit_sends_the_new_address(place: Place) -> None:
    await place.register()
    answer = await place.patch_me({"emails": ["alicia@example.org"], ENTERPRISE: {"verifyEmail": True}})
    assert answer.json()["emails"] == ["alicia@example.org"]
    assert place.target.requests[-1].json["emails"] == ["alicia@example.org"]
    assert "verifyEmail" not in answer.json()[ENTERPRISE]


async def test_an_e_mail_edit_beside_a_typed_one_keeps_it(place: Place) -> None:
    await place.register()
    home = {"type": "home", "value": "h@x.ch"}
    await place.patch_me({"emails": ["alice@example.com", home], ENTERPRISE: {"verifyEmail": True}})
    answer = await place.patch_me({"emails": [home, "new@x.ch"], ENTERPRISE: {"verifyEmail": True}})
    assert answer.json()["emails"] == ["new@x.ch", home]
    assert place.target.requests[-1].json["emails"] == ["new@x.ch"]


async def test_a_mobile_edit_takes_the_last_entry_and_loses_the_plain_number(place: Place) -> None:
    await place.register(phoneNumbers="+41441112233", mobile="+41791234567")
    answer = await place.patch_me({"phoneNumbers": [OLD, "", NEW]})
    assert answer.json()["phoneNumbers"] == [NEW]
    bodies = [seen.json for seen in place.target.requests if seen.method == "PATCH"]
    assert [body["phoneNumbers"] for body in bodies] == [[""], [NEW]]


async def test_a_mobile_edit_keeps_the_plain_number_when_the_switch_is_off(place: Place) -> None:
    await place.configure(mobileEditDropsPhoneNumbers=False)
    await place.register(phoneNumbers="+41441112233")
    answer = await place.patch_me({"phoneNumbers": ["", NEW]})
    assert answer.json()["phoneNumbers"] == ["+41441112233", NEW]
    bodies = [seen.json for seen in place.target.requests if seen.method == "PATCH"]
    assert [body["phoneNumbers"] for body in bodies] == [[NEW]]


async def test_a_cleared_mobile_is_a_removal_and_an_empty_change(place: Place) -> None:
    await place.register(mobile="+41791234567")
    answer = await place.patch_me({"phoneNumbers": [OLD, "", {"type": "mobile", "value": ""}]})
    assert "phoneNumbers" not in answer.json()
    assert place.target.requests[-1].json["phoneNumbers"] == [{"type": "mobile", "value": ""}]
    assert (await place.outcomes())[-1].startswith("skipped: no claim of this change")


async def test_a_work_phone_is_added_beside_the_mobile(place: Place) -> None:
    await place.register(mobile="+41791234567")
    answer = await place.patch_me({"phoneNumbers": [OLD, "", {"type": "work", "value": "0441112233"}]})
    assert answer.json()["phoneNumbers"] == [OLD, {"type": "work", "value": "0441112233"}]
    assert place.target.requests[-1].json["phoneNumbers"] == [{"type": "work", "value": "0441112233"}]


async def test_the_schemas_are_an_array_with_a_row_for_mobile_and_none_for_the_plain_number(place: Place) -> None:
    await place.register()
    schemas = (await place.http.get("/scim2/Schemas", headers=await bearer(place.http))).json()
    core = {attribute["name"]: attribute for attribute in schemas[0]["attributes"]}
    assert [sub["name"] for sub in core["phoneNumbers"]["subAttributes"]] == ["mobile"]
    assert core["phoneNumbers"]["type"] == "COMPLEX"
    assert "subAttributes" not in core["emails"]
    assert core["userName"]["mutability"] == "READ_ONLY"
    assert [sub["displayName"] for sub in core["name"]["subAttributes"]] == ["First Name", "Last Name"]
    assert schemas[1]["id"] == ENTERPRISE
    assert [attribute["name"] for attribute in schemas[1]["attributes"]] == ["country"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"x": "\\ud800"}',
        '{"Operations": 1}',
        '{"Operations": [{"op": "move"}]}',
        '{"Operations": [{"op": "add"}]}',
    ],
)
async def test_a_patch_that_is_none_is_a_scim_error(place: Place, body: str) -> None:
    await place.register()
    answer = await place.http.patch("/scim2/Me", content=body, auth=("alice", PASSWORD))
    assert answer.status_code == 400
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["scimType"] == "invalidSyntax"


async def test_a_refused_password_leaves_the_old_one(place: Place) -> None:
    await place.register()
    assert (await place.patch_me({"password": "abc"})).status_code == 400
    assert (await place.http.get("/scim2/Me", auth=("alice", PASSWORD))).status_code == 200
    assert place.target.calls == ["POST /hubspot/contacts"]


@pytest.mark.parametrize("asked", ["", "{}", "[1]", '[{"properties": [[]]}]'])
async def test_odd_questions_for_preferences_are_no_crash(place: Place, asked: str) -> None:
    path = "/api/server/v1/identity-governance/preferences"
    answer = await place.http.post(path, content=asked, headers=PORTAL)
    assert answer.status_code == (200 if "properties" in asked else 400)


@pytest.mark.parametrize("header", [None, "Bearer nobody", "Basic !", "Basic YWxpY2U6d3Jvbmc=", "Digest x"])
async def test_nobody_reads_without_credentials(place: Place, header: str | None) -> None:
    await place.register()
    headers = {"Authorization": header} if header is not None else {}
    assert (await place.http.get("/scim2/Me", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/users/v1/me/associations", None),
        ("/api/users/v1/me/federated-associations", None),
        ("/api/users/v1/me/applications", "applications"),
        ("/api/users/v1/me/sessions", "sessions"),
        ("/api/identity/consent-mgt/v1.0/consents?piiPrincipalId=alice&state=ACTIVE", None),
    ],
)
async def test_what_my_account_asks_besides_is_answered(place: Place, path: str, key: str | None) -> None:
    await place.register()
    answer = await place.http.get(path, headers=await bearer(place.http))
    value = answer.json() if key is None else answer.json()[key]
    assert [type(entry) for entry in value] == ([dict] if key == "sessions" else [])


async def test_ending_a_session_ends_its_tokens(place: Place) -> None:
    await place.register()
    headers = await bearer(place.http)
    assert (await place.http.delete("/api/users/v1/me/sessions", headers=headers)).status_code == 204
    assert (await place.http.get("/scim2/Me", headers=headers)).status_code == 401


async def test_preferences_tell_the_set_up(place: Place) -> None:
    asked = [{"connector-name": "self-sign-up", "properties": ["SelfRegistration.LockOnCreation", "Unknown"]}]
    path = "/api/server/v1/identity-governance/preferences"
    assert (await place.http.post(path, json=asked)).status_code == 401
    answer = await place.http.post(path, json=asked, headers=PORTAL)
    properties = [{"name": "SelfRegistration.LockOnCreation", "value": "false"}]
    assert answer.json() == [{"connector-name": "self-sign-up", "properties": properties}]


@pytest.mark.parametrize(
    "path", ["/api/identity/auth/v1.1", "/scim2/Groups", "/oauth2/introspect", "/carbon/admin/login.jsp"]
)
async def test_what_is_not_simulated_is_answered_501_with_a_reason(place: Place, path: str) -> None:
    answer = await place.http.get(path)
    assert answer.status_code == 501
    assert path in answer.json()["description"]
