"""A person's terminal, for a page whose commands are typed as they stand there."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from harness.ports import PortClaims
from harness.waiting import NotYet, Wait, eventually
from walkthroughs.markdown import ROOT

START_WITHIN: Final = 60  # seconds, on a busy machine
NOBODY: Final = "http://127.0.0.1:9"
"""Where HubSpot is unless a test says otherwise, so that no page is ever tried on the real one."""

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Typed:
    """A command of a console block, and what the page shows below it."""

    command: str
    shown: str


def typed(text: str) -> list[Typed]:
    """Return the commands of a console block, each with the lines that the page shows below it."""
    pieces = re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    return [Typed(command, shown) for command, _, shown in (piece.partition("\n") for piece in pieces)]


class Terminal:
    """A shell in a folder of its own, with this project's commands.

    A page's ports are those that a reader has. Here each is one of this run's own, so that runs do not meet: curl is
    told where the page's port is, the words of the other commands are altered, and defaults are given by flag.
    """

    def __init__(self, folder: Path, ports: Mapping[int, int]) -> None:
        self.folder = folder
        self.ports = ports
        own = {name: text for name, text in os.environ.items() if not name.startswith(("BRIDGE_", "HARNESS_", "TOX_"))}
        self._programs = folder / "programs"
        self.environment = {
            **own,
            "PATH": os.pathsep.join([str(self._programs), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "CURL_HOME": str(self._programs),
            "BRIDGE_HUBSPOT_URL": NOBODY,
            "COLUMNS": "500",
        }
        self._servers: list[subprocess.Popen[bytes]] = []
        self._programs.mkdir(parents=True)
        self._install()

    def type(self, command: str, keyboard: str = "") -> str:
        """Do what typing a command does; return what it prints. A server is ready when this returns.

        Raises:
            AssertionError: it ended with another code than 0.
        """
        words = shlex.split(command, comments=True)
        if words[0] == "export":
            self.environment.update(word.partition("=")[::2] for word in words[1:])
            return ""
        if "serve" in words[:3]:
            return self._serve(self._with_ports(command))
        typed_words = command if words[0] == "curl" else self._with_ports(command)
        done = self.run(["sh", "-c", typed_words], keyboard)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, command: list[str], keyboard: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the folder, to its end."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            input=keyboard,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # without the real terminal, a prompt reads the keyboard given here
        )

    def watch(self, command: str, until: str, keyboard: str = "") -> str:
        """Type a command that goes on for ever; return what it has printed once it shows a text, and end it."""
        log = self.folder / "watched.txt"
        with log.open("wb") as screen:
            running = self._start(command, screen, subprocess.PIPE)
        try:
            assert running.stdin is not None
            running.stdin.write(keyboard.encode())
            running.stdin.close()
            return self._shown(running, log, until, command)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()

    def program(self, name: str, script: str) -> None:
        """Put a program in the folder that the shell looks into first."""
        file = self._programs / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def end_servers(self) -> None:
        """End the servers as Ctrl-C in their terminals does."""
        while self._servers:
            server = self._servers.pop()
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()

    def _install(self) -> None:
        python = shlex.quote(sys.executable)
        default = f"--url https://localhost:{self.ports[8253]}/hubspot/contacts"
        self.program(
            "bridge",
            f'case "$1 $2" in "send "* | "users export" | "mapping apply") exec {python} -m bridge "$@" {default};; '
            f'*) exec {python} -m bridge "$@";; esac',
        )
        self.program("harness", f'exec {python} -m harness "$@"')
        self.program("sudo", 'shift 2; exec "$@"')  # `sudo -u somebody`, who is whoever runs the test
        hosts = [f'connect-to = "localhost:{page}:127.0.0.1:{own}"' for page, own in self.ports.items()]
        trusted = f'cacert = "{self.folder / "is.pem"}"'  # a page's own --cacert goes before it
        (self._programs / ".curlrc").write_text("\n".join([*hosts, trusted]), encoding="utf-8")
        self.environment["BRIDGE_PORT"] = str(self.ports[8253])

    def _with_ports(self, command: str) -> str:
        for page, own in self.ports.items():
            command = re.sub(rf"\b{page}\b", str(own), command)
        return command

    def _serve(self, command: str) -> str:
        log = self.folder / f"screen-{len(self._servers)}.txt"
        with log.open("wb") as screen:
            self._servers.append(self._start(command, screen, subprocess.DEVNULL))
        return self._shown(self._servers[-1], log, r"^ready .*\n", command)

    def _start(self, command: str, screen: BinaryIO, keyboard: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environment,
            stdin=keyboard,
            stdout=screen,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @staticmethod
    def _shown(running: subprocess.Popen[bytes], log: Path, pattern: str, command: str) -> str:
        def look() -> str:
            text = log.read_text(encoding="utf-8", errors="replace")
            if re.search(pattern, text, re.MULTILINE):
                return text
            assert running.poll() is None, text
            raise NotYet(f"its screen ends with {text[-300:]!r}")

        return eventually(look, f"`{command}` to show {pattern!r}", wait=Wait(START_WITHIN))


@contextmanager
def terminal(folder: Path, *pages_ports: int) -> Iterator[Terminal]:
    """Open a terminal in a new folder; a port of its own stands for each of a page's, the bridge's among them."""
    claims = PortClaims()
    opened = Terminal(folder, {port: claims.claim() for port in (8253, *pages_ports)})
    try:
        yield opened
    finally:
        opened.end_servers()
        claims.release()
