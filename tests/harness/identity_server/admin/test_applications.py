"""`applications`: My Account's own settings, and the resident service provider."""

from typing import Any

import pytest

from tests.harness.identity_server.admin.office import MakeOffice, Office, entry, requested
from tests.harness.identity_server.place import bearer

pytestmark = pytest.mark.anyio
RESIDENT = "/applications/resident"
FIRST_NAME = {"name": {"givenName": "Alicia"}}


async def test_the_resident_one_is_fresh_and_put_as_the_inner_object(office: Office) -> None:
    assert await office.get(RESIDENT) == {"provisioningConfigurations": {"outboundProvisioningIdps": []}}
    await office.make_provider()
    answer = await office.ask("PUT", RESIDENT, {"outboundProvisioningIdps": [entry(rules=True)]})
    wanted = {"provisioningConfigurations": {"outboundProvisioningIdps": [entry(rules=True)]}}
    assert (answer.status_code, answer.json()) == (200, wanted)
    assert await office.get(RESIDENT) == wanted


@pytest.mark.parametrize(
    ("change", "status", "code", "said"),
    [
        ({"blocking": None}, 500, "UE-10000", "blocking is null"),
        ({"rules": None}, 500, "UE-10000", "rules is null"),
        ({"idp": "Other"}, 400, "APP-60001", "Federated Identity Provider Other is not available in the server."),
        ({"idp": "Bare"}, 400, "APP-60001", "No Provisioning connector configured for Bare."),
        ({"blocking": "yes"}, 400, "UE-10000", "blocking must be true or false"),
    ],
)
async def test_a_bad_entry_is_refused(
    office: Office, change: dict[str, Any], status: int, code: str, said: str
) -> None:
    await office.make_provider()
    await office.ask("POST", "/identity-providers", {"name": "Bare"})
    answer = await office.ask("PUT", RESIDENT, {"outboundProvisioningIdps": [{**entry(), **change}]})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.json()["description"]
    assert office.server.configuration.resident is None


async def test_my_account_is_found_by_its_name(office: Office) -> None:
    listed = await office.get('/applications?filter=name eq "My Account"')
    assert (listed["totalResults"], listed["applications"][0]["access"]) == (1, "WRITE")
    application = await office.get(await office.my_account())
    assert (application["name"], application["clientId"]) == ("My Account", "MY_ACCOUNT")
    assert application["provisioningConfigurations"] == {"outboundProvisioningIdps": []}


@pytest.mark.parametrize("text", ["name", "name is x", 'name eq "a" and'])
async def test_a_filter_that_is_none_is_refused(office: Office, text: str) -> None:
    answer = await office.ask("GET", f"/applications?filter={text}")
    assert answer.status_code == 400


async def test_an_edit_is_provisioned_by_my_accounts_own_entry(office: Office) -> None:
    await office.open_for_registration()
    body = {
        "provisioningConfigurations": {"outboundProvisioningIdps": [entry()]},
        "claimConfiguration": requested("givenname", "lastname"),
    }
    answer = await office.ask("PATCH", await office.my_account(), body)
    assert (answer.status_code, answer.content) == (200, b"")
    shown = await office.get(await office.my_account())
    assert shown["provisioningConfigurations"] == body["provisioningConfigurations"]
    assert shown["claimConfiguration"]["requestedClaims"] == body["claimConfiguration"]["requestedClaims"]
    await office.place.register()
    await office.place.patch_me(FIRST_NAME, auth=None, headers=await bearer(office.place.http))
    assert [seen.method for seen in office.place.target.requests] == ["POST", "GET", "PATCH"]


async def test_claims_that_my_account_does_not_request_are_not_sent(office: Office) -> None:
    await office.open_for_registration()
    body = {
        "provisioningConfigurations": {"outboundProvisioningIdps": [entry()]},
        "claimConfiguration": requested("lastname"),
    }
    await office.ask("PATCH", await office.my_account(), body)
    await office.place.register()
    await office.place.patch_me(FIRST_NAME, auth=None, headers=await bearer(office.place.http))
    assert [seen.method for seen in office.place.target.requests] == ["POST"]
    assert "My Account requests no claim of this change" in (await office.place.outcomes())[-1]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"stock": True}, "OAUTH-60005", "Update of system applications are not allowed. Application name: My Account"),
        ({"profile": "7.0"}, "APP-60514", "Application-based outbound provisioning support is disabled."),
        ({"profile": "7.2"}, "APP-60514", "Application-based outbound provisioning support is disabled."),
    ],
)
async def test_my_account_is_not_always_to_be_changed(
    make_office: MakeOffice, options: dict[str, Any], code: str, said: str
) -> None:
    office = make_office(**options)
    await office.make_provider()
    body = {"provisioningConfigurations": {"outboundProvisioningIdps": [entry()]}}
    answer = await office.ask("PATCH", await office.my_account(), body)
    assert (answer.status_code, answer.json()["code"], answer.json()["description"]) == (400, code, said)


async def test_a_stock_one_says_beforehand_that_it_cannot_be_changed(make_office: MakeOffice) -> None:
    office = make_office(stock=True)
    assert (await office.get(await office.my_account()))["access"] == "READ"


async def test_a_7_3_takes_an_entry_of_my_accounts_own(make_office: MakeOffice) -> None:
    office = make_office(profile="7.3")
    await office.make_provider()
    body = {"provisioningConfigurations": {"outboundProvisioningIdps": [entry()]}}
    assert (await office.ask("PATCH", await office.my_account(), body)).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Other"}, 501),
        ({"claimConfiguration": 3}, 400),
        ({"claimConfiguration": {"requestedClaims": [{"claim": "x"}]}}, 400),
        ({"claimConfiguration": {"claimMappings": [{"localClaim": {"uri": "x"}}]}}, 400),
        ({"provisioningConfigurations": {"outboundProvisioningIdps": [entry("Other")]}}, 400),
    ],
)
async def test_a_bad_change_is_refused_as_a_whole(office: Office, body: dict[str, Any], status: int) -> None:
    before = await office.get(await office.my_account())
    answer = await office.ask("PATCH", await office.my_account(), {"claimConfiguration": requested("url"), **body})
    assert answer.status_code == status
    assert await office.get(await office.my_account()) == before


async def test_an_unknown_application_is_404(office: Office) -> None:
    answer = await office.ask("GET", "/applications/random")
    assert (answer.status_code, answer.json()["code"]) == (404, "APP-60006")
