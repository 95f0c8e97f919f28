"""The releases of WSO2 Identity Server: a class each, with the handful of things in which configuring them differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from harness.identity_server.configure.client import AdminClient
from harness.identity_server.configure.errors import NotIdentityServer, UnknownRelease

_CONSOLE: Final = "/console/deployment.config.json"
"""The Console's public settings; from 7.2 on they name the product's version (product-is, default.json)."""
_RESIDENT: Final = "/applications/resident"
_MODE: Final = "scim2-authentication-mode"


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The certificates that a server trusts as a client.

    Attributes:
        path: the file, below the server's home.
        type: the key store's type, as keytool spells it.
        password: the one of every fresh server.
    """

    path: str
    type: str
    password: str

    def keytool(self, certificate: str, alias: str = "bridge") -> str:
        """Return the command that adds a certificate, to be run in the server's home."""
        return (
            f"keytool -importcert -noprompt -alias {alias} -file {certificate} "
            f"-keystore {self.path} -storetype {self.type} -storepass {self.password}"
        )


class Release:
    """One release; the class attributes of this one are those of the newest.

    Attributes:
        name: the release, as `--release` spells it.
        probe: a part of the REST API that came with this release.
        rules_need_policy: whether *Enable Rules* without a matching published policy provisions nothing.
        my_account_needs_entry: whether edits in My Account follow that application's own outbound settings alone.
        trust_store: the client trust store.
    """

    name: ClassVar[str]
    probe: ClassVar[str]
    rules_need_policy: ClassVar[bool] = False
    my_account_needs_entry: ClassVar[bool] = False
    trust_store: ClassVar[TrustStore] = TrustStore(
        "repository/resources/security/client-truststore.p12", "PKCS12", "wso2carbon"
    )

    def is_served(self, client: AdminClient) -> bool:
        """Tell whether a server has what came with this release."""
        return client.has(self.probe)

    def connector_properties(self, connector: str) -> Mapping[str, str]:
        """Return what this release wants of a connector beyond the address and the credentials."""
        del connector
        return {}


class Release61(Release):
    """6.1 (January 2023); 6.0 answers alike."""

    name = "6.1"
    probe = _RESIDENT
    rules_need_policy = True
    my_account_needs_entry = True
    trust_store = TrustStore("repository/resources/security/client-truststore.jks", "JKS", "wso2carbon")


class Release70(Release):
    """7.0 (February 2024): API calls of applications fall back to the resident settings."""

    name = "7.0"
    probe = "/api-resources?limit=1"
    rules_need_policy = True
    trust_store = Release61.trust_store


class Release71(Release):
    """7.1 (February 2025): XACML left the pack."""

    name = "7.1"
    probe = "/actions/types"


class Release72(Release):
    """7.2 (October 2025)."""

    name = "7.2"
    probe = "/flow?flowType=REGISTRATION"


class Release73(Release):
    """7.3 (April 2026): the connector SCIM2 knows several ways to authenticate."""

    name = "7.3"
    probe = "/identity-providers/meta/outbound-provisioning-connectors/U0NJTTI"

    def is_served(self, client: AdminClient) -> bool:
        """Tell whether the connector SCIM2 can be told how to authenticate."""
        offered = (client.find(self.probe) or {}).get("properties") or []
        return any(each.get("key") == _MODE for each in offered)

    def connector_properties(self, connector: str) -> Mapping[str, str]:
        """Return Basic as the way to authenticate, for SCIM2."""
        return {_MODE: "basic"} if connector == "scim2" else {}


RELEASES: Final[tuple[Release, ...]] = (Release61(), Release70(), Release71(), Release72(), Release73())
"""All that are known, oldest first."""


def release_named(name: str) -> Release:
    """Return a release by its name; a patch level behind it is taken (`6.1.0`).

    Raises:
        UnknownRelease: it is not known.
    """
    for release in RELEASES:
        if name == release.name or name.startswith(f"{release.name}."):
            return release
    raise UnknownRelease(f"There is no release {name!r} here: known are {_known()}. Give one of them with --release.")


def trust_store(release: str) -> TrustStore:
    """Return a release's client trust store; REST cannot change it, so it must be there before the start.

    Raises:
        UnknownRelease: the release is not known.
    """
    return release_named(release).trust_store


def release_of(client: AdminClient) -> Release:
    """Ask a server which release it is.

    From 7.2 on the Console's public settings say it. Before, there is no word for it in the REST API; so it is the
    newest release whose part of the API is there.

    Raises:
        UnknownRelease: the server names one that is not known.
        NotIdentityServer: not even the oldest part is there.
    """
    said = _said_version(client)
    if said is not None:
        return _known_version(client, said)
    newest = None
    for release in RELEASES:
        if not release.is_served(client):
            break
        newest = release
    if newest is None:
        raise NotIdentityServer(
            f"{client.url} has no {_RESIDENT} in its REST API: is it an Identity Server of {_known()}? "
            "If so, name the release with --release."
        )
    return newest


def _known_version(client: AdminClient, said: str) -> Release:
    try:
        return release_named(said)
    except UnknownRelease:
        raise UnknownRelease(
            f"{client.url} says that it is {said}, which is not known here: known are {_known()}. "
            f"To take it for one of them, say so, e.g. --release {RELEASES[-1].name}; "
            "--dry-run shows what would be done."
        ) from None


def _said_version(client: AdminClient) -> str | None:
    found = client.peek(_CONSOLE)
    for key in ("ui", "productVersionConfig", "productVersion"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and found[:1].isdigit() else None


def _known() -> str:
    return ", ".join(release.name for release in RELEASES)
