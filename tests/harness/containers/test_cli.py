"""`harness images` and `harness stack`, on an engine that only pretends."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.cli import app
from harness.containers import Run, images
from harness.rungs.kept import folder_of
from tests.harness.containers.scripted import ScriptedEngine
from tests.harness.containers.test_run import leave

RUN = Run.of_this_process("run1")


def harness(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_no_run_has_nothing_to_list(engine: ScriptedEngine) -> None:
    assert engine.is_empty
    assert harness("stack", "list") == (0, "no run has a container\n")


def test_each_server_of_a_run_is_a_line(engine: ScriptedEngine) -> None:
    leave(engine, replace(RUN, kept="hash"))
    leave(engine, replace(RUN, id="run2", started=f"{RUN.started}1"))
    _, said = harness("stack", "list")
    assert [line.split()[:3] for line in said.splitlines()[1:]] == [
        ["run1", "kept", "bridge"],
        ["run2", "left", "behind"],
    ]


def test_a_run_is_stopped_by_its_name(engine: ScriptedEngine) -> None:
    leave(engine, RUN)
    leave(engine, replace(RUN, id="run2"))
    assert harness("stack", "stop", "run1") == (0, "run1: 1 containers removed\n")
    assert len(engine.containers) == 1
    assert harness("stack", "stop", "--all") == (0, "1 containers removed\n")
    assert engine.is_empty


@pytest.mark.parametrize("which", ["run1", "--all"])
def test_what_described_a_kept_stack_goes_with_it(
    engine: ScriptedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("hash", "other"):
        (folder_of(name) / "stack-1.json").touch()
    leave(engine, replace(RUN, kept="hash"))
    harness("stack", "stop", which)
    assert not (folder_of("hash") / "stack-1.json").exists()
    assert (folder_of("other") / "stack-1.json").exists()


@pytest.mark.parametrize(("arguments", "said"), [((), "or --all"), (("nobody",), "there is no run 'nobody'")])
def test_a_stop_of_nothing_says_what_to_do(engine: ScriptedEngine, arguments: tuple[str, ...], said: str) -> None:
    leave(engine, RUN)
    code, output = harness("stack", "stop", *arguments)
    assert code == 2
    assert said in output
    assert not engine.is_empty


def test_images_of_this_checkout_have_a_star_and_stay(engine: ScriptedEngine) -> None:
    current = images.name("bridge")
    engine.add_image(current)
    engine.add_image("wso2-hubspot/bridge:0")
    assert harness("images", "list") == (0, f"  wso2-hubspot/bridge:0\n* {current}\n")
    assert harness("images", "remove") == (0, "wso2-hubspot/bridge:0 removed\n")
    assert current in engine.images
    assert harness("images", "remove", "--all") == (0, f"{current} removed\n")


def test_an_image_that_is_in_use_stays(engine: ScriptedEngine) -> None:
    engine.add_image("wso2-hubspot/bridge:0")
    engine.refusals["DELETE /images"] = (409, {"message": "container c0 is using it"})
    assert harness("images", "remove") == (0, "wso2-hubspot/bridge:0 stays (container c0 is using it)\n")
