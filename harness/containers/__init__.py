"""Servers of the chain in containers, in the shape of testcontainers' own modules; each is useful on its own."""

from harness.containers.authority import Authority
from harness.containers.bridge import BridgeContainer
from harness.containers.hubspot import HubSpotContainer
from harness.containers.identity_server import WSO2IdentityServerContainer
from harness.containers.network import Network
from harness.containers.run import Run
from harness.containers.together import start_together, stop_together

__all__ = [
    "Authority",
    "BridgeContainer",
    "HubSpotContainer",
    "Network",
    "Run",
    "WSO2IdentityServerContainer",
    "start_together",
    "stop_together",
]
