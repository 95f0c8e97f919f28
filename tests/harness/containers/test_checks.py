"""What `harness doctor --rung containers` sees of a Docker engine, and what it says to do."""

import pytest

from harness import doctor
from harness.check import Check
from harness.containers import images
from harness.containers.checks import BASE, check_containers
from harness.containers.errors import ImageUnavailable
from tests.harness.containers.scripted import ScriptedEngine

NO_SUCH_HOST = (500, {"message": "dial tcp: no such host"})
IMAGE = "wso2/wso2is:6.1.0"


def by_name(image: str | None) -> dict[str, Check]:
    return {check.name: check for check in check_containers(image)}


def test_an_engine_with_the_base_image_and_memory_is_fine(engine: ScriptedEngine) -> None:
    engine.add_image(BASE)
    assert {check.state for check in check_containers(IMAGE)} == {"fine"}


def test_images_that_are_built_are_fine(engine: ScriptedEngine) -> None:
    for target in images.TARGETS:
        engine.add_image(images.name(target))
    assert by_name(None)["images"].seen == "all three are built"


def test_a_base_image_that_is_not_to_be_had_says_how_to_bring_it(engine: ScriptedEngine) -> None:
    engine.refusals["GET /distribution/"] = NO_SUCH_HOST
    check = by_name(None)["images"]
    assert check.state == "missing"
    assert f"`docker pull {BASE}`" in check.mend
    assert "no such host" in check.seen


def test_an_identity_servers_image_that_its_registry_has_is_fine(engine: ScriptedEngine) -> None:
    engine.images.clear()
    digest = {"mediaType": "application/json", "digest": "sha256:1", "size": 1}
    engine.refusals["GET /distribution/"] = (200, {"Descriptor": digest, "Platforms": []})
    assert by_name(IMAGE)[f"image {IMAGE}"].seen == "is pulled at the first start"


def test_an_identity_servers_image_that_is_not_to_be_had_is_missing(engine: ScriptedEngine) -> None:
    engine.images.clear()
    engine.refusals["GET /distribution/"] = NO_SUCH_HOST
    check = by_name(IMAGE)[f"image {IMAGE}"]
    assert check.state == "missing"
    assert "`docker load`" in check.mend


@pytest.mark.parametrize(
    ("home", "seen", "mend"),
    [
        (None, "sets no WSO2_SERVER_HOME", "give one that is made as wso2/wso2is is made"),
        ("wso2is-5.11.0", "is release 5.11", "give one of 6.1, 7.0, 7.1, 7.2, 7.3 by --is-image"),
    ],
)
def test_an_image_that_is_no_identity_server_that_scenarios_know_is_missing(
    engine: ScriptedEngine, home: str | None, seen: str, mend: str
) -> None:
    engine.add_image(IMAGE, Env=[f"WSO2_SERVER_HOME=/home/wso2carbon/{home}"] if home else [])
    check = by_name(IMAGE)[f"image {IMAGE}"]
    assert (check.state, check.seen, check.mend) == ("missing", seen, mend)


def test_too_little_memory_says_how_much_is_needed(engine: ScriptedEngine) -> None:
    engine.add_image(BASE)
    engine.refusals["GET /info"] = (200, {"MemTotal": 2 << 30})
    assert by_name(None)["memory"].state == "fine"
    check = by_name(IMAGE)["memory"]
    assert (check.state, check.seen) == ("missing", "the engine has 2.0 GiB")
    assert check.mend.startswith("the servers need 3 GiB")


def test_a_harness_without_a_checkout_says_what_to_do(engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> None:
        raise ImageUnavailable("our own images are built of a checkout: run it from a checkout, or name an image")

    assert engine.images
    monkeypatch.setattr(images, "checkout", nowhere)
    check = by_name(None)["images"]
    assert check.state == "missing"
    assert "run it from a checkout" in check.seen + check.mend


def test_an_engine_that_a_rung_needs_is_missing_where_none_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    (check,) = doctor.check_rung("containers", IMAGE)
    assert check.state == "missing"
    assert check.mend.startswith("start the engine")
    (check,) = doctor.check_rung("embedded", IMAGE)
    assert check.state == "note"


def test_the_rung_decides_whether_the_identity_servers_image_is_looked_at(engine: ScriptedEngine) -> None:
    engine.add_image(BASE)
    names = {rung: [check.name for check in doctor.check_rung(rung, IMAGE)] for rung in doctor.RUNGS}
    assert names == {
        "embedded": ["Docker engine"],
        "containers": ["Docker engine", "memory", "images"],
        "real-is": ["Docker engine", "memory", "images", f"image {IMAGE}"],
    }
