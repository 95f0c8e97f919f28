"""An environment on the embedded rung: three servers as processes of their own, started, killed, stopped."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from harness.clients import BridgeAdmin, FakeHubSpot, Simulator
from harness.errors import StackError
from harness.ports import PortClaims
from harness.process import ServerProcess
from harness.settings import Settings

HOST: Final = "127.0.0.1"
PUBLIC_URL: Final = "https://localhost:9443"
"""The identity server's origin on every rung; browsers map it to the real socket."""


def _new_secret() -> str:
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who may do what. The secrets are new for each environment, so that a leak of one is found by its text."""

    scim_username: str = "provisioner"
    scim_password: str = field(default_factory=_new_secret, repr=False)
    operator_username: str = "operator"
    operator_password: str = field(default_factory=_new_secret, repr=False)
    hubspot_token: str = field(default_factory=_new_secret, repr=False)
    marketing_username: str = "marketing@example.com"
    marketing_password: str = field(default_factory=_new_secret, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no evidence may show."""
        return (self.scim_password, self.operator_password, self.hubspot_token, self.marketing_password)


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of servers that a person reaches by their real addresses, without a browser that maps them."""

    identity_server: int = 9443
    bridge: int = 8253
    hubspot: int = 8310


class Stack:
    """One environment. ``folder`` takes the bridge's database and the logs; nothing is cleaned up there."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        ports: Ports | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        """Take what the environment is to be like.

        Args:
            folder: for the bridge's database and the logs.
            settings: how the servers are set; by default as the guide says.
            ports: given ports; by default any free ones.
            credentials: who may do what; by default new secrets.

        Raises:
            StackError: a given port is in use.
        """
        self.folder = folder
        self.settings = settings or Settings()
        self.credentials = credentials or Credentials()
        self._ports = PortClaims()
        self._identity_server_port = 0
        self.public_url = PUBLIC_URL
        if ports is None:
            self._hubspot_port = self._ports.claim()
            self._bridge_port = self._ports.claim()
        else:
            self._take(ports)
        self._hubspot = ServerProcess("hubspot", folder, self._hubspot_environment())
        self._bridge = ServerProcess("bridge", folder, self._bridge_environment())
        self._identity_server = ServerProcess("identity-server", folder, self._identity_server_environment())
        self._identity_server_url = ""
        self._clients: _Clients | None = None
        self._adopted: Settings | None = None

    @property
    def hubspot_url(self) -> str:
        """Where HubSpot's API and pages are."""
        return f"http://{HOST}:{self._hubspot_port}"

    @property
    def bridge_url(self) -> str:
        """The bridge's origin: health, metrics, admin."""
        return f"https://{HOST}:{self._bridge_port}"

    @property
    def scim_url(self) -> str:
        """Where the identity server provisions to."""
        return f"{self.bridge_url}/hubspot/contacts"

    @property
    def identity_server_url(self) -> str:
        """The real socket behind ``PUBLIC_URL``."""
        return self._identity_server_url

    @property
    def processes(self) -> tuple[ServerProcess, ...]:
        """The three servers, in the order of the chain."""
        return (self._identity_server, self._bridge, self._hubspot)

    @property
    def hubspot(self) -> FakeHubSpot:
        """Client of the fake's control API."""
        return self._connected().hubspot

    @property
    def bridge(self) -> BridgeAdmin:
        """Client of the bridge's admin interface."""
        return self._connected().bridge

    @property
    def identity_server(self) -> Simulator:
        """Client of the simulator's control API."""
        return self._connected().identity_server

    def start(self, tell: Callable[[str], None] = lambda _ready: None) -> None:
        """Start all three servers at once and wait until each accepts connections.

        Args:
            tell: told the name of each server when it is ready.

        Raises:
            StackError: one did not start; those that did are stopped again.
        """
        try:
            self._hubspot.start(self._hubspot_arguments())
            self._bridge.start(self._bridge_arguments())
            self._identity_server.start(self._identity_server_arguments())
            for process in (self._hubspot, self._identity_server, self._bridge):
                url = process.wait_until_ready()
                if process is self._identity_server:
                    self._identity_server_url = url
                tell(process.name)
            self._connect()
        except BaseException:
            self.stop()
            raise

    def adopt(self, settings: Settings) -> None:
        """Become what ``settings`` say, which must be compatible (``Settings.processes``) with what runs."""
        if settings != self._adopted:
            self.identity_server.configure(settings.simulator_config())
        self.settings = self._adopted = settings

    def heal(self) -> None:
        """Undo what a scenario did to the servers, and see that all run.

        Raises:
            StackError: one has ended by itself; the text has the end of its log.
        """
        for process in self.processes:
            if not process.running:
                raise StackError(f"{process.name} ended during the scenario\n{process.log_tail()}")
        self.hubspot.clear_faults()

    def kill_bridge(self) -> None:
        """End the bridge by SIGKILL; port and database stay."""
        self._bridge.kill()

    def start_bridge(self) -> None:
        """Start the bridge again on its port and its database, and wait until it is ready."""
        self._bridge.start(self._bridge_arguments())
        self._bridge.wait_until_ready()

    def stop(self) -> None:
        """End all servers and close the clients."""
        if self._clients is not None:
            self._clients.close()
            self._clients = None
        for process in self.processes:
            process.ask_to_stop()
        for process in self.processes:
            process.stop()
        self._ports.release()

    def _take(self, ports: Ports) -> None:
        try:
            self._identity_server_port = self._ports.reserve(ports.identity_server, "--identity-server-port")
            self._bridge_port = self._ports.reserve(ports.bridge, "--bridge-port")
            self._hubspot_port = self._ports.reserve(ports.hubspot, "--hubspot-port")
        except StackError:
            self._ports.release()
            raise
        self.public_url = f"https://localhost:{ports.identity_server}"

    def _connect(self) -> None:
        credentials = self.credentials
        self._clients = _Clients(
            FakeHubSpot(self.hubspot_url, credentials.hubspot_token),
            BridgeAdmin(
                self.bridge_url,
                credentials=(credentials.operator_username, credentials.operator_password),
                ca_file=self._ca_file,
            ),
            Simulator(self._identity_server_url),
        )

    def _connected(self) -> "_Clients":
        if self._clients is None:
            raise RuntimeError("the stack is not running: call start() first")
        return self._clients

    @property
    def _ca_file(self) -> Path:
        return self.folder / "bridge-ca.pem"

    def _hubspot_environment(self) -> dict[str, str]:
        return {
            "HARNESS_HUBSPOT_TOKEN": self.credentials.hubspot_token,
            "HARNESS_HUBSPOT_UI_PASSWORD": self.credentials.marketing_password,
        }

    def _hubspot_arguments(self) -> list[str]:
        serve = ["harness", "hubspot", "serve", "--host", HOST, "--port", str(self._hubspot_port), "--no-tls"]
        return [*serve, "--limits", self.settings.limits, "--ui-username", self.credentials.marketing_username]

    def _bridge_environment(self) -> dict[str, str]:
        return {
            "BRIDGE_USERNAME": self.credentials.scim_username,
            "BRIDGE_PASSWORD": self.credentials.scim_password,
            "BRIDGE_HUBSPOT_TOKEN": self.credentials.hubspot_token,
            "BRIDGE_ADMIN_USERNAME": self.credentials.operator_username,
            "BRIDGE_ADMIN_PASSWORD": self.credentials.operator_password,
        }

    def _bridge_arguments(self) -> list[str]:
        arguments = ["bridge", "serve", "--host", HOST, "--port", str(self._bridge_port)]
        arguments += ["--database-url", f"sqlite:///{self.folder / 'bridge.db'}", "--hubspot-url", self.hubspot_url]
        if self.settings.hubspot_timeout is not None:
            arguments += ["--hubspot-timeout", str(self.settings.hubspot_timeout)]
        if self.settings.lease is not None:
            arguments += ["--lease", str(self.settings.lease)]
        return arguments

    def _identity_server_environment(self) -> dict[str, str]:
        return {"HARNESS_PROVISION_PASSWORD": self.credentials.scim_password}

    def _identity_server_arguments(self) -> list[str]:
        arguments = ["harness", "identity-server", "serve", "--host", HOST]
        arguments += ["--port", str(self._identity_server_port), "--public-url", self.public_url]
        arguments += ["--provision-to", self.scim_url, "--provision-username", self.credentials.scim_username]
        arguments += ["--provision-ca", str(self._ca_file), "--connector", self.settings.connector]
        arguments += ["--blocking" if self.settings.blocking else "--no-blocking"]
        return [*arguments, "--stock"] if self.settings.stock else arguments


@dataclass(frozen=True, slots=True)
class _Clients:
    """The clients of a running environment."""

    hubspot: FakeHubSpot
    bridge: BridgeAdmin
    identity_server: Simulator

    def close(self) -> None:
        """Close all connections."""
        self.hubspot.close()
        self.bridge.close()
        self.identity_server.close()
