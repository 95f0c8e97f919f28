"""The chain by one command, as docs/containers.md starts it: who registers is in HubSpot, also on a second day."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
SECRETS = ("HUBSPOT_TOKEN", "BRIDGE_PASSWORD", "MARKETING_PASSWORD")
PORTS = (8253, 8310, 9443)
START_WITHIN = 600  # seconds, where nothing is built yet
STOP_WITHIN = 60  # seconds


@dataclass(frozen=True, slots=True)
class Chain:
    """A terminal in which the chain runs, and what is on its screen."""

    process: subprocess.Popen[bytes]
    screen: Path


def enter(line: str, environment: dict[str, str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Type a line in a folder, and wait for its end."""
    return subprocess.run(  # noqa: S603 - a page's own commands
        ["sh", "-c", line],  # noqa: S607 - the shell is wherever it is
        cwd=folder,
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
        pytest.skip(f"the page's commands need {' and '.join(missing)}")  # without them they cannot be typed
    if taken := [port for port in PORTS if is_taken(port)]:
        # Somebody's own servers are never stopped for a test; the page's ports are those that a person opens.
        pytest.skip(f"ci/compose.yaml publishes fixed ports, and these are in use: {taken}")  # theirs, not ours to free
    for name in COMPOSE:
        if enter(f"{name} version", dict(os.environ)).returncode == 0:
            return name
    return pytest.skip("neither `docker compose` nor `docker-compose` answers on this machine")  # an option of Docker's


@pytest.fixture
def project(run: Run) -> dict[str, str]:
    """Return the environment of a project of its own, so that nobody else's volumes are touched; no secret is in it."""
    own = {name: text for name, text in os.environ.items() if name not in SECRETS}
    return {**own, "COMPOSE_PROJECT_NAME": f"docs{run.id}"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a fresh clone, so that the file of secrets of whoever works in this one is neither read nor made."""
    folder = tmp_path / "checkout"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)  # noqa: S603, S607 - git, on this checkout
    return folder


@pytest.fixture
def lines() -> str:
    """Return the page's lines."""
    (text,) = [each.text for each in blocks("sh") if each.page == "containers.md" and UP in each.text]
    assert f"`{DOWN}`" in page("containers.md")
    return text


@pytest.fixture
def start(
    compose: str, lines: str, project: dict[str, str], checkout: Path, tmp_path: Path
) -> Iterator[Callable[[], Chain]]:
    """Start the chain in a new terminal's foreground; at the end take everything of it away, as the page says."""
    started: list[Chain] = []

    def up() -> Chain:
        screen = tmp_path / f"screen{len(started)}.txt"
        with screen.open("wb") as printed:
            process = subprocess.Popen(  # noqa: S603 - a page's own commands
                ["sh", "-c", lines.replace("docker compose", f"exec {compose}")],  # noqa: S607 - the shell is wherever it is
                cwd=checkout,
                env=project,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(Chain(process, screen))
        return started[-1]

    yield up
    for chain in started:
        if chain.process.poll() is None:
            os.killpg(chain.process.pid, signal.SIGKILL)
            chain.process.wait()
    ended = enter(f"{DOWN} --volumes".replace("docker compose", compose), project, checkout)
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


def ready(chain: Chain) -> None:
    """Wait until the whole chain answers."""

    def start_page() -> None:
        said = chain.screen.read_text(encoding="utf-8", errors="replace")[-3000:]
        assert chain.process.poll() is None, said
        look("https://localhost:9443/myaccount")

    eventually(start_page, "the chain", wait=Wait(START_WITHIN))
    assert look("https://localhost:8253/health/ready").json()["status"] == "ready"


def register(name: str, project: dict[str, str]) -> None:
    """Register somebody by the line of chain.md, which names alice."""
    (line,) = [each.command for block in blocks("console") for each in typed(block.text) if "/me" in block.text]
    asked = line.replace("curl", "curl --insecure --fail").replace("alice", name)
    assert enter(asked, project).returncode == 0


def await_contacts(*names: str) -> None:
    """Wait until HubSpot has the contacts of these users, and no others."""

    def contacts() -> None:
        listed = look("http://localhost:8310/_fake/contacts").json()["contacts"]
        if sorted(each["properties"].get("wso2_username") for each in listed) != sorted(names):
            raise NotYet(f"the contacts are {listed}")

    eventually(contacts, f"the contacts of {' and '.join(names)}")


def test_the_page_s_command_starts_a_chain_that_brings_a_registration_to_hubspot_also_on_a_second_day(
    start: Callable[[], Chain], compose: str, project: dict[str, str], checkout: Path
) -> None:
    first = start()
    ready(first)
    register("alice", project)
    await_contacts("alice")
    os.killpg(first.process.pid, signal.SIGINT)
    first.process.wait(STOP_WITHIN)
    ended = enter(DOWN.replace("docker compose", compose), project, checkout)
    assert ended.returncode == 0, ended.stderr
    assert len(volumes(project)) == 3
    ready(start())
    register("bob", project)
    await_contacts("alice", "bob")
