"""Self-registration: what is sent, and what the server checks only afterwards."""

import pytest

from tests.harness.identity_server.place import PASSWORD, PORTAL, MakePlace, Place

pytestmark = pytest.mark.anyio


async def test_a_registration_posts_the_claims_that_the_dialect_knows(place: Place) -> None:
    assert (await place.register(phoneNumbers="+41791234567", telephone="+41441234567")).status_code == 201
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert place.target.requests[0].json == {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": "alice",
        "name": {"givenName": "Alice", "familyName": "Doe"},
        "emails": ["alice@example.com"],
        "phoneNumbers": ["+41791234567"],
        "meta": {"created": "2027-01-15T08:00:00Z", "lastModified": "2027-01-15T08:00:00Z"},
    }


async def test_phone_numbers_are_split_at_commas(place: Place) -> None:
    await place.register(phoneNumbers="+41791234567,+41791234568,")
    assert place.target.requests[0].json["phoneNumbers"] == ["+41791234567", "+41791234568"]


async def test_scim2_sends_the_country_in_the_enterprise_extension_and_no_meta(make_place: MakePlace) -> None:
    place = make_place(connector="scim2")
    await place.register(country="Switzerland")
    body = place.target.requests[0].json
    assert body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] == {"country": "Switzerland"}
    assert body["schemas"] == []
    assert "meta" not in body


async def test_scim_sends_the_country_as_a_typed_address(place: Place) -> None:
    await place.register(country="Switzerland")
    assert place.target.requests[0].json["addresses"] == [{"type": "country", "value": "Switzerland"}]


async def test_the_password_is_sent_only_with_password_provisioning_and_never_recorded(place: Place) -> None:
    await place.register("alice")
    assert "password" not in place.target.requests[0].json
    await place.configure(passwordProvisioning=True)
    await place.register("bob")
    assert place.target.requests[1].json["password"] == PASSWORD
    assert PASSWORD not in (await place.http.get("/_sim/provisioning")).text
    assert PASSWORD not in (await place.http.get("/_sim/users")).text


async def test_a_taken_name_is_refused_after_the_target_was_overwritten(place: Place) -> None:
    await place.register()
    answer = await place.register(givenname="Mallory")
    assert (answer.status_code, answer.json()["code"]) == (409, "20030")
    assert [seen.json["name"]["givenName"] for seen in place.target.requests] == ["Alice", "Mallory"]


async def test_a_weak_password_is_refused_after_the_target_was_written(place: Place) -> None:
    answer = await place.register(password="abc")
    assert (answer.status_code, answer.json()["code"]) == (400, "20035")
    assert place.target.calls == ["POST /hubspot/contacts"]
    assert place.server.users.find("alice") is None


async def test_a_registration_succeeds_while_the_target_refuses(place: Place) -> None:
    place.target.script = [(500, {"Errors": [{"description": "no", "code": "500"}]})]
    assert (await place.register()).status_code == 201
    assert place.server.users.find("alice") is not None


@pytest.mark.parametrize(
    ("name", "code"), [("bob", 60000), ("ALICE", 60002), ("a b", 60004), ("ab", 60004), ("PRIMARY/alice", 60002)]
)
async def test_a_username_is_free_taken_or_invalid(place: Place, name: str, code: int) -> None:
    await place.register()
    answer = await place.http.post(
        "/api/identity/user/v1.0/validate-username", json={"username": name, "properties": []}, headers=PORTAL
    )
    assert answer.json()["statusCode"] == code


async def test_switched_off_self_registration_refuses(place: Place) -> None:
    await place.configure(selfRegistration=False)
    assert place.server.sign_up.username_status("bob").code == 60003
    assert (await place.register()).status_code == 400
    assert place.target.calls == []


async def test_a_locked_account_is_confirmed_by_the_code_of_the_mail(place: Place) -> None:
    await place.configure(lockOnCreation=True)
    await place.register()
    assert (await place.http.get("/scim2/Me", auth=("alice", PASSWORD))).status_code == 401
    mail = (await place.http.get("/_sim/mailbox")).json()["messages"][0]
    assert mail["to"] == "alice@example.com"
    confirm = {"code": mail["code"], "properties": [{"key": "tenantDomain", "value": "carbon.super"}]}
    answers = [
        await place.http.post("/api/identity/user/v1.0/validate-code", json=confirm, headers=PORTAL) for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [202, 400]
    assert (await place.http.get("/scim2/Me", auth=("alice", PASSWORD))).status_code == 200


async def test_a_code_that_is_sent_again_replaces_the_first(place: Place) -> None:
    await place.configure(lockOnCreation=True)
    await place.register()
    body = {"user": {"username": "alice"}}
    assert (await place.http.post("/api/identity/user/v1.0/resend-code", json=body, headers=PORTAL)).status_code == 201
    first, second = (mail["code"] for mail in place.server.mailbox.as_json())
    assert not await place.server.sign_up.confirm(first)
    assert await place.server.sign_up.confirm(second)


async def test_the_form_claims_are_those_of_the_guide(place: Place) -> None:
    answer = await place.http.get("/api/identity/recovery/v0.9/claims?tenant-domain=carbon.super", headers=PORTAL)
    names = {claim["display-name"]: claim["required"] for claim in answer.json()}
    assert names["Phone Numbers"] is True
    assert names["Mobile"] is False
    assert "Telephone" not in names
    assert set(answer.json()[0]) == {
        *("uri", "value", "description", "display-name", "dialect", "required", "read-only", "validation-regex")
    }


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"user": 1}', '{"user": {"username": 1, "password": "x"}}'])
async def test_a_registration_that_is_none_is_answered_400(place: Place, body: str) -> None:
    answer = await place.http.post("/api/identity/user/v1.0/me", content=body, headers=PORTAL)
    assert answer.status_code == 400


async def test_nobody_registers_without_the_portals_credentials(place: Place) -> None:
    assert (await place.http.post("/api/identity/user/v1.0/me", json={})).status_code == 401
