"""Whose a container is: the labels on all that a run makes, and whether that run still lives."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from harness.seams import new_uuid

NAMESPACE: Final = "org.wso2-hubspot-harness"
ID: Final = f"{NAMESPACE}.run"
PROCESS: Final = f"{NAMESPACE}.process"
STARTED: Final = f"{NAMESPACE}.started"
KEPT: Final = f"{NAMESPACE}.kept"
ROLE: Final = f"{NAMESPACE}.role"
_PROC: Final = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What made a container, network or volume.

    Attributes:
        id: of one stack, or of all that one test run makes.
        process: the process that ends it.
        started: when and where that process started, so that a later process of its number is not taken for it.
        kept: the hash by which a kept stack is found again; empty for one that ends with its process.
    """

    id: str
    process: int
    started: str
    kept: str = ""

    @classmethod
    def of_this_process(cls, run_id: str = "", *, kept: str = "") -> Self:
        """Return a run that ends with this process, under a given id or a new one."""
        return cls(run_id or new_uuid()[:8], os.getpid(), start_of(os.getpid()) or "", kept)

    @classmethod
    def from_labels(cls, labels: Mapping[str, str]) -> Self:
        """Read a run back."""
        process = labels.get(PROCESS, "")
        return cls(
            labels.get(ID, ""),
            int(process) if process.isdecimal() else 0,
            labels.get(STARTED, ""),
            labels.get(KEPT, ""),
        )

    @property
    def labels(self) -> dict[str, str]:
        """The labels of all that belongs to it."""
        return {ID: self.id, PROCESS: str(self.process), STARTED: self.started, KEPT: self.kept}

    @property
    def ended(self) -> bool:
        """Whether its process is gone for sure: it was one of this machine, of which this process sees all."""
        here, _, _ = self.started.rpartition("/")
        return bool(here) and here == _here() and start_of(self.process) != self.started


def start_of(process: int) -> str | None:
    """Return where and when a process started, as ``<boot>/<process ids' name space>/<time>``; None when it is gone.

    The time is in the kernel's ticks since the boot (proc(5), field 22 of stat). Where there is no /proc, it is empty.
    """
    if sys.platform != "linux":
        return f"{_here()}/" if _exists(process) else None
    try:
        fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    state, ticks = fields[0], fields[19]
    return None if state in {"Z", "X"} else f"{_here()}/{ticks}"


def _here() -> str:
    """Return a name of what this process sees: this boot of this machine, and this name space of process ids."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = (_PROC / "self/ns/pid").readlink().name
    except OSError:
        return socket.gethostname()
    return f"{boot}/{space.strip('pid:[]')}"


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
