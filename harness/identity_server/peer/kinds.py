"""What of WSO2's can be run: each kind with its jars, our sources around them, and the class that tells them events."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of WSO2's code.

    Attributes:
        name: its name.
        jars: the sections of `jars.toml` that make its class path.
        sources: the folders of `java/` that are compiled against them.
        sender: the Java class that takes the events.
        dialect: what stands before a claim's path in its URI, with the colon.
    """

    name: str
    jars: tuple[str, ...]
    sources: tuple[str, ...]
    sender: str
    dialect: str

    def claims(self, paths: Mapping[str, str]) -> dict[str, str]:
        """Return values by claim URI from values by path, e.g. `name.givenName`; paths of extensions are URIs."""
        return {path if path.startswith("urn:") else self.dialect + path: value for path, value in paths.items()}


_ALL: Final = (
    Kind("scim", ("scim",), ("common", "scim"), "peer.ScimSender", "urn:scim:schemas:core:1.0:"),
    Kind(
        "framework",
        ("scim", "framework"),
        ("common", "scim", "framework"),
        "peer.FrameworkSender",
        "http://wso2.org/claims/",
    ),
    Kind("scim2", ("scim2",), ("common", "scim2"), "peer.Scim2Sender", "urn:ietf:params:scim:schemas:core:2.0:User:"),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
