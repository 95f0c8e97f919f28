"""An engine that only pretends, where the container classes look for one."""

from collections.abc import Iterator

import pytest
from testcontainers.core.config import testcontainers_config

from tests.harness.containers.scripted import ScriptedEngine, serving


@pytest.fixture(autouse=True)
def _no_reaper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no Ryuk, whatever this machine's settings are."""
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)
    for variable in ("TC_HOST", "TESTCONTAINERS_HOST_OVERRIDE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedEngine]:
    """Return an engine with the images of all three servers."""
    engine = ScriptedEngine()
    for name in ("a/bridge:1", "a/hubspot:1"):
        engine.add_image(name, Volumes={"/var/lib/it": {}})
    engine.add_image(
        "wso2/wso2is:6.1.0",
        Env=["WSO2_SERVER_HOME=/home/wso2carbon/wso2is-6.1.0"],
        Entrypoint=["/home/wso2carbon/docker-entrypoint.sh"],
    )
    with serving(engine) as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        yield engine
