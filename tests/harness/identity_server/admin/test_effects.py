"""What an administrator changes has its effect on what is sent, and on who may register."""

import base64
from typing import Any

import pytest

from tests.harness.identity_server.admin.office import IDS, MakeOffice, Office, entry
from tests.harness.identity_server.place import PORTAL, StubTarget

pytestmark = pytest.mark.anyio
FIRST_NAME = {"name": {"givenName": "Alicia"}}


def credentials(target: StubTarget) -> list[str]:
    """Return the Basic credentials of each request."""
    values = [dict(seen.headers)["Authorization"].removeprefix("Basic ") for seen in target.requests]
    return [base64.b64decode(value).decode() for value in values]


async def test_a_registration_goes_to_the_endpoint_with_its_credentials(office: Office) -> None:
    await office.open_for_registration()
    assert (await office.place.register()).status_code == 201
    assert office.place.target.calls == ["POST /hubspot/contacts"]
    assert credentials(office.place.target) == ["bridge-user:bridge-secret"]


async def test_a_changed_connector_counts_at_once_and_forgets_who_was_sent(office: Office) -> None:
    await office.open_for_registration()
    await office.place.register()
    provider = office.server.configuration.providers.named("HubSpot.com")
    assert provider is not None
    body = {
        "isEnabled": True,
        "properties": [
            {"key": "scim-username", "value": "other"},
            {"key": "scim-password", "value": "new"},
            {"key": "scim-user-ep", "value": "https://elsewhere.example/users/"},
        ],
    }
    await office.ask("PUT", f"/identity-providers/{provider.id}/provisioning/outbound-connectors/c2NpbQ", body)
    await office.place.patch_me(FIRST_NAME)
    assert office.place.target.calls == ["POST /hubspot/contacts", "POST /users"]
    assert credentials(office.place.target)[-1] == "other:new"


async def test_a_second_identity_provider_is_provisioned_as_well(office: Office) -> None:
    await office.open_for_registration()
    await office.make_provider("Second", **{"user-ep": "https://second.example/Users"})
    entries = {"outboundProvisioningIdps": [entry(), entry("Second")]}
    assert (await office.ask("PUT", "/applications/resident", entries)).status_code == 200
    await office.place.register()
    assert office.place.target.calls == ["POST /hubspot/contacts", "POST /Users"]


async def test_without_blocking_two_identity_providers_are_provisioned_beside_the_caller(office: Office) -> None:
    await office.open_for_registration()
    await office.make_provider("Second", **{"user-ep": "https://second.example/Users"})
    entries = {"outboundProvisioningIdps": [entry(blocking=False), entry("Second", blocking=False)]}
    await office.ask("PUT", "/applications/resident", entries)
    await office.place.register()
    assert sorted(await office.place.seen(2)) == ["POST /Users", "POST /hubspot/contacts"]


async def test_a_disabled_identity_provider_fails_the_write(office: Office) -> None:
    await office.open_for_registration()
    provider = office.server.configuration.providers.named("HubSpot.com")
    assert provider is not None
    disable = [{"operation": "REPLACE", "path": "/isEnabled", "value": "false"}]
    await office.ask("PATCH", f"/identity-providers/{provider.id}", disable)
    answer = await office.place.register()
    assert (answer.status_code, "HubSpot.com is disabled" in answer.json()["description"]) == (500, True)
    body = {"userName": "alice", "password": "Alice1!pw"}
    created = await office.place.http.post("/scim2/Users", json=body, auth=("admin", "admin"))
    assert (created.status_code, "HubSpot.com is disabled" in created.json()["detail"]) == (500, True)
    assert office.server.users.find("alice") is None
    assert office.place.target.calls == []


@pytest.mark.parametrize(
    ("connector", "reason"),
    [("SCIM2", "has no enabled connector SCIM2"), ("scim2", "has no enabled connector scim2")],
)
async def test_an_entry_with_a_connector_that_is_not_there_sends_nothing(
    office: Office, connector: str, reason: str
) -> None:
    await office.open_for_registration()
    await office.provision_to(connector=connector)
    assert (await office.place.register()).status_code == 201
    assert reason in (await office.place.outcomes())[0]


async def test_a_disabled_connector_sends_nothing(office: Office) -> None:
    await office.open_for_registration()
    provider = office.server.configuration.providers.named("HubSpot.com")
    assert provider is not None
    path = f"/identity-providers/{provider.id}/provisioning/outbound-connectors/c2NpbQ"
    await office.ask("PUT", path, {"isEnabled": False, "properties": []})
    await office.place.register()
    assert "has no enabled connector scim" in (await office.place.outcomes())[0]


async def test_the_password_is_sent_if_the_connectors_property_says_so(office: Office) -> None:
    await office.open_for_registration()
    await office.make_provider("Second", **{"enable-pwd-provisioning": "true"})
    await office.provision_to("Second")
    await office.place.register()
    assert office.place.target.requests[0].json["password"] == "Alice1!pw"


@pytest.mark.parametrize(("domain", "name"), [("EU", "EU/alice"), ("", "/alice")])
async def test_the_user_store_domain_goes_before_the_name(office: Office, domain: str, name: str) -> None:
    await office.open_for_registration()
    await office.make_provider("Second", **{"user-store-domain": domain})
    await office.provision_to("Second")
    await office.place.register()
    await office.place.patch_me(FIRST_NAME)
    assert office.place.target.requests[0].json["userName"] == name
    assert office.place.target.calls[1] == f"GET /hubspot/contacts?filter=userName%20Eq%20{name}"
    assert {call["userName"] for call in await office.place.calls()} == {"alice"}


@pytest.mark.parametrize(("profile", "sent"), [("6.1", 0), ("7.0", 1)])
async def test_empty_provisioning_roles_match_nobody_on_6_1(make_office: MakeOffice, profile: str, sent: int) -> None:
    office = make_office(profile=profile)
    await office.open_for_registration()
    outbound = {"connectors": [{"connectorId": IDS["scim"], "isEnabled": True, "properties": _properties()}]}
    body = {
        "name": "Second",
        "provisioning": {"outboundConnectors": outbound},
        "roles": {"outboundProvisioningRoles": []},
    }
    assert (await office.ask("POST", "/identity-providers", body)).status_code == 201
    await office.provision_to("Second")
    await office.place.register()
    assert len(office.place.target.requests) == sent


async def test_an_endpoint_that_is_no_url_fails_and_is_told(office: Office) -> None:
    await office.open_for_registration()
    await office.make_provider("Second", **{"user-ep": "http://[::x/"})
    await office.provision_to("Second")
    assert (await office.place.register()).status_code == 201
    assert "is no URL" in (await office.place.outcomes())[0]


async def test_self_registration_is_switched_on(office: Office) -> None:
    assert office.server.sign_up.username_status("alice").code == 60003
    assert (await office.govern(Enable="true")).status_code == 200
    assert office.server.sign_up.username_status("alice").code == 60000


async def test_lock_and_confirmation_have_their_effect(office: Office) -> None:
    await office.open_for_registration(lock="true")
    await office.place.register()
    user = office.server.users.find("alice")
    assert user is not None
    assert user.locked
    assert len(office.server.mailbox.as_json()) == 1


async def test_confirmation_without_a_lock_sends_a_mail_and_locks_nobody(office: Office) -> None:
    await office.open_for_registration()
    await office.govern(SendConfirmationOnCreation="true")
    await office.place.register()
    user = office.server.users.find("alice")
    assert user is not None
    assert not user.locked
    (mail,) = office.server.mailbox.as_json()
    assert await office.server.sign_up.confirm(mail["code"])


async def test_the_code_is_answered_where_the_server_sends_no_mails(office: Office) -> None:
    await office.open_for_registration(lock="true")
    await office.govern(**{"Notification.InternallyManage": "false"})
    answer = await office.place.register()
    assert office.server.mailbox.as_json() == []
    body = {"code": answer.text, "properties": []}
    confirmed = await office.place.http.post("/api/identity/user/v1.0/validate-code", json=body, headers=PORTAL)
    assert confirmed.status_code == 202


@pytest.mark.parametrize(("name", "value"), [("AutoLogin.Enable", "true"), ("VerificationCode.ExpiryTime", "3")])
async def test_a_setting_without_effect_is_not_taken(office: Office, name: str, value: str) -> None:
    answer = await office.govern(**{"Enable": "true", name: value})
    assert (answer.status_code, answer.json()["message"]) == (501, "Not simulated")
    assert not office.server.configuration.self_registration
    present = {"AutoLogin.Enable": "false", "VerificationCode.ExpiryTime": "1440"}[name]
    assert (await office.govern(**{name: present})).status_code == 200


@pytest.mark.parametrize("path", ["/identity-governance/eA", "/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/eA"])
async def test_an_unknown_governance_connector_is_404(office: Office, path: str) -> None:
    assert (await office.ask("GET", path)).status_code == 404


async def test_governance_is_listed_by_category(office: Office) -> None:
    categories = await office.get("/identity-governance")
    assert [each["name"] for each in categories] == ["User Onboarding", "Account Management"]
    onboarding = await office.get(f"/identity-governance/{categories[0]['id']}")
    (connector,) = onboarding["connectors"]
    assert connector["id"] == "c2VsZi1zaWduLXVw"
    assert connector == (await office.get(f"/identity-governance/{categories[0]['id']}/connectors"))[0]
    values = {each["name"]: each["value"] for each in connector["properties"]}
    assert values["SelfRegistration.Enable"] == "false"
    assert values["SelfRegistration.LockOnCreation"] == "true"


def _properties() -> list[dict[str, Any]]:
    values = {"username": "u", "password": "p", "user-ep": "https://bridge.example/hubspot/contacts"}
    return [{"key": f"scim-{key}", "value": value} for key, value in values.items()]
