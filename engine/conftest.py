"""A chain in containers, for tests that need a Docker engine."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from harness.containers import (
    Authority,
    BridgeContainer,
    HubSpotContainer,
    Network,
    Run,
    WSO2IdentityServerContainer,
    images,
    start_together,
    stop_together,
)
from harness.containers.stacks import remove_run, sweep
from harness.identity_server.configure import Wanted, configure, deployment_toml

Built = dict[str, str]
"""The image of each target, as it was when the tests began."""
TOKEN = "a-token"
BRIDGE = ("identity-server", "bridge-password")
OPERATOR = ("operator", "operator-password")
MARKETING = ("marketing@example.com", "marketing-password")


@dataclass(frozen=True, slots=True)
class Chain:
    """Three servers, set up as the guide says, and the authority that vouches for the bridge."""

    identity_server: WSO2IdentityServerContainer
    bridge: BridgeContainer
    hubspot: HubSpotContainer
    authority: Authority

    def sign_up(self, name: str) -> int:
        """Register somebody by the call that the registration pages make; return the status."""
        values = {
            "givenname": name,
            "lastname": "Doe",
            "emailaddress": f"{name}@example.com",
            "phoneNumbers": "+41441234567",
        }
        claims = [{"uri": f"http://wso2.org/claims/{claim}", "value": value} for claim, value in values.items()]
        user = {"username": name, "tenant-domain": "carbon.super", "password": "Alice1!pw", "claims": claims}
        with httpx2.Client(base_url=self.identity_server.url, verify=False, trust_env=False) as client:
            return client.post(
                "/api/identity/user/v1.0/me",
                json={"user": user, "properties": []},
                headers={"Authorization": "Client ZGFzaGJvYXJkOmRhc2hib2FyZA=="},
            ).status_code

    def contact_names(self) -> list[str]:
        """Return the first names of all contacts."""
        with httpx2.Client(base_url=self.hubspot.url, trust_env=False) as client:
            contacts = client.get("/_fake/contacts").json()["contacts"]
        return sorted(each["properties"].get("firstname", "") for each in contacts)

    def bridge_state(self, name: str) -> str:
        """Return what the bridge says of somebody: the state, or an empty text when it does not know the person."""
        with httpx2.Client(base_url=self.bridge.url, verify=False, trust_env=False, auth=OPERATOR) as client:
            answer = client.get(f"/admin/users/{name}")
        return str(answer.json()["state"]) if answer.is_success else ""


def make(built: Built, run: Run, network: Network) -> Chain:
    """Say what the three are to be like; nothing is started."""
    authority = Authority.new()
    issued = authority.issue("bridge")
    hubspot = (
        HubSpotContainer(built["hubspot"])
        .with_network(network)
        .with_run(run)
        .with_token(TOKEN)
        .with_marketing(*MARKETING)
    )
    bridge = BridgeContainer(built["bridge"]).with_network(network).with_run(run)
    bridge.with_credentials(*BRIDGE).with_admin(*OPERATOR).with_hubspot(hubspot.inner_url, TOKEN)
    bridge.with_certificate(issued.certificate, issued.key)
    identity_server = WSO2IdentityServerContainer(built["identity-server"]).with_network(network).with_run(run)
    identity_server.with_trust(authority.pem).with_deployment_toml(deployment_toml("6.1"))
    return Chain(identity_server, bridge, hubspot, authority)


@pytest.fixture(scope="session")
def built() -> Built:
    """Return the image of each target; nothing that a dead run left is there any more."""
    sweep()
    return dict(zip(images.TARGETS, images.build(), strict=True))


@pytest.fixture
def run() -> Iterator[Run]:
    """Return a run of which nothing is left afterwards."""
    run = Run.of_this_process()
    yield run
    remove_run(run.id)


@pytest.fixture(scope="module")
def chain(built: Built) -> Iterator[Chain]:
    """Return a running chain; a test leaves all three running and on their network."""
    owner = Run.of_this_process()
    with Network(owner) as network:
        chain = make(built, owner, network)
        start_together(chain.identity_server, chain.bridge, chain.hubspot)
        client = chain.identity_server.admin()
        configure(client, Wanted(chain.bridge.user_endpoint, *BRIDGE))
        client.close()
        yield chain
        stop_together(chain.identity_server, chain.bridge, chain.hubspot)
