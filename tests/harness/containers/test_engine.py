"""Where the engine is, and whether Ryuk is used."""

import socket

import pytest
from testcontainers.core.config import testcontainers_config
from testcontainers.core.docker_client import DockerClient

from harness.containers import engine as engines
from harness.containers.engine import published_at, use_reaper_where_it_is
from tests.harness.containers.scripted import ScriptedEngine


@pytest.fixture
def client(engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch) -> DockerClient:
    """Return a client of the scripted engine; Ryuk is not forbidden."""
    assert engine.images
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", False)
    return DockerClient()


@pytest.mark.parametrize(("image", "wanted", "used"), [(True, True, True), (False, True, False), (True, False, False)])
def test_ryuk_is_used_where_its_image_is_and_the_run_ends_with_its_process(
    engine: ScriptedEngine, client: DockerClient, *, image: bool, wanted: bool, used: bool
) -> None:
    if image:
        engine.add_image(testcontainers_config.ryuk_image)
    use_reaper_where_it_is(client, wanted=wanted)
    client.client.close()
    assert testcontainers_config.ryuk_disabled is not used
    assert not [call for call in engine.calls if "POST /images/create" in call]


def test_an_engine_beside_a_container_is_told_from_one_in_it(
    engine: ScriptedEngine, client: DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "inside_container", lambda: True)
    monkeypatch.setattr(client, "host", lambda: "172.17.0.1")
    monkeypatch.setenv("DOCKER_HOST", "unix:///var/run/docker.sock")
    assert published_at(client, {}) == "172.17.0.1"
    monkeypatch.setattr(socket, "gethostname", lambda: "box")  # as the engine says of itself
    assert published_at(client, {}) == "127.0.0.1"
    client.client.close()
    assert "GET /info" in engine.calls


def test_the_given_host_wins(engine: ScriptedEngine, client: DockerClient) -> None:
    assert published_at(client, {"TC_HOST": "engine.example"}) == "engine.example"
    assert published_at(client, {"TC_HOST": "localhost"}) == "127.0.0.1"
    client.client.close()
    assert "GET /info" not in engine.calls
