"""Which release an identity server's image is: its product's folder says it, and scenarios have to know it."""

import pytest

from harness.containers.errors import ContainerError
from harness.containers.identity_server import release_of
from tests.harness.containers.scripted import ScriptedEngine

IMAGE = "registry.example/is:latest"


@pytest.mark.parametrize(("folder", "release"), [("7.1.0", "7.1"), ("6.1.0.12", "6.1"), ("7.2.0-m1", "7.2")])
def test_the_products_folder_tells_the_release(engine: ScriptedEngine, folder: str, release: str) -> None:
    engine.add_image(IMAGE, Env=[f"WSO2_SERVER_HOME=/home/wso2carbon/wso2is-{folder}"])
    assert release_of(IMAGE) == release


def test_an_image_that_does_not_tell_its_release_is_refused(engine: ScriptedEngine) -> None:
    engine.add_image(IMAGE, Env=["WSO2_SERVER_HOME=/home/wso2carbon"])
    with pytest.raises(ContainerError, match="does not say which release it is"):
        release_of(IMAGE)


def test_a_release_that_scenarios_do_not_know_names_those_that_they_do(engine: ScriptedEngine) -> None:
    engine.add_image(IMAGE, Env=["WSO2_SERVER_HOME=/home/wso2carbon/wso2is-5.11.0"])
    with pytest.raises(ContainerError, match=r"is release 5\.11: give one of 6\.1, 7\.0, .* by --is-image"):
        release_of(IMAGE)
