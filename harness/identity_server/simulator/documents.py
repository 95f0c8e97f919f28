"""The configuration of a server as documents for its file, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from harness.identity_server.simulator.claims import LocalClaim
from harness.identity_server.simulator.identity_providers import IdentityProvider, OutboundConnector
from harness.identity_server.simulator.provisioning.model import Entry
from harness.identity_server.simulator.provisioning.turns import DoublePost
from harness.identity_server.simulator.setup import Configuration, Sender


def settings(configuration: Configuration) -> dict[str, Any]:
    """Return everything but the claims."""
    return {
        "profile": configuration.profile.name,
        "governance": configuration.governance.values(),
        "providers": [asdict(provider) for provider in configuration.providers.all()],
        "resident": _entries(configuration.resident),
        "myAccount": _entries(configuration.my_account),
        "requested": configuration.requested,
        "sender": configuration.sender.value,
        "doublePost": configuration.double_post.value,
        "mobileEditDropsPhoneNumbers": configuration.mobile_edit_drops_phone_numbers,
    }


def restore(configuration: Configuration, saved: Mapping[str, Any]) -> None:
    """Make a configuration what was saved of it; the profile is the caller's to compare."""
    configuration.governance.set(saved["governance"])
    for provider in saved["providers"]:
        connectors = [OutboundConnector(**each) for each in provider["connectors"]]
        configuration.providers.add(IdentityProvider(**{**provider, "connectors": connectors}))
    configuration.resident = _read(saved["resident"])
    configuration.my_account = _read(saved["myAccount"])
    configuration.requested = saved["requested"]
    configuration.sender = Sender(saved["sender"])
    configuration.double_post = DoublePost(saved["doublePost"])
    configuration.mobile_edit_drops_phone_numbers = saved["mobileEditDropsPhoneNumbers"]


def claim(value: LocalClaim) -> dict[str, Any]:
    """Return a claim as a document."""
    return asdict(value)


def restore_claim(configuration: Configuration, saved: Mapping[str, Any]) -> None:
    """Put a claim back."""
    configuration.claims.put(LocalClaim(**saved))


def _entries(entries: list[Entry] | None) -> list[dict[str, Any]] | None:
    return None if entries is None else [asdict(entry) for entry in entries]


def _read(saved: list[dict[str, Any]] | None) -> list[Entry] | None:
    return None if saved is None else [Entry(**each) for each in saved]
