"""The embedded rung: each server is a process of its own on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.credentials import Credentials
from harness.errors import StackError
from harness.ports import PortClaims
from harness.process import ServerProcess
from harness.rungs.server import Addresses, Tell
from harness.settings import Settings

HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of servers that a person reaches by their real addresses, without a browser that maps them."""

    identity_server: int = 9443
    bridge: int = 8253
    hubspot: int = 8310


class EmbeddedServers:
    """Three processes; ``folder`` takes what they keep, and their logs. Nothing is cleaned up there."""

    def __init__(
        self, folder: Path, settings: Settings, credentials: Credentials, public_url: str, ports: Ports | None = None
    ) -> None:
        """Take what they are to be like; by default they get any free ports.

        Raises:
            StackError: a given port is in use.
        """
        self._folder = folder
        self._settings = settings
        self._credentials = credentials
        self._claims = PortClaims()
        self._ports = self._claimed() if ports is None else self._reserved(ports)
        self._public_url = public_url if ports is None else f"https://localhost:{ports.identity_server}"
        self.hubspot = ServerProcess("hubspot", folder, self._hubspot_environment(), self._hubspot_arguments())
        self.bridge = ServerProcess("bridge", folder, self._bridge_environment(), self._bridge_arguments())
        self.identity_server = ServerProcess("identity-server", folder, {}, self._identity_server_arguments())

    @property
    def all(self) -> tuple[ServerProcess, ServerProcess, ServerProcess]:
        """Identity server, bridge and HubSpot."""
        return (self.identity_server, self.bridge, self.hubspot)

    @property
    def addresses(self) -> Addresses:
        """Where they are; all on the loopback address."""
        bridge = f"https://{HOST}:{self._ports.bridge}"
        return Addresses(
            public=self._public_url,
            identity_server=f"https://{HOST}:{self._ports.identity_server}",
            bridge=bridge,
            hubspot=f"http://{HOST}:{self._ports.hubspot}",
            scim=f"{bridge}/hubspot/contacts",
        )

    @property
    def ca_file(self) -> Path:
        """The bridge's own authority, which it makes at its first start."""
        return self._folder / "bridge-ca.pem"

    @property
    def logs(self) -> str:
        """The folder with a file of each."""
        return str(self._folder)

    @property
    def simulated(self) -> bool:
        """Always: a real server is no process of ours."""
        return True

    def start(self, tell: Tell) -> None:
        """Start all at once and wait until each accepts connections.

        Raises:
            StackError: one did not start.
        """
        started = (self.hubspot, self.bridge, self.identity_server)
        for process in started:
            process.start()
        for process in (self.hubspot, self.identity_server, self.bridge):
            process.wait_until_ready()
            tell(process.name)

    def stop(self) -> None:
        """End all processes, and release the ports."""
        for process in self.all:
            process.ask_to_stop()
        for process in self.all:
            process.stop()
        self._claims.release()

    def _claimed(self) -> Ports:
        claim = self._claims.claim
        return Ports(identity_server=claim(), bridge=claim(), hubspot=claim())

    def _reserved(self, ports: Ports) -> Ports:
        try:
            self._claims.reserve(ports.identity_server, "--identity-server-port")
            self._claims.reserve(ports.bridge, "--bridge-port")
            self._claims.reserve(ports.hubspot, "--hubspot-port")
        except StackError:
            self._claims.release()
            raise
        return ports

    def _hubspot_environment(self) -> dict[str, str]:
        return {
            "HARNESS_HUBSPOT_TOKEN": self._credentials.hubspot_token,
            "HARNESS_HUBSPOT_UI_PASSWORD": self._credentials.marketing_password,
        }

    def _hubspot_arguments(self) -> list[str]:
        serve = ["harness", "hubspot", "serve", "--host", HOST, "--port", str(self._ports.hubspot), "--no-tls"]
        serve += ["--state", str(self._folder / "hubspot.state")]
        return [*serve, "--limits", self._settings.limits, "--ui-username", self._credentials.marketing_username]

    def _bridge_environment(self) -> dict[str, str]:
        credentials = self._credentials
        return {
            "BRIDGE_USERNAME": credentials.scim_username,
            "BRIDGE_PASSWORD": credentials.scim_password,
            "BRIDGE_HUBSPOT_TOKEN": credentials.hubspot_token,
            "BRIDGE_ADMIN_USERNAME": credentials.operator_username,
            "BRIDGE_ADMIN_PASSWORD": credentials.operator_password,
        }

    def _bridge_arguments(self) -> list[str]:
        arguments = ["bridge", "serve", "--host", HOST, "--port", str(self._ports.bridge)]
        arguments += ["--database-url", f"sqlite:///{self._folder / 'bridge.db'}"]
        arguments += ["--hubspot-url", self.addresses.hubspot]
        return [*arguments, *self._settings.bridge_flags]

    def _identity_server_arguments(self) -> list[str]:
        arguments = ["harness", "identity-server", "serve", "--host", HOST]
        arguments += ["--port", str(self._ports.identity_server), "--public-url", self._public_url]
        arguments += ["--state", str(self._folder / "identity-server.state")]
        return [*arguments, "--provision-ca", str(self.ca_file), "--profile", self._settings.profile]
