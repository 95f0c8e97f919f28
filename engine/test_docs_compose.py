"""The chain by one command, as docs/containers.md starts it: somebody registers, and HubSpot has the contact."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from harness.containers import Run
from harness.waiting import NotYet, Wait, eventually
from walkthroughs.markdown import ROOT, blocks, page
from walkthroughs.terminal import typed

UP = "docker compose --file ci/compose.yaml up --build"
DOWN = "docker compose --file ci/compose.yaml down"
COMPOSE = ("docker compose", "docker-compose")
"""How Compose is called: as Docker's plug-in, as the page has it, and as a program of its own (1.29)."""
TOOLS = ("curl", "openssl")
PORTS = (8253, 8310, 9443)
START_WITHIN = 600  # seconds, where nothing is built yet
STOP_WITHIN = 60  # seconds


def enter(line: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Type a line in the checkout, and wait for its end."""
    return subprocess.run(  # noqa: S603 - a page's own commands
        ["sh", "-c", line],  # noqa: S607 - the shell is wherever it is
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def is_taken(port: int) -> bool:
    """Tell whether something listens on the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def compose() -> str:
    """Return how Compose is called here; skip where it, or what else the page's lines need, is not there."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"the page's commands need {' and '.join(missing)}")
    if taken := [port for port in PORTS if is_taken(port)]:
        pytest.skip(f"ci/compose.yaml publishes fixed ports, and these are in use: {taken}")
    for name in COMPOSE:
        if enter(f"{name} version", dict(os.environ)).returncode == 0:
            return name
    return pytest.skip("neither `docker compose` nor `docker-compose` answers on this machine")


@pytest.fixture
def project(run: Run) -> dict[str, str]:
    """Return the environment of a project of its own, so that nobody else's volumes are touched."""
    return {**os.environ, "COMPOSE_PROJECT_NAME": f"docs{run.id}"}


@pytest.fixture
def lines() -> str:
    """Return the page's lines."""
    (text,) = [each.text for each in blocks("sh") if each.page == "containers.md" and UP in each.text]
    assert f"`{DOWN}`" in page("containers.md")
    return text


@pytest.fixture
def running(
    compose: str, lines: str, project: dict[str, str], tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Start the chain in a terminal's foreground; at the end take everything of it away, as the page says."""
    screen = tmp_path / "screen.txt"
    with screen.open("wb") as printed:
        started = subprocess.Popen(  # noqa: S603 - a page's own commands
            ["sh", "-c", lines.replace("docker compose", f"exec {compose}")],  # noqa: S607 - the shell is wherever it is
            cwd=ROOT,
            env=project,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    yield started, screen
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    ended = enter(lines.replace(UP, f"{DOWN} --volumes").replace("docker compose", compose), project)
    assert (ended.returncode, volumes(project)) == (0, []), ended.stderr


def volumes(project: dict[str, str]) -> list[str]:
    """Return the volumes that the project has."""
    label = f"com.docker.compose.project={project['COMPOSE_PROJECT_NAME']}"
    return enter(f"docker volume ls --quiet --filter label={label}", project).stdout.split()


def look(url: str) -> httpx2.Response:
    """Ask a server as a browser does that takes its certificate.

    Raises:
        NotYet: it does not answer well.
    """
    try:
        return httpx2.get(url, verify=False, trust_env=False).raise_for_status()
    except httpx2.HTTPError as error:
        raise NotYet(f"{url}: {error!r}") from error


def test_the_page_s_command_starts_a_chain_that_brings_a_registration_to_hubspot(
    running: tuple[subprocess.Popen[bytes], Path], project: dict[str, str]
) -> None:
    chain, screen = running

    def start_page() -> None:
        said = screen.read_text(encoding="utf-8", errors="replace")[-3000:]
        assert chain.poll() is None, said
        look("https://localhost:9443/myaccount")

    def contact() -> None:
        listed = look("http://localhost:8310/_fake/contacts").json()["contacts"]
        if [each["properties"].get("wso2_username") for each in listed] != ["alice"]:
            raise NotYet(f"the contacts are {listed}")

    eventually(start_page, "the chain", wait=Wait(START_WITHIN))
    assert look("https://localhost:8253/health/ready").json()["status"] == "ready"
    (registration,) = [each.command for block in blocks("console") for each in typed(block.text) if "/me" in block.text]
    assert enter(registration.replace("curl", "curl --insecure --fail"), project).returncode == 0
    eventually(contact, "the contact of who registered")
    os.killpg(chain.pid, signal.SIGINT)
    chain.wait(STOP_WITHIN)
    assert len(volumes(project)) == 3
