"""The two applications that every server has: Console and My Account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MY_ACCOUNT, CONSOLE = "My Account", "Console"


@dataclass(frozen=True, slots=True)
class Application:
    """An application of the server's own."""

    id: str
    name: str
    client_id: str
    path: str
    description: str


APPLICATIONS = (
    Application(
        "0f2a6d1c-5a0e-4c57-9a3b-6b1d7a2f4c11", CONSOLE, "CONSOLE", "/console", "This is the console application."
    ),
    Application(
        "7c9d4f52-3d8e-4b0f-8f64-2f5b9f1c0e22", MY_ACCOUNT, "MY_ACCOUNT", "/myaccount", "This is the my account."
    ),
)
"""Their ids differ from server to server on the real one; look them up by name."""


def requesting(configuration: Mapping[str, Any]) -> frozenset[str]:
    """Return the local claims that a `claimConfiguration` requests."""
    mapped = {
        str(mapping["applicationClaim"]): str(mapping["localClaim"]["uri"])
        for mapping in configuration.get("claimMappings") or ()
    }
    asked = [str(each["claim"]["uri"]) for each in configuration.get("requestedClaims") or ()]
    if configuration.get("claimMappings") is None:
        return frozenset(asked)
    return frozenset(mapped[uri] for uri in asked if uri in mapped)
