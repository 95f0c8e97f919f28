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
    """

    name: str
    jars: tuple[str, ...]
    sources: tuple[str, ...]
    sender: str


_ALL: Final = (
    Kind("scim", ("scim",), ("common", "scim"), "peer.ScimSender"),
    Kind("scim2", ("scim2",), ("common", "scim2"), "peer.Scim2Sender"),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
