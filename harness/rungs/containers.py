"""The rungs of containers: three servers on one network, published on the loopback for tests and browsers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

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
from harness.containers.errors import ContainerError
from harness.containers.server import ServerContainer
from harness.containers.stacks import sweep
from harness.credentials import Credentials
from harness.identity_server.configure import deployment_toml
from harness.rungs.embedded import Ports
from harness.rungs.server import Addresses, Tell
from harness.settings import Settings
from harness.stack import PUBLIC_URL, Stack

_CA: Final = "bridge-ca.pem"


@dataclass(frozen=True, slots=True)
class Images:
    """What the servers are made of: names of images, the same for all processes of a run.

    ``simulated``: whether the identity server is to be treated as the simulator.
    """

    bridge: str
    hubspot: str
    identity_server: str
    simulated: bool = True

    @classmethod
    def built(cls, tell: Tell, real: str | None = None) -> Self:
        """Build ours unless they are there; ``real`` is a real identity server's, None for the simulator.

        Raises:
            ContainerError: no engine answers, or an image could not be built.
        """
        bridge, hubspot, simulator = images.build(tell=tell)
        return cls(bridge, hubspot, real or simulator, simulated=real is None)


class ContainerServers:
    """Identity server, bridge and fake HubSpot, each in a container."""

    def __init__(self, folder: Path, made_of: Images, run: Run) -> None:
        """Take the images, and whose the containers are."""
        self.simulated = made_of.simulated
        self.network = Network(run)
        self.identity_server = WSO2IdentityServerContainer(made_of.identity_server).with_network(self.network)
        self.bridge = BridgeContainer(made_of.bridge).with_network(self.network)
        self.hubspot = HubSpotContainer(made_of.hubspot).with_network(self.network)
        self._folder = folder

    @property
    def all(self) -> tuple[ServerContainer, ServerContainer, ServerContainer]:
        """Identity server, bridge and HubSpot."""
        return (self.identity_server, self.bridge, self.hubspot)

    @property
    def addresses(self) -> Addresses:
        """Where they are: published for us, and by name for each other."""
        return Addresses(
            public=PUBLIC_URL,
            identity_server=self.identity_server.url,
            bridge=self.bridge.url,
            hubspot=self.hubspot.url,
            scim=self.bridge.user_endpoint,
        )

    @property
    def ca_file(self) -> Path:
        """The authority that this stack was made with."""
        return self._folder / _CA

    @property
    def logs(self) -> str:
        """The commands that print them."""
        return ", ".join(f"docker logs {server.container_name}" for server in self.all)

    def introduce(self, credentials: Credentials) -> None:
        """Say who may do what, which they are asked with when they start, and start again."""
        self.hubspot.with_token(credentials.hubspot_token)
        self.bridge.with_credentials(credentials.scim_username, credentials.scim_password)
        self.bridge.with_admin(credentials.operator_username, credentials.operator_password)

    def prepare(self, settings: Settings, credentials: Credentials) -> None:
        """Say what they are to be like when they start."""
        self.introduce(credentials)
        authority = Authority.new()
        issued = authority.issue(self.bridge.role)
        self.ca_file.write_bytes(authority.pem)
        self.hubspot.with_limits(settings.limits)
        self.hubspot.with_marketing(credentials.marketing_username, credentials.marketing_password)
        self.bridge.with_hubspot(self.hubspot.inner_url, credentials.hubspot_token)
        self.bridge.with_certificate(issued.certificate, issued.key)
        self.bridge.with_envs(**settings.bridge_environment)
        self.identity_server.with_trust(authority.pem)
        if self.simulated:
            self.identity_server.with_command(["--profile", settings.profile])

    def start(self, tell: Tell) -> None:
        """Start all at once and wait until each is ready.

        Raises:
            ContainerError: one did not start; nothing is left.
        """
        self.network.create()
        if not self.simulated:
            self.identity_server.with_deployment_toml(deployment_toml(self.identity_server.release))
        try:
            start_together(*self.all, tell=tell)
        except BaseException:
            self.network.remove()
            raise

    def stop(self) -> None:
        """Remove all containers and their network."""
        stop_together(*self.all)
        self.network.remove()


def servers_for_a_person(folder: Path, credentials: Credentials, ports: Ports, tell: Tell) -> ContainerServers:
    """Return simulator, bridge and fake, published where a person expects them; our images are built if need be.

    Raises:
        ContainerError: no engine answers, an image could not be built, or the identity server is to be elsewhere than
            at its public origin.
        StackError: a port is in use.
    """
    if f"https://localhost:{ports.identity_server}" != PUBLIC_URL:
        raise ContainerError(f"in a container the identity server is at {PUBLIC_URL}: leave --identity-server-port out")
    sweep(tell)
    servers = ContainerServers(folder, Images.built(tell), Run.of_this_process())
    servers.prepare(Settings(), credentials)
    for server, port in zip(servers.all, (ports.identity_server, ports.bridge, ports.hubspot), strict=True):
        server.with_host_port(port)
    return servers


class ContainerBringer:
    """Brings a stack of containers, and finds one again that another process brought."""

    def __init__(self, made_of: Images, run: Run) -> None:
        """Take the images, and whose the containers are."""
        self._made_of = made_of
        self._run = run

    def start(self, folder: Path, settings: Settings) -> Stack:
        """Start containers, and set the identity server up."""
        credentials = Credentials()
        servers = self._servers(folder)
        servers.prepare(settings, credentials)
        stack = Stack(folder, settings, credentials=credentials, servers=servers)
        stack.start()
        return stack

    def describe(self, stack: Stack) -> dict[str, Any]:
        """Return the credentials, the network, and each container with its port."""
        servers = stack.brought
        if not isinstance(servers, ContainerServers):
            raise TypeError(f"{type(servers).__name__} has no containers to describe")
        return {
            "credentials": stack.credentials.as_json(),
            "network": servers.network.id,
            "containers": {server.role: server.described() for server in servers.all},
        }

    def attach(self, folder: Path, settings: Settings, described: Mapping[str, Any]) -> Stack | None:
        """Return the stack of containers that are there; None if one of them is not."""
        servers = self._servers(folder)
        found = [server for server in servers.all if server.attach(described["containers"][server.role])]
        if not servers.network.attach(described["network"]) or len(found) < len(servers.all):
            stop_together(*found)
            return None
        credentials = Credentials.of_json(described["credentials"])
        servers.introduce(credentials)
        stack = Stack(folder, settings.at_rest, credentials=credentials, servers=servers)
        stack.connect()
        return stack

    def _servers(self, folder: Path) -> ContainerServers:
        return ContainerServers(folder, self._made_of, self._run)
