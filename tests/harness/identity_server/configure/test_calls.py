"""Every write, against the recorded shapes: the method, the path and the exact body."""

from dataclasses import replace
from typing import Any

from harness.identity_server.configure import configure
from tests.harness.identity_server.configure.server import (
    APPLICATIONS,
    CONNECTORS,
    MY_ACCOUNT,
    PHONE_NUMBERS,
    PROVIDER,
    PROVIDERS,
    RESIDENT,
    SIGN_UP,
    TELEPHONE,
    WANTED,
    Server,
    configured,
    fresh,
    shape,
    with_provider,
)

MINE = {"idp": "HubSpot.com", "connector": "scim", "blocking": False, "rules": False, "jit": False}
OTHER = {"idp": "Other", "connector": "scim", "blocking": True, "rules": False, "jit": True}


def properties(body: Any) -> dict[str, str]:
    return {each["key"]: each["value"] for each in body["properties"]}


def with_property(key: str, value: str, release: str = "6.1") -> Server:
    """Return a configured server whose connector has this property too, or with this value."""
    server = configured(release)
    connector = server.answers[f"{CONNECTORS}/c2NpbQ"]
    others = [each for each in connector["properties"] if each["key"] != key]
    connector["properties"] = [*others, {"key": key, "value": value}]
    return server


def test_a_claim_goes_back_whole_with_its_flags_changed() -> None:
    server = fresh()
    configure(server.client(), WANTED)
    read = shape("claim-phone-numbers")
    sent = {key: value for key, value in read.items() if key not in {"id", "dialectURI"}}
    assert server.written("PUT", PHONE_NUMBERS) == sent | {"supportedByDefault": True, "required": True}
    assert server.written("PUT", TELEPHONE)["supportedByDefault"] is False


def test_from_7_1_on_the_flags_of_the_persons_profiles_follow() -> None:
    server = fresh("7.1")
    server.answers[PHONE_NUMBERS] = shape("claim-phone-numbers-7.1")
    report = configure(server.client(), WANTED)
    sent = server.written("PUT", PHONE_NUMBERS)
    assert sent["profiles"] == {
        "console": {"supportedByDefault": False},
        "endUser": {"supportedByDefault": True, "required": True},
        "selfRegistration": {"supportedByDefault": True},
    }
    assert sent["uniquenessScope"] == "NONE"
    assert "Phone Numbers, Supported by Default at registration" in {change.what for change in report.changes}


def test_the_identity_provider_is_made_with_its_connector() -> None:
    server = fresh()
    configure(server.client(), WANTED)
    assert server.written("POST", PROVIDERS) == {
        "name": "HubSpot.com",
        "provisioning": {
            "outboundConnectors": {
                "defaultConnectorId": "c2NpbQ",
                "connectors": [
                    {
                        "connectorId": "c2NpbQ",
                        "isEnabled": True,
                        "properties": [
                            {"key": "scim-username", "value": "bridge-user"},
                            {"key": "scim-password", "value": "bridge-secret"},
                            {"key": "scim-user-ep", "value": "https://bridge:8253/hubspot/contacts"},
                        ],
                    }
                ],
            }
        },
    }


def test_the_identity_provider_is_looked_up_by_its_name() -> None:
    server = fresh()
    configure(server.client(), replace(WANTED, idp_name="Our CRM"))
    assert next(asked.params for asked in server.asked if asked.path == PROVIDERS) == {"filter": 'name eq "Our CRM"'}


def test_the_other_connector_has_its_own_keys() -> None:
    server = fresh("7.0")
    configure(server.client(), replace(WANTED, connector="scim2"))
    (connector,) = server.written("POST", PROVIDERS)["provisioning"]["outboundConnectors"]["connectors"]
    assert connector["connectorId"] == "U0NJTTI"
    assert list(properties(connector)) == ["scim2-username", "scim2-password", "scim2-user-ep"]
    assert server.written("PUT", RESIDENT)["outboundProvisioningIdps"][0]["connector"] == "SCIM2"


def test_7_3_is_told_how_scim2_authenticates() -> None:
    server = fresh("7.3")
    configure(server.client(), replace(WANTED, connector="scim2"))
    (connector,) = server.written("POST", PROVIDERS)["provisioning"]["outboundConnectors"]["connectors"]
    assert properties(connector)["scim2-authentication-mode"] == "basic"


def test_passwords_are_provisioned_only_if_wanted() -> None:
    server = fresh()
    configure(server.client(), replace(WANTED, password_provisioning=True))
    (connector,) = server.written("POST", PROVIDERS)["provisioning"]["outboundConnectors"]["connectors"]
    assert properties(connector)["scim-enable-pwd-provisioning"] == "true"


def test_a_connector_that_sends_passwords_since_the_form_ticked_it_is_corrected() -> None:
    server = with_property("scim-enable-pwd-provisioning", "true")
    report = configure(server.client(), WANTED)
    assert [change.what for change in report.changes] == ["HubSpot.com, password provisioning"]
    assert "scim-enable-pwd-provisioning" not in properties(server.written("PUT", f"{CONNECTORS}/c2NpbQ"))


def test_password_provisioning_said_to_be_off_is_no_difference() -> None:
    assert not configure(with_property("scim-enable-pwd-provisioning", "false").client(), WANTED).differs


def test_an_empty_user_store_domain_is_taken_out() -> None:
    server = with_property("scim-user-store-domain", "")
    configure(server.client(), WANTED)
    assert "scim-user-store-domain" not in properties(server.written("PUT", f"{CONNECTORS}/c2NpbQ"))


def test_another_path_at_the_wanted_host_is_corrected_and_other_properties_stay() -> None:
    server = with_property("scim-user-ep", "https://bridge:8253/old")
    server.answers[f"{CONNECTORS}/c2NpbQ"]["properties"].append({"key": "scim-default-pwd", "value": "kept"})
    configure(server.client(), WANTED)
    sent = server.written("PUT", f"{CONNECTORS}/c2NpbQ")
    assert properties(sent)["scim-user-ep"] == "https://bridge:8253/hubspot/contacts"
    assert properties(sent)["scim-default-pwd"] == "kept"
    assert (sent["isEnabled"], sent["isDefault"]) == (True, True)


def test_a_disabled_connector_and_a_disabled_provider_are_enabled() -> None:
    server = configured()
    server.answers[PROVIDERS]["identityProviders"][0]["isEnabled"] = False
    server.answers[f"{CONNECTORS}/c2NpbQ"]["isEnabled"] = False
    configure(server.client(), WANTED)
    assert server.written("PATCH", PROVIDER) == [{"operation": "REPLACE", "path": "/isEnabled", "value": "true"}]
    assert server.written("PUT", f"{CONNECTORS}/c2NpbQ")["isEnabled"] is True


def test_the_second_connector_is_added_to_a_provider_of_ours() -> None:
    server = with_provider()
    configure(server.client(), replace(WANTED, connector="scim2"))
    assert properties(server.written("PUT", f"{CONNECTORS}/U0NJTTI"))["scim2-username"] == "bridge-user"


def test_a_password_that_differs_is_set_and_not_shown() -> None:
    server = with_property("scim-password", "an-older-one")
    report = configure(server.client(), WANTED)
    assert [(change.what, change.before, change.after) for change in report.changes] == [
        ("HubSpot.com, bridge password", "another", "set")
    ]
    assert properties(server.written("PUT", f"{CONNECTORS}/c2NpbQ"))["scim-password"] == "bridge-secret"


def test_a_masked_password_is_no_difference_but_a_warning() -> None:
    server = with_property("scim-password", "********", "7.3")
    report = configure(server.client(), WANTED)
    assert not report.differs
    assert "--renew-password" in report.warnings[0]
    assert server.writes == []


def test_a_masked_password_is_renewed_when_that_is_asked_for() -> None:
    server = with_property("scim-password", "********", "7.3")
    configure(server.client(), replace(WANTED, renew_password=True))
    assert properties(server.written("PUT", f"{CONNECTORS}/c2NpbQ"))["scim-password"] == "bridge-secret"


def test_what_is_masked_is_left_out_of_a_put_so_that_it_is_kept() -> None:
    server = with_property("scim-user-ep", "https://bridge:8253/old", "7.3")
    server.answers[f"{CONNECTORS}/c2NpbQ"]["properties"].append({"key": "scim-default-pwd", "value": "********"})
    configure(server.client(), WANTED)
    assert "scim-default-pwd" not in properties(server.written("PUT", f"{CONNECTORS}/c2NpbQ"))


def test_the_resident_entry_is_put_beside_those_of_others() -> None:
    server = fresh()
    server.answers[RESIDENT]["provisioningConfigurations"] = {
        "inboundProvisioning": {"proxyMode": False},
        "outboundProvisioningIdps": [OTHER],
    }
    configure(server.client(), WANTED)
    assert server.written("PUT", RESIDENT) == {
        "inboundProvisioning": {"proxyMode": False},
        "outboundProvisioningIdps": [OTHER, MINE],
    }


def test_a_resident_application_without_provisioning_is_understood() -> None:
    server = fresh()
    server.answers[RESIDENT] = {"provisioningConfigurations": {}}
    configure(server.client(), WANTED)
    assert server.written("PUT", RESIDENT) == {"outboundProvisioningIdps": [MINE]}


def test_blocking_alone_is_corrected() -> None:
    server = configured("7.0")
    report = configure(server.client(), replace(WANTED, blocking=True))
    assert [(change.what, change.before, change.after) for change in report.changes] == [
        ("Resident, Blocking", "off", "on")
    ]
    assert server.written("PUT", RESIDENT)["outboundProvisioningIdps"] == [{**MINE, "blocking": True}]


def test_of_self_registration_only_what_differs_is_sent() -> None:
    server = fresh()
    configure(server.client(), WANTED)
    assert server.written("PATCH", SIGN_UP) == {
        "operation": "UPDATE",
        "properties": [
            {"name": "SelfRegistration.Enable", "value": "true"},
            {"name": "SelfRegistration.LockOnCreation", "value": "false"},
        ],
    }


def test_the_lock_stays_on_if_that_is_wanted() -> None:
    server = fresh()
    configure(server.client(), replace(WANTED, lock_on_creation=True))
    assert server.written("PATCH", SIGN_UP)["properties"] == [{"name": "SelfRegistration.Enable", "value": "true"}]


def test_on_6_1_my_account_gets_an_entry_and_requests_what_it_shows() -> None:
    server = fresh()
    configure(server.client(), WANTED)
    claims = [f"http://wso2.org/claims/{name}" for name in ("givenname", "lastname", "phoneNumbers")]
    assert server.written("PATCH", MY_ACCOUNT) == {
        "provisioningConfigurations": {"outboundProvisioningIdps": [MINE]},
        "claimConfiguration": {
            "dialect": "LOCAL",
            "requestedClaims": [{"claim": {"uri": uri}, "mandatory": False} for uri in claims],
        },
    }


def test_claims_that_my_account_requests_already_stay() -> None:
    server = configured()
    kept = {"claim": {"uri": "http://wso2.org/claims/country"}, "mandatory": True}
    server.answers[MY_ACCOUNT]["claimConfiguration"]["requestedClaims"] = [kept]
    configure(server.client(), WANTED)
    sent = server.written("PATCH", MY_ACCOUNT)
    assert sent["claimConfiguration"]["requestedClaims"][0] == kept
    assert "provisioningConfigurations" not in sent


def test_claims_that_my_account_maps_by_itself_are_left_with_a_warning() -> None:
    server = configured()
    server.answers[MY_ACCOUNT]["claimConfiguration"] = {"dialect": "CUSTOM", "claimMappings": []}
    report = configure(server.client(), WANTED)
    assert not report.differs
    assert "dialect of its own" in report.warnings[0]


def test_a_stock_6_1_is_warned_of_and_that_is_no_difference() -> None:
    server = configured()
    server.answers |= {APPLICATIONS: shape("applications-stock"), MY_ACCOUNT: shape("my-account")}
    report = configure(server.client(), WANTED)
    assert not report.differs
    assert "[system_applications] read_only_apps = []" in report.warnings[0]
    assert server.writes == []


def test_a_server_without_my_account_is_warned_of() -> None:
    server = configured()
    server.answers[APPLICATIONS] = {"totalResults": 0, "applications": []}
    assert "no application My Account" in configure(server.client(), WANTED).warnings[0]


def test_my_account_is_left_alone_if_that_is_wanted() -> None:
    server = fresh()
    configure(server.client(), replace(WANTED, my_account=False))
    assert not [asked for asked in server.asked if asked.path in {APPLICATIONS, MY_ACCOUNT}]
