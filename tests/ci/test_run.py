"""How ``.ci/run`` comes by a Docker engine: on a machine with only the programs that a test gives it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("bash", "dirname", "env", "timeout", "echo")
Machine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a checkout in which all that is run succeeds, and says so."""
    folder = tmp_path / "checkout"
    (folder / ".ci").mkdir(parents=True)
    (folder / "ci").mkdir()
    shutil.copy(ROOT / ".ci/run", folder / ".ci/run")
    write(folder / "ci/tox", 'echo "tox $*"')
    return folder


@pytest.fixture
def machine(tmp_path: Path, project: Path) -> Machine:
    """Return the script, run on a machine whose ``docker`` answers only once ``up`` was called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in TOOLS:
        (programs / name).symlink_to(shutil.which(name, path=os.defpath) or name)
    up = tmp_path / "up"
    write(programs / "docker", f'[ -e {up} ] && [ "$1" = info ]')

    def run(**variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own script
            [programs / "bash", project / ".ci/run"],
            cwd=tmp_path,
            env={"PATH": str(programs), **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def write(program: Path, *lines: str) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)
    return program


def starter(tmp_path: Path, program: Path) -> Path:
    """Make what starts an engine, and says what it does."""
    return write(program, f'echo "engine $1"; [ "$1" = up ] && : >{tmp_path / "up"}; true')


def test_an_engine_that_answers_is_left_alone(tmp_path: Path, machine: Machine) -> None:
    starter(tmp_path, tmp_path / "shared/tools/docker-engine")
    (tmp_path / "up").touch()
    done = machine()
    assert done.returncode == 0, done.stderr
    assert "engine" not in done.stdout
    assert done.stdout.endswith("tox -e containers\n")


def test_the_engine_beside_the_checkout_is_started_and_stopped(tmp_path: Path, machine: Machine) -> None:
    starter(tmp_path, tmp_path / "shared/tools/docker-engine")
    done = machine()
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("engine up\ntox -e containers\nengine down\n")


def test_the_engine_that_the_environment_names_comes_first(tmp_path: Path, machine: Machine) -> None:
    write(tmp_path / "shared/tools/docker-engine", "exit 1")
    named = starter(tmp_path, tmp_path / "start-docker")
    done = machine(DOCKER_ENGINE_UP=str(named))
    assert done.stdout.endswith("engine up\ntox -e containers\nengine down\n")


def test_without_one_it_says_what_is_missing_and_lets_the_environment_fail(machine: Machine) -> None:
    done = machine()
    assert "name one by DOCKER_ENGINE_UP" in done.stderr
    assert done.stdout.endswith("tox -e containers\n")
