"""What a stack asks of its servers, whatever they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Tell = Callable[[str], None]


class Server(Protocol):
    """One server of the chain."""

    @property
    def name(self) -> str:
        """``identity-server``, ``bridge`` or ``hubspot``."""

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""

    @property
    def ending(self) -> str:
        """How it ended, or that it runs."""

    def kill(self) -> None:
        """End it as a power cut would; what it had kept stays."""

    def restart(self) -> None:
        """Start it again, as it was and at its address, and wait until it is ready.

        Raises:
            StackError: it did not start, or not in time; the text has the end of its log.
        """

    def cut(self) -> None:
        """Take it off the network of the servers; tests and browsers still reach it.

        Raises:
            StackError: the rung has no such network.
        """

    def heal(self) -> None:
        """Put it back on the network of the servers, if it was taken off."""

    def ask_to_stop(self) -> None:
        """Ask it to end, and return at once."""

    def log_tail(self, lines: int = 30) -> str:
        """Return the last lines of its log under a title."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers are, as URLs without a slash at the end.

    Attributes:
        public: the identity server's origin, by which browsers know it.
        identity_server: its real socket.
        bridge: the bridge's origin.
        hubspot: HubSpot's API and pages.
        scim: the bridge's user endpoint, as the identity server calls it.
    """

    public: str
    identity_server: str
    bridge: str
    hubspot: str
    scim: str


class Servers(Protocol):
    """The three servers of one environment."""

    @property
    def all(self) -> tuple[Server, Server, Server]:
        """Identity server, bridge and HubSpot: the order of the chain."""

    @property
    def addresses(self) -> Addresses:
        """Where they are."""

    @property
    def ca_file(self) -> Path:
        """The authority that vouches for the bridge, as PEM."""

    @property
    def simulated(self) -> bool:
        """Whether the identity server is the simulator, with its control API."""

    @property
    def logs(self) -> str:
        """Where a person finds the servers' logs, or the commands that print them."""

    def start(self, tell: Tell) -> None:
        """Start all at once, and tell the name of each when it is ready.

        Raises:
            StackError: one did not start.
        """

    def stop(self) -> None:
        """End all, and give back what they took of this machine."""
