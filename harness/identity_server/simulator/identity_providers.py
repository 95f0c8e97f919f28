"""The identity providers of one server, as far as they provision: each with its outbound connectors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.identity_server.simulator.provisioning.model import Target

SCIM, SCIM2 = "scim", "SCIM2"
"""The connectors' type names on the real server."""


@dataclass(slots=True)
class OutboundConnector:
    """One outbound connector of an identity provider.

    Attributes:
        name: the connector's type.
        enabled: whether it is run.
        properties: its settings by key, e.g. `scim-user-ep`.
        blocking: kept and shown; what counts is the service provider's entry.
        rules: the same.
    """

    name: str
    enabled: bool = True
    properties: dict[str, str] = field(default_factory=dict)
    blocking: bool = False
    rules: bool = False

    def setting(self, key: str) -> str:
        """Return a property by its key without the connector's prefix; the empty text if it is not set."""
        return self.properties.get(f"{self.name.lower()}-{key}", "")

    def set(self, key: str, value: str) -> None:
        """Set a property by its key without the connector's prefix."""
        self.properties[f"{self.name.lower()}-{key}"] = value

    def target(self, trust: Path | None) -> Target:
        """Return where the connector sends to."""
        url = self.setting("user-ep").strip().rstrip("/")
        return Target(url, self.setting("username"), self.setting("password"), trust)

    @property
    def sends_password(self) -> bool:
        """Whether *Enable Password Provisioning* is ticked; the property absent means no."""
        return self.setting("enable-pwd-provisioning").lower() == "true"

    @property
    def domain(self) -> str | None:
        """The *User Store Domain* that is put before names; an empty one counts as well."""
        return self.properties.get(f"{self.name.lower()}-user-store-domain")


@dataclass(slots=True)
class IdentityProvider:
    """One identity provider.

    Attributes:
        id: its resource id.
        name: unique on the server.
        enabled: a disabled one makes writes fail that are to be provisioned to it.
        connectors: its outbound connectors.
        default: the name of its default connector.
        roles: *outbound provisioning roles* as one text; None when none were ever said.
        about: description, image, alias and the like, by their key on the wire.
    """

    id: str
    name: str
    enabled: bool = True
    connectors: list[OutboundConnector] = field(default_factory=list)
    default: str | None = None
    roles: str | None = None
    about: dict[str, Any] = field(default_factory=dict)

    def connector(self, name: str) -> OutboundConnector | None:
        """Return the connector of a type."""
        return next((connector for connector in self.connectors if connector.name == name), None)


class IdentityProviders:
    """The identity providers of one server, in the order of their making."""

    def __init__(self, providers: Iterable[IdentityProvider] = ()) -> None:
        self._providers = {provider.id: provider for provider in providers}

    def all(self) -> list[IdentityProvider]:
        """Return all of them."""
        return list(self._providers.values())

    def find(self, provider_id: str) -> IdentityProvider | None:
        """Return the one of this id."""
        return self._providers.get(provider_id)

    def named(self, name: str) -> IdentityProvider | None:
        """Return the one of this name."""
        return next((provider for provider in self._providers.values() if provider.name == name), None)

    def add(self, provider: IdentityProvider) -> None:
        """Take one in."""
        self._providers[provider.id] = provider

    def remove(self, provider: IdentityProvider) -> None:
        """Take one away."""
        del self._providers[provider.id]


def connector_to(name: str, url: str, username: str, password: str) -> OutboundConnector:
    """Return a connector with what the guide fills in."""
    connector = OutboundConnector(name)
    for key, value in {"username": username, "password": password, "user-ep": url}.items():
        connector.set(key, value)
    return connector


def twin(connector: OutboundConnector, name: str) -> OutboundConnector:
    """Return a connector of another type with the same settings."""
    prefix = f"{connector.name.lower()}-"
    known = {key.removeprefix(prefix): value for key, value in connector.properties.items() if key.startswith(prefix)}
    other = OutboundConnector(name, connector.enabled)
    for key, value in known.items():
        other.set(key, value)
    return other


def settings(connector: OutboundConnector) -> list[Mapping[str, str]]:
    """Return the properties as the API shows them."""
    return [{"key": key, "value": value} for key, value in connector.properties.items()]
