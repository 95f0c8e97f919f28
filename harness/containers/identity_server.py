"""WSO2 Identity Server in a container: the vendor's image, or the simulator's in its place."""

import re
import ssl
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Self
from urllib.parse import urlsplit

from harness.containers.errors import ContainerError
from harness.containers.readiness import FirstCall, trusting
from harness.containers.server import ServerContainer
from harness.identity_server.configure import AdminClient, amended_toml, trust_store
from harness.rungs.abilities import IS_IMAGE, RELEASES

_RELEASE: Final = re.compile(r"(\d+\.\d+)\.\d+.*")
_CONFIG_VOLUME: Final = "wso2-config-volume"
_DEPLOYMENT: Final = "repository/conf/deployment.toml"
_AUTHORITY: Final = "bridge-authority.pem"
_TRUSTED: Final = "bridge-trusted"
_START: Final = """\
set -eu
if [ ! -e "$WORKING_DIRECTORY/{mark}" ]; then
  cd "$WSO2_SERVER_HOME"
  {keytool}
  touch "$WORKING_DIRECTORY/{mark}"
  cd "$WORKING_DIRECTORY"
fi
exec "$@"
"""
"""Trust cannot be had over REST: the authority goes into the server's own trust store before its first start."""


class WSO2IdentityServerContainer(ServerContainer):
    """WSO2 Identity Server, of the image ``wso2/wso2is`` or one that behaves like it.

    Browsers must reach it as ``https://localhost:9443``: map that origin to `url`, or publish it there by
    ``with_host_port(9443)``.
    """

    role: ClassVar = "identity-server"
    port: ClassVar = 9443
    folder: ClassVar = "/home/wso2carbon"
    start_within: ClassVar = 300.0

    def __init__(self, image: str = IS_IMAGE, **kw: Any) -> None:
        """Take the image and testcontainers' own arguments.

        Raises:
            EngineUnreachable: no Docker engine answers.
        """
        super().__init__(image, **kw)
        self._admin = ("admin", "admin")
        self._authority: bytes | None = None
        self._trust_store: bytes | None = None
        self._deployment_toml = ""

    @property
    def home(self) -> str:
        """The product's folder in the container.

        Raises:
            ContainerError: the image says nothing of it.
        """
        for line in self._image_config().get("Env") or []:
            name, _, value = line.partition("=")
            if name == "WSO2_SERVER_HOME":
                return str(value)
        raise ContainerError(
            f"the image {self.image} sets no WSO2_SERVER_HOME: give one that is made as wso2/wso2is is made"
        )

    @property
    def release(self) -> str:
        """The release, e.g. ``6.1.0``: what the product's folder is called."""
        return self.home.rpartition("/")[2].partition("-")[2]

    def with_admin(self, username: str, password: str) -> Self:
        """Say who the administrator is, for `admin`; the image's is ``admin``/``admin``."""
        self._admin = (username, password)
        return self

    def with_trust(self, authority: Path | bytes) -> Self:
        """Let it trust an authority (PEM), beside those that it trusts anyway."""
        self._authority = authority if isinstance(authority, bytes) else authority.read_bytes()
        return self

    def with_trust_store(self, path: Path) -> Self:
        """Give it a whole trust store instead of its own: of the release's type, with the password ``wso2carbon``."""
        self._trust_store = path.read_bytes()
        return self

    def with_deployment_toml(self, text: str) -> Self:
        """Put lines into its own ``deployment.toml``: keys that are there are replaced, all else stays.

        Raises:
            ContainerError: they are no TOML.
        """
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ContainerError(f"with_deployment_toml(): {error}: give tables and keys as TOML has them") from error
        self._deployment_toml = text
        return self

    def admin(self) -> AdminClient:
        """Return a client of its administration."""
        username, password = self._admin
        return AdminClient(self.url, username=username, password=password, verify=trusting())

    def ca_certificate(self) -> str:
        """Return the certificate that it serves, as PEM: it signed it itself."""
        socket = urlsplit(self.url)
        return ssl.get_server_certificate((socket.hostname or "", socket.port or 0))

    def _configure(self) -> None:
        if self._authority is not None and self._trust_store is not None:
            raise ContainerError(
                "with_trust() and with_trust_store() exclude each other: add the authority to the store"
            )
        if self._trust_store is not None:
            self.with_file(f"{_CONFIG_VOLUME}/{trust_store(self.release).path}", self._trust_store, 0o644)
        if self._authority is None:
            return
        keytool = trust_store(self.release).keytool(f"{self.folder}/{_AUTHORITY}")
        self.with_file(_AUTHORITY, self._authority)
        entrypoint = self._image_config().get("Entrypoint") or []
        start = _START.format(mark=_TRUSTED, keytool=keytool)
        self._kwargs = {**self._kwargs, "entrypoint": ["/bin/sh", "-c", start, "start", *entrypoint]}

    def _prepare(self) -> None:
        if self._deployment_toml:
            own = self.read_file(f"{self.home}/{_DEPLOYMENT}") or b""
            text = amended_toml(own.decode(), self._deployment_toml)
            self.with_file(f"{_CONFIG_VOLUME}/{_DEPLOYMENT}", text.encode(), 0o644)

    def _first_calls(self) -> Sequence[FirstCall]:
        return [FirstCall("/api/health-check/v1.0/health"), FirstCall("/scim2/Users?count=1", self._admin)]


def release_of(image: str) -> str:
    """Return the release of an identity server's image that is here, e.g. ``7.1``: the product's folder tells it.

    Raises:
        ContainerError: it does not, or scenarios know nothing of that release.
    """
    said = _RELEASE.fullmatch(WSO2IdentityServerContainer(image).release)
    if said is None:
        raise ContainerError(f"the image {image} does not say which release it is: give one like {IS_IMAGE}")
    if said[1] not in RELEASES:
        known = ", ".join(RELEASES)
        raise ContainerError(f"the image {image} is release {said[1]}: give one of {known} by --is-image")
    return said[1]
