"""`claim-dialects/local/claims`, and its effect on forms."""

from typing import Any

import pytest

from tests.harness.identity_server.admin.office import MakeOffice, Office

pytestmark = pytest.mark.anyio
LIST = "/claim-dialects/local/claims"
TELEPHONE = f"{LIST}/aHR0cDovL3dzbzIub3JnL2NsYWltcy90ZWxlcGhvbmU"
PHONE_NUMBERS = f"{LIST}/aHR0cDovL3dzbzIub3JnL2NsYWltcy9waG9uZU51bWJlcnM"


async def form(office: Office) -> list[str]:
    """Return the labels of the registration form."""
    return [claim.display_name for claim in office.server.sign_up.claims()]


async def test_a_claim_is_shown_with_every_flag(office: Office) -> None:
    assert await office.get(TELEPHONE) == {
        "id": "aHR0cDovL3dzbzIub3JnL2NsYWltcy90ZWxlcGhvbmU",
        "claimURI": "http://wso2.org/claims/telephone",
        "dialectURI": "http://wso2.org/claims",
        "description": "",
        "displayOrder": 7,
        "displayName": "Telephone",
        "readOnly": False,
        "regEx": office.server.configuration.claims.find("http://wso2.org/claims/telephone").regex,  # type: ignore[union-attr] # it is there
        "required": False,
        "supportedByDefault": True,
        "attributeMapping": [{"mappedAttribute": "telephoneNumber", "userstore": "PRIMARY"}],
        "properties": [],
    }


async def test_what_is_put_has_its_effect_on_the_form(office: Office) -> None:
    assert ("Telephone" in await form(office), "Phone Numbers" in await form(office)) == (True, False)
    for path, wanted in ((TELEPHONE, False), (PHONE_NUMBERS, True)):
        claim = await office.get(path)
        answer = await office.ask("PUT", path, {**claim, "supportedByDefault": wanted, "required": wanted})
        assert (answer.status_code, answer.content) == (200, b"")
        assert await office.get(path) == {**claim, "supportedByDefault": wanted, "required": wanted}
    assert ("Telephone" in await form(office), "Phone Numbers" in await form(office)) == (False, True)


async def test_what_is_left_out_is_lost(office: Office) -> None:
    claim = await office.get(TELEPHONE)
    body = {key: claim[key] for key in ("claimURI", "displayName", "attributeMapping")}
    await office.ask("PUT", TELEPHONE, body)
    after = await office.get(TELEPHONE)
    assert (after["supportedByDefault"], after["regEx"], after["displayOrder"]) == (False, "", 0)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"claimURI": "http://wso2.org/claims/other"}, 409, "CMT-50021"),
        ({"displayName": " "}, 400, "CMT-60003"),
        ({"attributeMapping": None}, 400, "CMT-60006"),
        ({"attributeMapping": [{"mappedAttribute": "x", "userstore": ""}]}, 400, "CMT-60005"),
        ({"attributeMapping": [{"mappedAttribute": "x", "userstore": "OTHER"}]}, 400, "CMT-50026"),
        ({"attributeMapping": [{"mappedAttribute": "", "userstore": "PRIMARY"}]}, 400, "CMT-50030"),
        ({"required": "yes"}, 400, "UE-10000"),
        ({"displayOrder": "7"}, 400, "UE-10000"),
        ({"properties": [3]}, 400, "UE-10000"),
    ],
)
async def test_a_bad_claim_is_refused_and_nothing_changes(
    office: Office, change: dict[str, Any], status: int, code: str
) -> None:
    claim = await office.get(TELEPHONE)
    answer = await office.ask("PUT", TELEPHONE, {**claim, "supportedByDefault": False, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await office.get(TELEPHONE) == claim


@pytest.mark.parametrize(("claim_id", "status", "code"), [("eA", 404, "CMT-50019"), ("w", 400, "CMT-60001")])
async def test_an_unknown_claim_is_refused(office: Office, claim_id: str, status: int, code: str) -> None:
    answer = await office.ask("GET", f"{LIST}/{claim_id}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("name", ["limit", "offset", "filter", "sort", "attributes"])
async def test_the_list_has_no_pages_and_filters(office: Office, name: str) -> None:
    assert (await office.ask("GET", f"{LIST}?{name}=1")).status_code == 501


async def test_the_list_can_leave_the_identity_claims_out(office: Office) -> None:
    every = {claim["claimURI"] for claim in await office.get(LIST)}
    some = {claim["claimURI"] for claim in await office.get(f"{LIST}?exclude-identity-claims=true")}
    assert {uri for uri in every if "/identity/" in uri} == every - some != set()


@pytest.mark.parametrize(
    ("profile", "shown"), [("6.1", (True, False)), ("7.0", (False, False)), ("7.1", (False, True))]
)
async def test_the_releases_differ_in_what_they_show(
    make_office: MakeOffice, profile: str, shown: tuple[bool, bool]
) -> None:
    labels = await form(make_office(profile=profile))
    assert ("Telephone" in labels, "Organization" in labels) == shown
