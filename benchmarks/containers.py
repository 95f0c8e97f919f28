"""What containers add to the servers' own start: the three as processes and in containers, in turn, so many rounds.

python benchmarks/containers.py [ROUNDS]
"""

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter  # noqa: TID251 - a benchmark measures

from harness.containers import (
    Authority,
    BridgeContainer,
    HubSpotContainer,
    Network,
    WSO2IdentityServerContainer,
    images,
    start_together,
    stop_together,
)
from harness.credentials import Credentials
from harness.rungs.embedded import EmbeddedServers
from harness.settings import Settings


def as_processes() -> tuple[float, float]:
    """Return how many seconds the servers took until they were ready, and until they were gone."""
    with tempfile.TemporaryDirectory() as folder:
        servers = EmbeddedServers(Path(folder), Settings(), Credentials(), "https://localhost:9443")
        begin = perf_counter()
        servers.start(lambda _name: None)
        ready = perf_counter()
        servers.stop()
        return ready - begin, perf_counter() - ready


def in_containers(built: dict[str, str]) -> tuple[float, float]:
    """Return the same for containers: network, certificate and trust are made too."""
    begin = perf_counter()
    authority = Authority.new()
    issued = authority.issue("bridge")
    with Network() as network:
        hubspot = HubSpotContainer(built["hubspot"]).with_network(network).with_token("t")
        bridge = BridgeContainer(built["bridge"]).with_network(network).with_credentials("u", "p")
        bridge.with_hubspot(hubspot.inner_url, "t").with_certificate(issued.certificate, issued.key)
        server = WSO2IdentityServerContainer(built["identity-server"]).with_network(network).with_trust(authority.pem)
        start_together(server, bridge, hubspot)
        ready = perf_counter()
        stop_together(server, bridge, hubspot)
    return ready - begin, perf_counter() - ready


def main(rounds: int) -> None:
    """Print the table."""
    built = dict(zip(images.TARGETS, images.build(), strict=True))
    taken = [(as_processes(), in_containers(built)) for _ in range(rounds)]
    print("| seconds | ready | gone |")
    print("| --- | --- | --- |")
    for name, which in (("processes", 0), ("containers", 1)):
        ready, gone = (statistics.median(each[which][part] for each in taken) for part in (0, 1))
        print(f"| {name}, median of {rounds} | {ready:.2f} | {gone:.2f} |")
    more = sorted(containers[0] - processes[0] for processes, containers in taken)
    print(f"containers add {statistics.median(more):.2f} s ({more[0]:.2f} to {more[-1]:.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
