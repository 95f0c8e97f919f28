"""What our images are: no root, no pip, small, labelled, healthy by their own check, content with a read-only root."""

from collections.abc import Iterator
from typing import Any

import pytest
from docker.models.containers import Container
from testcontainers.core.docker_client import DockerClient

from engine.conftest import Built
from harness.containers import Run, images
from harness.containers.engine import engine
from harness.waiting import NotYet, eventually

SIZE = 260_000_000
"""Bytes that an image may have; half of it is Python and Debian, which all three share."""
ENVIRONMENT = {
    "bridge": {"BRIDGE_USERNAME": "u", "BRIDGE_PASSWORD": "p", "BRIDGE_HUBSPOT_TOKEN": "t"},
    "hubspot": {"HARNESS_HUBSPOT_TOKEN": "t"},
    "identity-server": {},
}
SECOND = 1_000_000_000  # nanoseconds, as the engine counts


@pytest.fixture(scope="module")
def client() -> Iterator[DockerClient]:
    """Return a client of the engine."""
    with engine() as client:
        yield client


def attributes(client: DockerClient, image: str) -> dict[str, Any]:
    """Return what the engine knows of an image."""
    found: dict[str, Any] = client.client.images.get(image).attrs
    return found


def output(client: DockerClient, run: Run, image: str, script: str) -> str:
    """Return what a shell in the image says on its standard output."""
    container: Container = client.client.containers.run(
        image, ["-c", script], entrypoint="sh", detach=True, labels=run.labels, network_mode="none"
    )
    container.wait(timeout=60)
    said: bytes = container.logs(stderr=False)
    container.remove(v=True)
    return said.decode().strip()


@pytest.mark.parametrize("target", images.TARGETS)
def test_an_image_is_small(client: DockerClient, built: Built, target: str) -> None:
    assert attributes(client, built[target])["Size"] < SIZE


@pytest.mark.parametrize("target", images.TARGETS)
def test_an_image_says_what_it_is(client: DockerClient, built: Built, target: str) -> None:
    labels = attributes(client, built[target])["Config"]["Labels"]
    names = ("title", "description", "licenses", "version", "revision", "base.name")
    assert all(labels[f"org.opencontainers.image.{name}"] for name in names)


@pytest.mark.parametrize("target", images.TARGETS)
def test_an_image_has_no_root_no_pip_and_no_compiler(client: DockerClient, built: Built, run: Run, target: str) -> None:
    tools = "pip pip3 gcc cc make curl wget"
    script = f"id -u; for tool in {tools}; do command -v $tool; done; python -c 'import pip' 2>/dev/null && echo pip"
    said = output(client, run, built[target], script)
    assert said in {"8253", "8310", "802"}


def test_the_bridges_image_has_nothing_of_the_harness(client: DockerClient, built: Built, run: Run) -> None:
    script = "cd /opt/app/lib/python3*/site-packages; ls -d harness pytest selenium jinja2 2>/dev/null"
    assert output(client, run, built["bridge"], script) == ""


@pytest.fixture
def healthy(client: DockerClient, built: Built, run: Run, request: pytest.FixtureRequest) -> Container:
    """Start an image with a read-only root, and wait until its own health check is content."""
    target = str(request.param)
    check = attributes(client, built[target])["Config"]["Healthcheck"]["Test"]
    container: Container = client.client.containers.run(
        built[target],
        detach=True,
        environment=ENVIRONMENT[target],
        read_only=True,
        tmpfs={"/tmp": ""},  # noqa: S108 - the container's own
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        labels=run.labels,
        healthcheck={"test": check, "interval": SECOND, "timeout": 5 * SECOND},
    )

    def look() -> None:
        container.reload()
        if container.attrs["State"]["Health"]["Status"] != "healthy":
            raise NotYet(f"{container.attrs['State']['Health']}\n{container.logs(tail=20).decode()}")

    eventually(look, f"{target} to be healthy")
    return container


@pytest.mark.parametrize("healthy", images.TARGETS, indirect=True)
def test_an_image_is_healthy_with_a_read_only_root_and_without_rights(healthy: Container) -> None:
    assert healthy.exec_run(["touch", "/opt/app/x"]).exit_code != 0


def test_the_simulator_takes_arguments_for_a_jvm(client: DockerClient, built: Built, run: Run) -> None:
    container = client.client.containers.run(
        built["identity-server"], ["-Dsetup", "-Xmx1g", "--no-such-flag"], detach=True, labels=run.labels
    )
    container.wait(timeout=60)
    said = container.logs().decode()
    assert "--no-such-flag" in said
    assert "-Dsetup" not in said
