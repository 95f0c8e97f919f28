"""A bridge as a real process, and a client of it."""

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from bridge.settings import PREFIX

TOKEN = "pat-canary-token"
PASSWORD = "password-canary"
NOTHING: Mapping[str, str] = {}
ANNA = {"userName": "anna", "emails": ["anna@example.com"], "password": "typed-canary"}


@dataclass(frozen=True, slots=True)
class Service:
    """A bridge that serves a folder."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def client(self, auth: tuple[str, str] | None = ("is", PASSWORD)) -> httpx2.Client:
        """Return a client that trusts the bridge's authority and nothing else."""
        context = ssl.create_default_context(cafile=str(self.folder / "bridge-ca.pem"))
        return httpx2.Client(verify=context, auth=auth)

    def log(self) -> str:
        """Return what it wrote to standard error."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def stop(self, number: int) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)


def environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**own, "BRIDGE_USERNAME": "is", "BRIDGE_PASSWORD": PASSWORD, "BRIDGE_HUBSPOT_TOKEN": TOKEN}


def command(folder: Path) -> list[str]:
    flags = ("--port", "0", "--database-url", f"sqlite:///{folder}/bridge.db")
    return [sys.executable, "-m", "bridge", "serve", *flags, "--hubspot-url", "http://127.0.0.1:9"]


@contextmanager
def serving(folder: Path, more: Mapping[str, str] = NOTHING, stdin: int | None = None) -> Iterator[Service]:
    """Run a bridge; whatever happens, it is gone at the end."""
    everything = {**environment(), **more}
    with (
        (folder / "log").open("a", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603 - our own command
            command(folder), env=everything, stdin=stdin, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            word, _, url = process.stdout.readline().strip().partition(" ")
            assert word == "ready", (folder / "log").read_text(encoding="utf-8")
            yield Service(process, url, folder)
        finally:
            process.kill()
