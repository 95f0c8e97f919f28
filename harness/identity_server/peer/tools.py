"""The JDK and Maven of this machine, and what to install where they are missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from harness.doctor import run_apt
from harness.identity_server.peer.errors import PeerUnusable

ADVICE: Final = (
    "install a JDK (11 or newer) and Maven (on Debian and Ubuntu: apt-get install default-jdk-headless maven)"
)
_PACKAGES: Final = ("default-jdk-headless", "maven")
_TOOLS: Final = ("java", "javac", "mvn")


def find(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of a tool: of `JAVA_HOME` or `MAVEN_HOME` first, then of `PATH`."""
    for home in ("JAVA_HOME", "MAVEN_HOME"):
        candidate = Path(environment.get(home) or "/nowhere", "bin", name)
        if os.access(candidate, os.X_OK):
            return str(candidate)
    return shutil.which(name, path=environment.get("PATH", os.defpath))


def required(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the path of a tool.

    Raises:
        PeerUnusable: it is not here.
    """
    path = find(name, environment)
    if path is None:
        raise PeerUnusable(f"WSO2's own code needs {name}, which is not here: {ADVICE}")
    return path


def install() -> None:
    """Have Debian's package manager bring what is missing, where that is possible.

    Raises:
        PeerUnusable: something is missing still.
    """
    missing = [name for name in _TOOLS if find(name) is None]
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt is not None and os.geteuid() == 0:
        sys.stderr.write(f"installing {', '.join(_PACKAGES)} for {', '.join(missing)}\n")
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *_PACKAGES]):
            failed = run_apt([apt, "-qq", *arguments])
            if failed:
                raise PeerUnusable(f"apt-get {arguments[0]} failed ({failed}): {ADVICE}")
    for name in missing:
        required(name)


def run(command: list[str], limit: float) -> str:
    """Run a tool quietly; return the last lines of what it said if it failed, or an empty text.

    Args:
        command: the tool with its arguments.
        limit: seconds that it may take.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a tool of this machine, with our arguments
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not done after {limit:g} s"
    if done.returncode == 0:
        return ""
    said = (done.stdout + done.stderr).strip().splitlines()
    return "\n".join(said[-20:]) or f"exit code {done.returncode}"
