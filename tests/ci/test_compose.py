"""ci/compose.yaml says of the three servers what the container classes say, and has no secret in it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import harness.hubspot.cli
import harness.identity_server.cli
from bridge.settings import Settings, variable
from harness.containers.bridge import BridgeContainer
from harness.containers.hubspot import HubSpotContainer
from harness.containers.identity_server import WSO2IdentityServerContainer
from harness.containers.server import HARDENED, ServerContainer
from walkthroughs.markdown import blocks

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "ci/compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "ci/images/Dockerfile").read_text()
CLASSES: dict[str, type[ServerContainer]] = {
    each.role: each for each in (HubSpotContainer, BridgeContainer, WSO2IdentityServerContainer)
}
APPS = {"hubspot": harness.hubspot.cli.app, "identity-server": harness.identity_server.cli.app}
each_server = pytest.mark.parametrize("name", CLASSES)


def stage(target: str) -> str:
    """Return the lines of the Dockerfile that make an image."""
    return re.split(r"^FROM ", DOCKERFILE.partition(f" AS {target}\n")[2], flags=re.MULTILINE)[0]


def test_it_has_the_three_servers() -> None:
    assert set(SERVICES) == set(CLASSES)


@each_server
def test_a_server_is_built_of_its_target_of_the_dockerfile(name: str) -> None:
    build = SERVICES[name]["build"]
    assert build["target"] == name
    assert (ROOT / "ci" / build["context"] / build["dockerfile"]).read_text() == DOCKERFILE
    assert f" AS {name}\n" in DOCKERFILE


@each_server
def test_a_server_is_published_at_its_own_port_on_the_loopback(name: str) -> None:
    port = CLASSES[name].port
    assert SERVICES[name]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"EXPOSE {port}\n" in stage(name)


@each_server
def test_a_server_has_no_writable_root_and_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert {**HARDENED, "tmpfs": list(HARDENED["tmpfs"])} == {option: service[option] for option in HARDENED}


@each_server
def test_what_a_server_keeps_is_in_a_volume(name: str) -> None:
    folder = CLASSES[name].folder
    assert f"{name}:{folder}" in SERVICES[name]["volumes"]
    assert f"VOLUME {folder}\n" in stage(name)
    assert name in COMPOSE["volumes"]


@pytest.mark.parametrize("name", APPS)
def test_every_flag_is_one_of_the_command_behind_the_image(name: str) -> None:
    command: Any = typer.main.get_command(APPS[name])
    known = {flag for parameter in command.commands["serve"].params for flag in parameter.opts}
    assert {word for word in SERVICES[name]["command"] if word.startswith("--")} <= known


def test_every_variable_of_the_bridge_is_a_setting() -> None:
    assert set(SERVICES["bridge"]["environment"]) <= {variable(name) for name in Settings.model_fields}


def test_every_secret_is_the_readers() -> None:
    secrets = [
        value
        for service in SERVICES.values()
        for name, value in service["environment"].items()
        if name.endswith(("PASSWORD", "TOKEN"))
    ]
    assert len(secrets) == 5
    assert all(re.fullmatch(r"\$\{\w+:\?[^}]*\}", value) for value in secrets)


def test_the_servers_start_one_after_the_other_when_the_former_is_healthy() -> None:
    awaited = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    healthy = {"condition": "service_healthy"}
    assert awaited == {"hubspot": {}, "bridge": {"hubspot": healthy}, "identity-server": {"bridge": healthy}}
    assert all("HEALTHCHECK " in stage(name) for name in CLASSES)


def test_the_bridge_is_called_by_the_name_of_its_service() -> None:
    command = SERVICES["identity-server"]["command"]
    endpoint = command[command.index("--provision-to") + 1]
    assert endpoint == f"https://bridge:{BridgeContainer.port}/hubspot/contacts"
    assert "bridge" in SERVICES["bridge"]["environment"]["BRIDGE_TLS_HOSTNAME"].split(",")


def test_the_identity_server_reads_the_bridges_authority_and_nothing_secret() -> None:
    (group,) = SERVICES["identity-server"]["group_add"]
    assert f"USER {group}:{group}\n" in stage("bridge")
    assert "--mode=0750 /var/lib/bridge" in stage("bridge")
    assert "bridge:/bridge:ro" in SERVICES["identity-server"]["volumes"]


def made(folder: Path) -> Path:
    """Type the page's first command in a folder, and return the file that it makes."""
    (block,) = [each.text for each in blocks("sh") if each.page == "containers.md" and "ci/.env" in each.text]
    command, _, last = block.strip().rpartition("\n")
    assert last == "docker compose --file ci/compose.yaml up --build"
    (folder / "ci").mkdir(exist_ok=True)
    subprocess.run(["sh", "-euc", command], cwd=folder, check=True)  # noqa: S603, S607 - the page's own command, by any shell
    return folder / "ci" / ".env"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the page's command takes its secrets from openssl")
def test_the_page_makes_the_secrets_that_the_file_wants_once(tmp_path: Path) -> None:
    file = made(tmp_path)
    first = file.read_text(encoding="utf-8")
    secrets = dict(line.split("=") for line in first.splitlines())
    assert set(secrets) == set(re.findall(r"\$\{(\w+):\?", (ROOT / "ci/compose.yaml").read_text()))
    assert len(set(secrets.values())) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", secret) for secret in secrets.values())
    assert file.stat().st_mode & 0o077 == 0
    assert made(tmp_path).read_text(encoding="utf-8") == first


def test_the_secrets_are_kept_out_of_commits_and_images() -> None:
    assert "ci/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    sent = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert not {"ci", "ci/.env", ".env", "**/.env"} & set(sent)
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"
