"""``ci/tox`` on machines that lack something: a copy of the script with only the programs that a test gives it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("cat", "chmod", "cmp", "cp", "dirname", "mkdir", "rm")
NO_VENV = 'case "$2" in *ensurepip*) exit 1;; esac'
TOO_OLD = "exit 1"
Machine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder that is all of PATH: the few tools of any system that the script uses."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name, path=os.defpath) or name)
    add(folder, "id", "echo 1000")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the script and its lock, in a folder whose name has a space."""
    folder = tmp_path / "my project"
    (folder / "ci/requirements").mkdir(parents=True)
    shutil.copy(ROOT / "ci/tox", folder / "ci/tox")
    (folder / "ci/requirements/tox.txt").write_text("tox==1\n")
    return folder


@pytest.fixture
def machine(tmp_path: Path, programs: Path, project: Path) -> Machine:
    """Return the script, run from another folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own script
            [project / "ci/tox", *arguments],
            cwd=tmp_path,
            env={"PATH": str(programs)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def add(folder: Path, name: str, *lines: str) -> None:
    program = folder / name
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)


def add_python(folder: Path, *lines: str) -> None:
    """Add a Python that notes its calls in the file ``calls`` and whose environments' tox prints its arguments."""
    make = [
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"',
        """  printf '#!/bin/sh\\necho own "$@"\\n' >"$3/bin/tox"; chmod +x "$3/bin/tox"; fi""",
    ]
    add(folder, "python3", f'echo "$@" >>"{folder}/calls"', *lines, *make)


def test_a_tox_that_works_is_run_with_the_arguments(machine: Machine, programs: Path) -> None:
    add(programs, "tox", 'echo from "$(pwd)" "$@"')
    assert machine("-e", "two words").stdout == f"from {programs.parent}/my project -e two words\n"


def test_a_tox_that_does_not_work_is_passed_over(machine: Machine, programs: Path) -> None:
    add(programs, "tox", "exit 127")
    add_python(programs)
    assert machine("-e", "lint").stdout == "own -e lint\n"


def test_without_tox_one_is_installed_from_the_lock_with_hashes(machine: Machine, programs: Path) -> None:
    add_python(programs)
    assert machine("-e", "lint").stdout == "own -e lint\n"
    assert "--require-hashes" in (programs / "calls").read_text()
    assert "--requirement ci/requirements/tox.txt" in (programs / "calls").read_text()


def test_a_second_start_installs_nothing(machine: Machine, programs: Path) -> None:
    add_python(programs)
    machine()
    (programs / "calls").unlink()
    assert machine().stdout == "own\n"
    assert not (programs / "calls").exists()


def test_a_changed_lock_is_installed(machine: Machine, programs: Path, project: Path) -> None:
    add_python(programs)
    machine()
    (programs / "calls").unlink()
    (project / "ci/requirements/tox.txt").write_text("tox==2\n")
    machine()
    assert "-m venv" in (programs / "calls").read_text()


@pytest.mark.parametrize("pythons", [[], ["python3"], ["python3", "python3.11"]])
def test_no_or_too_old_a_python_is_one_line(pythons: list[str], machine: Machine, programs: Path) -> None:
    for name in pythons:
        add(programs, name, TOO_OLD)
    done = machine()
    assert done.returncode == 3
    assert done.stderr.startswith("ci/tox: needs Python 3.11, 3.12 or 3.13: install one")
    assert done.stderr.count("\n") == 1


def test_a_missing_venv_is_one_line_without_root(machine: Machine, programs: Path) -> None:
    add_python(programs, NO_VENV)
    add(programs, "apt-get", f'echo apt-get >>"{programs}/calls"')
    done = machine()
    assert done.returncode == 3
    assert "has no venv module: install it (on Debian and Ubuntu: sudo apt-get install python3-venv)" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "apt-get" not in (programs / "calls").read_text()


def test_a_missing_venv_is_installed_by_root(machine: Machine, programs: Path) -> None:
    add_python(programs, f'[ -e "{programs}/brought" ] || {NO_VENV}')
    add(programs, "id", "echo 0")
    add(programs, "apt-get", f'echo "$@" >>"{programs}/brought"')
    assert machine("-e", "lint").stdout == "own -e lint\n"
    assert "install -y -qq --no-install-recommends python3-venv" in (programs / "brought").read_text()


def test_an_interrupted_installation_is_begun_again(machine: Machine, programs: Path) -> None:
    add_python(programs, f'case "$2" in pip) [ -e "{programs}/reached" ] || exit 1;; esac')
    failed = machine()
    assert failed.returncode == 3
    assert "could not install tox" in failed.stderr
    (programs / "reached").touch()
    assert machine().stdout == "own\n"
