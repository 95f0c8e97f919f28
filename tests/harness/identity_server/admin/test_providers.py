"""`identity-providers` and their outbound connectors."""

from typing import Any

import pytest

from tests.harness.identity_server.admin.office import IDS, MakeOffice, Office

pytestmark = pytest.mark.anyio
LIST = "/identity-providers"
META = f"{LIST}/meta/outbound-provisioning-connectors"


async def test_a_fresh_server_has_none_and_then_leaves_the_key_out(office: Office) -> None:
    assert await office.get(LIST) == {"totalResults": 0, "startIndex": 1, "count": 0, "links": []}


async def test_one_that_is_made_is_there_and_shows_no_password(office: Office) -> None:
    provider_id = await office.make_provider()
    made = await office.get(f"{LIST}/{provider_id}")
    assert (made["name"], made["isEnabled"]) == ("HubSpot.com", True)
    assert made["provisioning"]["outboundConnectors"] == {
        "defaultConnectorId": "c2NpbQ",
        "connectors": [
            {
                "connectorId": "c2NpbQ",
                "name": "scim",
                "isEnabled": True,
                "self": f"/t/carbon.super/api/server/v1{LIST}/{provider_id}/provisioning/outbound-connectors/c2NpbQ",
            }
        ],
    }
    assert "bridge-secret" not in str(made)


async def test_the_properties_are_at_the_connector(office: Office) -> None:
    provider_id = await office.make_provider()
    connector = await office.get(f"{LIST}/{provider_id}/provisioning/outbound-connectors/c2NpbQ")
    assert connector == {
        "connectorId": "c2NpbQ",
        "name": "scim",
        "isEnabled": True,
        "isDefault": True,
        "blockingEnabled": False,
        "rulesEnabled": False,
        "properties": [
            {"key": "scim-username", "value": "bridge-user"},
            {"key": "scim-password", "value": "bridge-secret"},
            {"key": "scim-user-ep", "value": "https://bridge.example/hubspot/contacts"},
        ],
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('filter=name eq "HubSpot.com"', ["HubSpot.com"]),
        ("filter=name eq HubSpot.com", ["HubSpot.com"]),
        ("filter=name sw Hub", ["HubSpot.com"]),
        ("filter=name ew A", ["A"]),
        ("filter=name co p", ["HubSpot.com"]),
        ("limit=1", ["A"]),
        ("limit=1&offset=1", ["HubSpot.com"]),
        ("limit=none&offset=-3", ["A", "HubSpot.com"]),
    ],
)
async def test_the_list_is_filtered_and_paged(office: Office, query: str, names: list[str]) -> None:
    for name in ("A", "HubSpot.com"):
        await office.make_provider(name)
    listed = await office.get(f"{LIST}?{query}")
    assert [each["name"] for each in listed["identityProviders"]] == names


async def test_a_page_links_to_its_neighbours(office: Office) -> None:
    for name in ("A", "B", "C"):
        await office.make_provider(name)
    page = await office.get(f"{LIST}?limit=1&offset=1")
    base = f"/t/carbon.super/api/server/v1{LIST}"
    assert (page["totalResults"], page["startIndex"], page["count"]) == (3, 2, 1)
    assert page["links"] == [
        {"rel": "next", "href": f"{base}?offset=2&limit=1"},
        {"rel": "previous", "href": f"{base}?offset=0&limit=1"},
    ]


async def test_a_list_can_show_connectors(office: Office) -> None:
    await office.make_provider()
    (item,) = (await office.get(f"{LIST}?requiredAttributes=provisioning"))["identityProviders"]
    assert item["provisioning"]["outboundConnectors"]["defaultConnectorId"] == "c2NpbQ"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "HubSpot.com"}, 409, "IDP-60001"),
        ({"name": ""}, 400, "UE-10000"),
        ({"name": "B", "provisioning": 3}, 400, "UE-10000"),
        (
            {"name": "B", "provisioning": {"outboundConnectors": {"defaultConnectorId": "c2NpbQ", "connectors": []}}},
            400,
            "IDP-60028",
        ),
        (
            {
                "name": "B",
                "provisioning": {
                    "outboundConnectors": {
                        "connectors": [{"connectorId": "c2NpbQ", "properties": [{"key": "a"}, {"key": "a"}]}]
                    }
                },
            },
            400,
            "IDP-60025",
        ),
        ({"name": "B", "provisioning": {"outboundConnectors": {"connectors": [{"connectorId": "Z29"}]}}}, 501, "501"),
        ({"name": "B", "claims": {"mappings": [{}]}}, 501, "501"),
        ({"name": "B", "roles": {"outboundProvisioningRoles": ["admin"]}}, 501, "501"),
    ],
)
async def test_a_bad_one_is_refused_and_not_made(office: Office, body: dict[str, Any], status: int, code: str) -> None:
    await office.make_provider()
    answer = await office.ask("POST", LIST, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await office.get(LIST))["totalResults"] == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [("/isEnabled", "false"), ("/description", "People"), ("/name", "Other")],
)
async def test_root_attributes_are_patched_by_a_list(office: Office, path: str, value: str) -> None:
    provider = f"{LIST}/{await office.make_provider()}"
    answer = await office.ask("PATCH", provider, [{"operation": "REPLACE", "path": path, "value": value}])
    assert answer.status_code == 200
    assert str((await office.get(provider))[path[1:]]).lower() == value.lower()


@pytest.mark.parametrize(
    ("operation", "status", "code"),
    [
        ({"operation": "REPLACE", "path": "/provisioning", "value": "x"}, 400, "IDP-60025"),
        ({"operation": "MOVE", "path": "/name", "value": "x"}, 400, "IDP-60025"),
        ({"operation": "REPLACE", "path": "/name", "value": "A"}, 409, "IDP-60001"),
        ({"operation": "REPLACE", "path": "/isEnabled", "value": True}, 400, "UE-10000"),
    ],
)
async def test_a_bad_patch_is_refused(office: Office, operation: dict[str, Any], status: int, code: str) -> None:
    await office.make_provider("A")
    provider = f"{LIST}/{await office.make_provider()}"
    answer = await office.ask("PATCH", provider, [operation])
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_connector_is_put_and_added(office: Office) -> None:
    provider = f"{LIST}/{await office.make_provider()}"
    connector = f"{provider}/provisioning/outbound-connectors/{IDS['SCIM2']}"
    body = {"isEnabled": True, "isDefault": True, "properties": [{"key": "scim2-user-ep", "value": "https://x"}]}
    answer = await office.ask("PUT", connector, body)
    assert (answer.status_code, answer.json()["name"]) == (200, "SCIM2")
    listed = await office.get(f"{provider}/provisioning/outbound-connectors")
    assert [each["name"] for each in listed["connectors"]] == ["scim", "SCIM2"]
    assert listed["defaultConnectorId"] == IDS["SCIM2"]


async def test_all_connectors_are_replaced_at_once(office: Office) -> None:
    provider = f"{LIST}/{await office.make_provider()}"
    body = {"defaultConnectorId": IDS["SCIM2"], "connectors": [{"connectorId": IDS["SCIM2"], "isEnabled": False}]}
    answer = await office.ask("PUT", f"{provider}/provisioning/outbound-connectors", body)
    assert [(each["name"], each["isEnabled"]) for each in answer.json()["connectors"]] == [("SCIM2", False)]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("random", None, 404, "IDP-60002"),
        ("{id}/provisioning/outbound-connectors/random", None, 404, "IDP-60023"),
        ("{id}/provisioning/outbound-connectors/U0NJTTI", None, 404, "IDP-60023"),
        ("{id}/provisioning/outbound-connectors/eA", {"properties": []}, 404, "IDP-60023"),
        ("{id}/provisioning/outbound-connectors/c2NpbQ", {"isEnabled": True}, 400, "IDP-60029"),
    ],
)
async def test_what_is_not_there_is_said(office: Office, path: str, body: Any, status: int, code: str) -> None:
    provider_id = await office.make_provider()
    answer = await office.ask("GET" if body is None else "PUT", f"{LIST}/{path.format(id=provider_id)}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_one_in_use_is_deleted_by_force_alone(office: Office) -> None:
    provider = f"{LIST}/{await office.make_provider()}"
    await office.provision_to()
    answer = await office.ask("DELETE", provider)
    assert (answer.status_code, answer.json()["code"]) == (400, "IDP-60005")
    assert (await office.ask("DELETE", f"{provider}?force=true")).status_code == 204
    assert (await office.get("/applications/resident"))["provisioningConfigurations"]["outboundProvisioningIdps"] == []
    assert (await office.ask("DELETE", provider)).status_code == 204


async def test_the_connector_types_are_listed(office: Office) -> None:
    assert [each["name"] for each in await office.get(META)] == ["googleapps", "salesforce", "scim", "SCIM2"]


@pytest.mark.parametrize(("profile", "has_modes"), [("7.2", False), ("7.3", True)])
async def test_a_7_3_offers_other_credentials_for_scim2(
    make_office: MakeOffice, profile: str, *, has_modes: bool
) -> None:
    meta = await make_office(profile=profile).get(f"{META}/{IDS['SCIM2']}")
    keys = [each["key"] for each in meta["properties"]]
    assert keys[:3] == ["scim2-username", "scim2-password", "scim2-user-ep"]
    assert ("scim2-authentication-mode" in keys) is has_modes
