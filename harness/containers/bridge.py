"""The bridge in a container."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final, Self

from harness.containers.errors import ContainerError
from harness.containers.readiness import FirstCall
from harness.containers.server import HARDENED, ServerContainer

_CERTIFICATE: Final = "given-certificate.pem"
_KEY: Final = "given-key.pem"
_BASE: Final = "/hubspot/contacts"


class BridgeContainer(ServerContainer):
    """The bridge, with its database in a volume.

    It takes every setting of ``bridge serve`` as ``with_env("BRIDGE_<NAME>", value)``. Without `with_certificate` it
    makes an authority of its own at its first start; `ca_certificate` is what has to be trusted either way.
    """

    role: ClassVar = "bridge"
    port: ClassVar = 8253
    folder: ClassVar = "/var/lib/bridge"
    options: ClassVar = HARDENED

    @property
    def user_endpoint(self) -> str:
        """Where the identity server provisions to, on the servers' network."""
        return f"{self.inner_url}{_BASE}"

    def with_credentials(self, username: str, password: str) -> Self:
        """Set what the identity server must send; there is no default."""
        return self.with_envs(BRIDGE_USERNAME=username, BRIDGE_PASSWORD=password)

    def with_admin(self, username: str, password: str) -> Self:
        """Switch /admin on, for this user."""
        return self.with_envs(BRIDGE_ADMIN_USERNAME=username, BRIDGE_ADMIN_PASSWORD=password)

    def with_hubspot(self, url: str, token: str) -> Self:
        """Say where HubSpot is, as the container sees it, and the token for it."""
        return self.with_envs(BRIDGE_HUBSPOT_URL=url, BRIDGE_HUBSPOT_TOKEN=token)

    def with_certificate(self, certificate: Path | bytes, key: Path | bytes) -> Self:
        """Serve a given certificate, as PEM; behind it in the same file stands the authority that clients trust.

        It must be for the host name ``bridge``.
        """
        self.with_file(_CERTIFICATE, _content(certificate)).with_file(_KEY, _content(key))
        return self.with_envs(
            BRIDGE_TLS_CERTIFICATE=f"{self.folder}/{_CERTIFICATE}", BRIDGE_TLS_KEY=f"{self.folder}/{_KEY}"
        )

    def ca_certificate(self) -> str:
        """Return what a client of the bridge must trust, as PEM; it must have started for it unless it was given one.

        Raises:
            ContainerError: it has made none yet.
        """
        if _CERTIFICATE in self._files:
            return _last(self._files[_CERTIFICATE][0].decode())
        found = self.read_file(f"{self.folder}/bridge-ca.pem")
        if found is None:
            raise ContainerError("the bridge has made no certificate yet: wait until it is ready")
        return found.decode()

    def _configure(self) -> None:
        self.env.setdefault("BRIDGE_TLS_HOSTNAME", f"{self.role},localhost,127.0.0.1")

    def _first_calls(self) -> Sequence[FirstCall]:
        credentials = (self.env.get("BRIDGE_USERNAME", ""), self.env.get("BRIDGE_PASSWORD", ""))
        # What Identity Server asks before every change; nobody is called so.
        asked = f"{self.env.get('BRIDGE_BASE_PATH', _BASE)}/Users?filter=userName%20Eq%20nobody"
        return [FirstCall("/health/ready"), FirstCall(asked, credentials)]


def _content(pem: Path | bytes) -> bytes:
    return pem if isinstance(pem, bytes) else pem.read_bytes()


def _last(chain: str) -> str:
    begin = "-----BEGIN CERTIFICATE-----"
    return begin + chain.rpartition(begin)[2]
