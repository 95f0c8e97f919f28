"""What docs/deploy.md types and lets people install, at its own paths: a container of the base image is the machine."""

import io
import re
import shlex
import subprocess
import tarfile
from collections.abc import Iterator

import pytest
from docker.models.containers import Container

from harness.containers import Run
from harness.containers.checks import BASE
from harness.containers.engine import engine, ensure_pulled
from harness.waiting import NotYet, eventually
from walkthroughs.markdown import ROOT, blocks
from walkthroughs.terminal import typed

CHECKOUT = "/root/checkout"
AS_BRIDGE = "sudo -u bridge "
"""What the page writes before a command of the service's user; the image has no sudo, the engine has."""


def block(language: str, words: str) -> str:
    """Return the only block of the page with these words."""
    (found,) = [each.text for each in blocks(language) if each.page == "deploy.md" and words in each.text]
    return found


UNIT, SETTINGS, SCRIPT = block("ini", "[Unit]"), block("sh", "BRIDGE_DELIVERY"), block("sh", "exec")


@pytest.fixture
def machine(run: Run) -> Iterator[Container]:
    """Return a machine with a checkout of the project and nothing of it installed; it ends with the run."""
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git is wherever it is
    with engine() as client:
        ensure_pulled(client, BASE)
        machine: Container = client.client.containers.run(
            BASE, ["sleep", "infinity"], detach=True, init=True, labels=run.labels, working_dir=CHECKOUT
        )
        machine.put_archive(CHECKOUT, packed.stdout)
        yield machine


def enter(machine: Container, command: str, user: str = "root") -> str:
    """Type a command, and return what it prints: in the checkout as root, elsewhere as the service's user."""
    done = machine.exec_run(["sh", "-c", command], user=user, workdir=CHECKOUT if user == "root" else "/")
    said = done.output.decode() if isinstance(done.output, bytes) else ""
    assert done.exit_code == 0, f"{command}\n{said}"
    return said


def write(machine: Container, path: str, text: str, mode: int) -> None:
    """Put a file of root's there."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo(path.lstrip("/"))
        entry.size, entry.mode = len(text.encode()), mode
        archive.addfile(entry, io.BytesIO(text.encode()))
    machine.put_archive("/", packed.getvalue())


def set_up(machine: Container) -> None:
    """Do what the page says between the installation and the start."""
    enter(machine, "mkdir /etc/bridge")
    files = dict.fromkeys(re.findall(r"_FILE=(\S+)", SETTINGS), "a-secret\n")
    for path, text in {**files, "/etc/bridge/bridge.env": SETTINGS}.items():
        write(machine, path, text, 0o640)
        enter(machine, f"chgrp bridge {path}")
    write(machine, "/usr/local/bin/bridge", SCRIPT, 0o755)


def start_as_the_unit_says(machine: Container) -> None:
    """Do what systemd does for the unit: the folder, the user, the settings, the command."""
    said = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    user, folder = said["User"], f"/var/lib/{said['StateDirectory']}"
    enter(machine, f"install -d -o {user} -g {user} -m {said['StateDirectoryMode']} {folder}")
    settings = enter(machine, f"cat {said['EnvironmentFile']}").splitlines()
    machine.exec_run(
        shlex.split(said["ExecStart"]),
        user=user,
        workdir=said["WorkingDirectory"],
        environment=settings,
        detach=True,
    )


def type_as_bridge(machine: Container, command: str) -> str:
    """Type a command of the service's user.

    Raises:
        NotYet: it does not end well; the bridge may be starting.
    """
    try:
        return enter(machine, command.removeprefix(AS_BRIDGE), user="bridge")
    except AssertionError as error:
        raise NotYet(str(error)) from error


def test_the_bridge_is_installed_set_up_started_and_asked_as_the_page_says(machine: Container) -> None:
    for each in typed(block("console", "python3 -m venv")):
        enter(machine, each.command)
    assert enter(machine, "getent passwd bridge").split(":")[5] == "/var/lib/bridge"
    set_up(machine)
    start_as_the_unit_says(machine)
    (certificate,) = typed(block("console", "bridge certificate"))
    listing = typed(block("console", "--state held"))[0]
    assert certificate.command.startswith(AS_BRIDGE)
    listed = eventually(lambda: type_as_bridge(machine, listing.command), "the bridge to answer its own command")
    assert listed.split()[:4] == listing.shown.split()[:4]
    assert "BEGIN CERTIFICATE" in type_as_bridge(machine, certificate.command)
