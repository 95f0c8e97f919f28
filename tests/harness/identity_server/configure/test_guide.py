"""The guide as a whole: what is done, what is left alone, and what is refused before anything is changed."""

from dataclasses import replace

import httpx2
import pytest

from harness.identity_server.configure import Change, configure
from harness.identity_server.configure.errors import ForeignProvider, NotIdentityServer, Refused, RulesWithoutPolicy
from tests.harness.identity_server.configure.server import (
    CLAIMS,
    CONNECTORS,
    DECISION,
    MY_ACCOUNT,
    PHONE_NUMBERS,
    PROVIDERS,
    RESIDENT,
    SIGN_UP,
    TELEPHONE,
    WANTED,
    Server,
    configured,
    fresh,
    with_provider,
)

RELEASES = ("6.1", "7.0", "7.1", "7.2", "7.3")


def test_a_fresh_6_1_is_brought_to_the_guides_set_up_in_its_order() -> None:
    server = fresh()
    configure(server.client(), WANTED)
    assert [(asked.method, asked.path) for asked in server.writes] == [
        ("PUT", TELEPHONE),
        ("PUT", PHONE_NUMBERS),
        ("POST", PROVIDERS),
        ("PUT", RESIDENT),
        ("PATCH", SIGN_UP),
        ("PATCH", MY_ACCOUNT),
    ]


@pytest.mark.parametrize("release", RELEASES[1:])
def test_from_7_0_on_my_account_needs_nothing_of_its_own(release: str) -> None:
    server = fresh(release)
    report = configure(server.client(), WANTED)
    assert report.release == release
    assert "My Account" not in {change.step for change in report.changes}
    assert not [asked for asked in server.asked if asked.path in {MY_ACCOUNT, CLAIMS}]


@pytest.mark.parametrize("release", RELEASES)
def test_a_server_that_is_as_wanted_is_not_touched(release: str) -> None:
    server = configured(release)
    report = configure(server.client(), WANTED)
    assert (report.changes, report.warnings, report.differs) == ((), (), False)
    assert server.writes == []


@pytest.mark.parametrize("address", ["https://bridge:8253", "https://bridge:8253/hubspot/contacts/Users"])
def test_an_address_at_which_no_bridge_takes_users_is_a_warning(address: str) -> None:
    (warning,) = configure(fresh().client(), replace(WANTED, user_endpoint=address)).warnings
    assert "--user-endpoint" in warning


def test_a_second_entry_of_ours_is_a_difference_and_taken_away() -> None:
    server = configured()
    ours = server.answers[RESIDENT]["provisioningConfigurations"]["outboundProvisioningIdps"]
    ours.append({**ours[0], "connector": "SCIM2", "blocking": True})
    report = configure(server.client(), WANTED)
    assert [(each.before, each.after) for each in report.changes] == [("2 entries", "one")]
    written = server.written("PUT", RESIDENT)["outboundProvisioningIdps"]
    assert [entry["connector"] for entry in written] == ["scim"]


def test_json_of_another_server_is_told_from_an_identity_servers() -> None:
    server = fresh()
    server.answers[TELEPHONE] = []
    with pytest.raises(NotIdentityServer, match="not as an Identity Server does"):
        configure(server.client(), WANTED)


def test_the_report_says_what_was_and_what_is() -> None:
    report = configure(fresh().client(), WANTED)
    assert report.changes[:4] == (
        Change("Telephone, Supported by Default", "on", "off", "claims"),
        Change("Phone Numbers, Supported by Default", "off", "on", "claims"),
        Change("Phone Numbers, Required", "off", "on", "claims"),
        Change("HubSpot.com", "absent", "scim to https://bridge:8253/hubspot/contacts", "identity provider"),
    )
    assert [change.what for change in report.changes[4:]] == [
        "Resident, HubSpot.com",
        "Self-registration",
        "Lock on creation",
        "My Account, HubSpot.com",
        "My Account, requested claims",
    ]


def test_a_dry_run_finds_the_same_and_changes_nothing() -> None:
    server = fresh()
    report = configure(server.client(), WANTED, dry_run=True)
    assert report.changes == configure(fresh().client(), WANTED).changes
    assert report.dry_run
    assert server.writes == []


def test_a_half_configured_server_is_completed() -> None:
    server = with_provider()
    report = configure(server.client(), WANTED)
    assert "identity provider" not in {change.step for change in report.changes}
    assert [asked.path for asked in server.writes] == [TELEPHONE, PHONE_NUMBERS, RESIDENT, SIGN_UP, MY_ACCOUNT]


def foreign(endpoint: str | None) -> Server:
    """Return a server with an identity provider that sends elsewhere, or that does not provision at all."""
    server = with_provider()
    if endpoint is None:
        server.answers[CONNECTORS] = {"connectors": []}
    else:
        server.answers[f"{CONNECTORS}/c2NpbQ"]["properties"][2]["value"] = endpoint
    return server


@pytest.mark.parametrize(
    ("endpoint", "does"),
    [("https://crm.example/scim/Users", "sends to https://crm.example/scim/Users"), (None, "has no SCIM connector")],
)
def test_somebody_elses_identity_provider_stops_it_before_anything_is_changed(endpoint: str | None, does: str) -> None:
    server = foreign(endpoint)
    with pytest.raises(ForeignProvider, match="--idp-name") as refusal:
        configure(server.client(), WANTED)
    assert does in str(refusal.value)
    assert server.writes == []


def test_an_identity_provider_with_another_kind_of_connector_is_somebody_elses() -> None:
    server = with_provider()
    server.answers[CONNECTORS] = {"connectors": [{"connectorId": "c2FsZXNmb3JjZQ", "name": "salesforce"}]}
    with pytest.raises(ForeignProvider):
        configure(server.client(), WANTED)
    assert server.writes == []


@pytest.mark.parametrize("release", ["6.1", "7.0"])
def test_rules_without_a_policy_are_refused_with_the_reason(release: str) -> None:
    server = fresh(release)
    with pytest.raises(RulesWithoutPolicy, match="silently provision nothing") as refusal:
        configure(server.client(), replace(WANTED, rules=True))
    assert "NotApplicable" in str(refusal.value)
    assert server.writes == []


def test_rules_with_a_policy_that_permits_are_set() -> None:
    server = fresh()
    server.answers[DECISION] = {"Response": [{"Decision": "Permit"}]}
    configure(server.client(), replace(WANTED, rules=True))
    assert server.written("PUT", RESIDENT)["outboundProvisioningIdps"][0]["rules"] is True


def test_rules_are_refused_where_the_decision_cannot_be_had() -> None:
    server = fresh()
    server.refusals["POST", DECISION] = httpx2.Response(501)
    with pytest.raises(RulesWithoutPolicy, match=r"not to be had \(501\)"):
        configure(server.client(), replace(WANTED, rules=True))


@pytest.mark.parametrize("release", ["7.1", "7.2", "7.3"])
def test_rules_need_no_policy_from_7_1_on(release: str) -> None:
    server = fresh(release)
    configure(server.client(), replace(WANTED, rules=True))
    assert server.written("PUT", RESIDENT)["outboundProvisioningIdps"][0]["rules"] is True


def test_a_refused_call_says_which_one_and_why() -> None:
    server = fresh()
    error = {"code": "IDP-60001", "message": "Conflict.", "description": "Taken already."}
    server.refusals["POST", PROVIDERS] = httpx2.Response(409, json=error)
    with pytest.raises(Refused) as refusal:
        configure(server.client(), WANTED)
    assert "POST /api/server/v1/identity-providers with 409 (IDP-60001: Conflict: Taken already)" in str(refusal.value)
    assert "running the same again goes on from there" in str(refusal.value)


def test_what_is_done_is_told_without_a_secret() -> None:
    told: list[str] = []
    report = configure(fresh().client(), WANTED, tell=told.append)
    assert told[0] == "https://is.example:9443 is taken for WSO2 Identity Server 6.1"
    assert "claims: 3 to change" in told
    assert WANTED.password not in "\n".join([*told, str(report.as_json()), repr(WANTED)])
