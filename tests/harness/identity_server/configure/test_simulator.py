"""Against the simulator's administration API: what is configured is there, and a second run finds nothing to do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.identity_server.configure import AdminClient, Wanted, configure
from harness.identity_server.configure.errors import ForeignProvider, RulesWithoutPolicy, WrongCredentials
from harness.identity_server.simulator import ProvisioningSettings, create_app
from tests.harness.identity_server.configure.inprocess import InProcess

URL = "https://localhost:9443"
ENDPOINT = "https://bridge.example:8253/hubspot/contacts"
WANTED = Wanted(ENDPOINT, "bridge-user", "bridge-secret")
PROFILES = ["6.1", "7.0", "7.1", "7.2", "7.3"]
CONNECTOR = {"scim": "c2NpbQ", "scim2": "U0NJTTI"}
READ = (
    "/claim-dialects/local/claims",
    "/applications/resident",
    "/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw",
)
"""What an administrator reads of the configuration, beside the identity provider and My Account."""


Make = Callable[..., AdminClient]


@pytest.fixture
def simulator() -> Iterator[Make]:
    """Return a maker of simulators, each with an administrator of it."""
    made: list[AdminClient] = []

    def make(password: str = "admin", **options: Any) -> AdminClient:  # noqa: S107 - a fresh server's
        made.append(AdminClient(URL, password=password, transport=InProcess(create_app(**options))))
        return made[-1]

    yield make
    for each in made:
        each.close()


def state(admin: AdminClient, connector: str = "scim") -> dict[str, Any]:
    """Return all that an administrator and the simulator's control API tell of the configuration, ids apart."""
    (provider,) = admin.get("/identity-providers", {"filter": 'name eq "HubSpot.com"'})["identityProviders"]
    outbound = f"/identity-providers/{provider['id']}/provisioning/outbound-connectors/{CONNECTOR[connector]}"
    (mine,) = admin.get("/applications", {"filter": 'name eq "My Account"'})["applications"]
    return {
        **{path: admin.get(path) for path in READ},
        "connector": admin.get(outbound),
        "my account": admin.get(f"/applications/{mine['id']}"),
        "simulator": admin.peek("/_sim/config"),
    }


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("connector", ["scim", "scim2"])
def test_a_second_run_changes_nothing(simulator: Make, profile: str, connector: str) -> None:
    admin, wanted = simulator(profile=profile), replace(WANTED, connector=connector)
    first = configure(admin, wanted)
    assert (first.release, first.differs, first.warnings) == (profile, True, ())
    before = state(admin, connector)
    assert not configure(admin, wanted).differs
    assert state(admin, connector) == before


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("connector", ["scim", "scim2"])
@pytest.mark.parametrize("blocking", [False, True])
def test_a_configured_simulator_is_as_one_that_was_started_so(
    simulator: Make, profile: str, connector: str, *, blocking: bool
) -> None:
    settings = ProvisioningSettings(ENDPOINT, "bridge-user", "bridge-secret", connector=connector, blocking=blocking)
    started = simulator(profile=profile, provisioning=settings)
    fresh = simulator(profile=profile)
    configure(fresh, replace(WANTED, connector=connector, blocking=blocking))
    assert state(fresh, connector) == state(started, connector)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_simulator_that_was_started_so_is_as_wanted(simulator: Make, profile: str) -> None:
    settings = ProvisioningSettings(ENDPOINT, "bridge-user", "bridge-secret")
    report = configure(simulator(profile=profile, provisioning=settings), WANTED, dry_run=True)
    assert (report.changes, report.warnings) == ((), ())


@pytest.mark.parametrize("profile", PROFILES)
def test_a_dry_run_changes_nothing(simulator: Make, profile: str) -> None:
    admin = simulator(profile=profile)
    before = [admin.get(path) for path in READ]
    looked = configure(admin, WANTED, dry_run=True)
    assert [admin.get(path) for path in READ] == before
    assert admin.get("/identity-providers")["totalResults"] == 0
    assert configure(admin, WANTED).changes == looked.changes


def test_a_half_configured_simulator_is_completed(simulator: Make) -> None:
    admin = simulator()
    configure(admin, WANTED)
    admin.put("/applications/resident", {"outboundProvisioningIdps": []})
    report = configure(admin, WANTED)
    assert [change.what for change in report.changes] == ["Resident, HubSpot.com"]
    assert not configure(admin, WANTED).differs


def test_the_other_connector_takes_over(simulator: Make) -> None:
    admin = simulator()
    configure(admin, WANTED)
    other = replace(WANTED, connector="scim2", blocking=True)
    assert configure(admin, other).differs
    assert not configure(admin, other).differs
    (entry,) = admin.get("/applications/resident")["provisioningConfigurations"]["outboundProvisioningIdps"]
    assert (entry["connector"], entry["blocking"]) == ("SCIM2", True)


def test_somebody_elses_identity_provider_is_left_alone(simulator: Make) -> None:
    admin = simulator()
    configure(admin, replace(WANTED, user_endpoint="https://crm.example/scim/Users"))
    before = state(admin)
    with pytest.raises(ForeignProvider, match=r"sends to https://crm\.example/scim/Users"):
        configure(admin, WANTED)
    assert state(admin) == before


def test_an_identity_provider_that_does_not_provision_is_left_alone(simulator: Make) -> None:
    admin = simulator()
    admin.post("/identity-providers", {"name": "HubSpot.com"})
    with pytest.raises(ForeignProvider, match="has no SCIM connector"):
        configure(admin, WANTED)


def test_a_stock_6_1_keeps_my_account_with_a_warning_and_no_difference(simulator: Make) -> None:
    admin = simulator(stock=True)
    first = configure(admin, WANTED)
    assert "read_only_apps = []" in first.warnings[0]
    assert not configure(admin, WANTED).differs


@pytest.mark.parametrize("profile", ["6.1", "7.0"])
def test_rules_are_refused_since_no_policy_is_published(simulator: Make, profile: str) -> None:
    with pytest.raises(RulesWithoutPolicy):
        configure(simulator(profile=profile), replace(WANTED, rules=True))


def test_a_wrong_password_is_said_to_be_wrong(simulator: Make) -> None:
    with pytest.raises(WrongCredentials):
        configure(simulator(password="wrong"), WANTED)


def test_the_trust_store_is_the_servers_own_matter(simulator: Make, tmp_path: Path) -> None:
    admin = simulator(trust=tmp_path / "not-there-yet.pem")
    assert configure(admin, WANTED).differs
