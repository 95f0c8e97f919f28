"""An environment: three servers on a rung, set up as the guide says, with a client of each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.clients import BridgeAdmin, FakeHubSpot
from harness.credentials import Credentials
from harness.errors import StackError
from harness.identity_server.client import IdentityServer, RealServer, Simulator
from harness.identity_server.configure import AdminClient, Wanted, configure
from harness.rungs.embedded import EmbeddedServers
from harness.rungs.server import Server, Servers
from harness.settings import Settings

PUBLIC_URL: Final = "https://localhost:9443"
"""The identity server's origin on every rung; browsers map it to the real socket."""


class Stack:
    """One environment."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        credentials: Credentials | None = None,
        servers: Servers | None = None,
    ) -> None:
        """Take what the environment is to be like.

        Args:
            folder: for logs and what servers keep; nothing is cleaned up there.
            settings: how the servers are set; by default as the guide says.
            credentials: who may do what; by default new secrets.
            servers: made with the same settings and credentials; by default those of the embedded rung.
        """
        self.folder = folder
        self.settings = settings or Settings()
        self.credentials = credentials or Credentials()
        self._servers = servers or EmbeddedServers(folder, self.settings, self.credentials, PUBLIC_URL)
        self._clients: _Clients | None = None
        self._told: dict[str, object] = {}

    @property
    def public_url(self) -> str:
        """The identity server's origin, by which browsers know it."""
        return self._servers.addresses.public

    @property
    def hubspot_url(self) -> str:
        """Where HubSpot's API and pages are."""
        return self._servers.addresses.hubspot

    @property
    def bridge_url(self) -> str:
        """The bridge's origin: health, metrics, admin."""
        return self._servers.addresses.bridge

    @property
    def scim_url(self) -> str:
        """Where the identity server provisions to."""
        return self._servers.addresses.scim

    @property
    def identity_server_url(self) -> str:
        """The real socket behind ``public_url``."""
        return self._servers.addresses.identity_server

    @property
    def servers(self) -> Sequence[Server]:
        """The three servers, in the order of the chain."""
        return self._servers.all

    @property
    def brought(self) -> Servers:
        """What brought the servers."""
        return self._servers

    @property
    def usable(self) -> bool:
        """Whether all servers run."""
        return all(server.running for server in self.servers)

    @property
    def hubspot(self) -> FakeHubSpot:
        """Client of the fake's control API."""
        return self._connected().hubspot

    @property
    def bridge(self) -> BridgeAdmin:
        """Client of the bridge's admin interface."""
        return self._connected().bridge

    @property
    def identity_server(self) -> IdentityServer:
        """Client of the identity server, with the simulator's control API where it is one."""
        return self._connected().identity_server

    def start(self, tell: Callable[[str], None] = lambda _ready: None) -> None:
        """Start all three servers at once and wait until each accepts connections.

        Args:
            tell: told the name of each server when it is ready.

        Raises:
            StackError: one did not start; those that did are stopped again.
        """
        try:
            self._servers.start(tell)
            self.connect()
            self._set_up(self.settings)
        except BaseException:
            self.stop()
            raise

    def adopt(self, settings: Settings) -> None:
        """Become what ``settings`` say, which must be compatible (``Settings.processes``) with what runs."""
        if settings.set_up != self.settings.set_up:
            self._set_up(settings)
        if settings.simulator_config() != self._told and isinstance(self.identity_server, Simulator):
            self.identity_server.configure(settings.simulator_config())
            self._told = settings.simulator_config()
        self.settings = settings

    def heal(self) -> None:
        """Undo what a scenario did to the servers, and see that all run.

        Raises:
            StackError: one has ended by itself; the text has the end of its log.
        """
        self.see_all_run()
        self.hubspot.clear_faults()

    def see_all_run(self) -> None:
        """See that all servers run.

        Raises:
            StackError: one has ended by itself; the text has the end of its log.
        """
        for server in self.servers:
            if not server.running:
                raise StackError(f"{server.name} ended during the scenario\n{server.log_tail()}")

    def restore(self) -> None:
        """Bring everything back to how it is between scenarios, whatever somebody did to it.

        Raises:
            StackError: a server does not start again.
        """
        for server in self.servers:
            server.heal()
            if not server.running:
                server.restart()
        self.hubspot.clear_faults()
        self._told = {}
        self._set_up(self.settings.at_rest)
        self.adopt(self.settings.at_rest)

    def kill(self, name: str) -> None:
        """End a server (``identity-server``, ``bridge`` or ``hubspot``) as a power cut would."""
        self.server(name).kill()

    def restart(self, name: str) -> None:
        """Start a server again that was killed, and wait until it is ready.

        Raises:
            StackError: it did not start, or not in time.
        """
        self.server(name).restart()

    @contextmanager
    def cut_off(self, name: str) -> Iterator[None]:
        """Take a server off the network of the servers; tests and browsers still reach it.

        Raises:
            StackError: the rung has no such network.
        """
        server = self.server(name)
        server.cut()
        try:
            yield
        finally:
            server.heal()

    def server(self, name: str) -> Server:
        """Return one of the servers by its name."""
        return next(server for server in self.servers if server.name == name)

    def ask_to_stop(self) -> None:
        """Ask all servers to end, and return at once."""
        for server in self.servers:
            server.ask_to_stop()

    def detach(self) -> None:
        """Close the clients; the servers go on."""
        if self._clients is not None:
            self._clients.close()
            self._clients = None

    def stop(self) -> None:
        """End all servers and close the clients."""
        self.detach()
        self._servers.stop()

    def _set_up(self, settings: Settings) -> None:
        """Set the identity server up as the guide says, by its REST API: the same on every rung."""
        wanted = Wanted(
            self.scim_url,
            self.credentials.scim_username,
            self.credentials.scim_password,
            connector=settings.connector,
            blocking=settings.blocking,
            lock_on_creation=settings.lock_on_creation,
            password_provisioning=settings.password_provisioning,
        )
        with AdminClient(self.identity_server_url, verify=False, public_url=self.public_url) as client:
            configure(client, wanted)

    def connect(self) -> None:
        """Make the clients of servers that run."""
        credentials = self.credentials
        bridge = BridgeAdmin(
            self.bridge_url,
            credentials=(credentials.operator_username, credentials.operator_password),
            ca_file=self._servers.ca_file,
        )
        self._clients = _Clients(
            FakeHubSpot(self.hubspot_url, credentials.hubspot_token),
            bridge,
            self._identity_server_client(bridge),
        )

    def _identity_server_client(self, bridge: BridgeAdmin) -> IdentityServer:
        url = self.identity_server_url
        return Simulator(url) if self._servers.simulated else RealServer(url, bridge)

    def _connected(self) -> "_Clients":
        if self._clients is None:
            raise RuntimeError("the stack is not running: call start() first")
        return self._clients


@dataclass(frozen=True, slots=True)
class _Clients:
    """The clients of a running environment."""

    hubspot: FakeHubSpot
    bridge: BridgeAdmin
    identity_server: IdentityServer

    def close(self) -> None:
        """Close all connections."""
        self.hubspot.close()
        self.bridge.close()
        self.identity_server.close()
