"""The server as a step of the guide sees it, and what a step makes of it.

A step only reads. What it would change it gives back as actions; so that a step that must refuse does it before
anything is changed, and a dry run is a run without the last part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.identity_server.configure.client import AdminClient
from harness.identity_server.configure.releases import Release
from harness.identity_server.configure.report import Change
from harness.identity_server.configure.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Site:
    """A server, what it is to be like, and the warnings so far."""

    client: AdminClient
    wanted: Wanted
    release: Release
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Action:
    """Changes that one call makes."""

    changes: tuple[Change, ...]
    call: Callable[[], object]


Step = Callable[[Site], Iterable[Action]]
"""A step of the guide: reads, and returns what is to be changed."""


def on_off(value: object) -> str:
    """Return a setting as a person reads it; the server has booleans in some places and texts in others."""
    return "on" if value is True or value == "true" else "off"
