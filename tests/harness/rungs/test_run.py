"""A run on containers is begun by one process, told to the others, and ended by the first."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from harness.containers import Run as Owner
from harness.containers import images
from harness.rungs import run as module
from harness.rungs.run import Run


@dataclass
class Options:
    """What was typed."""

    rung: str = "containers"
    is_image: str = "wso2/wso2is:7.1.0"
    keep: bool = False


Begin = Callable[[Options], Run]


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the runs that are removed, of an engine that is not there."""
    removed: list[str] = []

    def built(tell: Callable[[str], None]) -> list[str]:
        tell("an image is being built")
        return ["bridge:1", "hubspot:1", "simulator:1"]

    monkeypatch.setattr(module, "_at_hand", lambda image, _tell: image)
    monkeypatch.setattr(module, "release_of", lambda image: image.rpartition(":")[2][:3])
    monkeypatch.setattr(module, "sweep", lambda _tell: 0)
    monkeypatch.setattr(images, "build", built)
    monkeypatch.setattr(module, "remove_run", removed.append)
    return removed


@pytest.fixture
def begin(removed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    assert not removed
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: str(tmp_path / prefix))
    (tmp_path / "harness-run-").mkdir()
    return lambda options: Run.begin(options, lambda _line: None)


def test_the_end_removes_containers_and_folder(begin: Begin, removed: list[str]) -> None:
    run = begin(Options())
    run.end()
    assert removed == [run.owner.id]
    assert not run.folder.exists()


def test_another_process_is_told_enough_to_use_the_same_servers(begin: Begin) -> None:
    run = begin(Options())
    other = Run.of_worker(run.told)
    assert (other.folder, other.made_of, other.owner) == (run.folder, run.made_of, run.owner)


def test_the_release_is_the_real_images_and_every_process_knows_it(begin: Begin) -> None:
    assert [begin(Options(rung)).release for rung in ("containers", "real-is")] == ["", "7.1"]
    assert Run.of_worker(begin(Options("real-is")).told).release == "7.1"


def test_the_folder_of_a_run_whose_process_is_gone_is_removed_by_the_next(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, alive, unknown = (tmp_path / f"harness-run-{name}" for name in ("dead", "alive", "unknown"))
    mine = Owner.of_this_process()
    for folder, owner in ((dead, replace(mine, started=f"{mine.started}1")), (alive, mine)):
        folder.mkdir()
        (folder / "owner.json").write_text(json.dumps(asdict(owner)))
    unknown.mkdir()
    begin(Options())
    assert (dead.exists(), alive.exists(), unknown.exists()) == (False, True, True)


def test_a_run_says_in_its_folder_whose_it_is(begin: Begin) -> None:
    run = begin(Options())
    assert json.loads((run.folder / "owner.json").read_text()) == asdict(run.owner)


def test_only_the_first_process_ends_the_run(begin: Begin, removed: list[str]) -> None:
    run = begin(Options())
    Run.of_worker(run.told).end()
    assert not removed
    assert run.folder.exists()


def test_a_run_that_keeps_leaves_everything(begin: Begin, removed: list[str]) -> None:
    run = begin(Options(keep=True))
    run.end()
    assert not removed
    assert run.folder.exists()


def test_a_run_that_keeps_finds_what_one_of_the_same_images_left(begin: Begin) -> None:
    assert begin(Options(keep=True)).folder == begin(Options(keep=True)).folder


def test_another_image_of_the_identity_server_is_another_stack(begin: Begin) -> None:
    real = [begin(Options("real-is", image, keep=True)) for image in ("wso2/wso2is:6.1.0", "wso2/wso2is:7.1.0")]
    assert real[0].owner.kept != real[1].owner.kept


def test_only_the_rung_of_the_real_server_uses_its_image(begin: Begin) -> None:
    assert [begin(Options(rung)).made_of.identity_server for rung in ("containers", "real-is")] == [
        "simulator:1",
        "wso2/wso2is:7.1.0",
    ]


def test_the_folder_of_a_kept_stack_is_for_this_user_alone(begin: Begin) -> None:
    assert begin(Options(keep=True)).folder.stat().st_mode & 0o077 == 0


def test_a_run_that_keeps_tries_again_what_did_not_start_in_the_run_before(begin: Begin) -> None:
    failed = begin(Options(keep=True)).folder / "stack-1.failed"
    failed.write_text("identity-server: no answer within 300 s")
    begin(Options(keep=True))
    assert not failed.exists()
