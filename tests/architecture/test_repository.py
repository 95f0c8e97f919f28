"""What the repository holds beside code: locks, the wheel, pages whose links and commands are true, nobody's paths."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {
    "tests.txt": ("dependencies", "harness", "tests", "types", "build"),
    "lint.txt": ("lint",),
    "pages.txt": ("pages",),
    "tox.txt": ("tox",),
    "bridge.txt": ("dependencies",),
    "servers.txt": ("servers",),
    "wheel.txt": ("wheel",),
}
"""Each lock with the parts of pyproject.toml that it is compiled from."""
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_OURS = re.compile("|".join([r"(^|[^\w.])/" + r"(work|farm)/", r"/root" + r"/\.", r"/(simple|maven2)" + r'(/|")']))
"""Paths of one machine and addresses of package registries."""


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - git is wherever it is
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def requirements(part: str) -> list[Requirement]:
    project = pyproject()["project"]
    lists = {**project["optional-dependencies"], **pyproject()["dependency-groups"]}
    return [Requirement(line) for line in {**lists, "dependencies": project["dependencies"]}[part]]


def pins(lock: str) -> dict[str, str]:
    """Return the version of each locked distribution."""
    text = (ROOT / "ci/requirements" / lock).read_text()
    return {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    }


def wheel(folder: Path) -> frozenset[str]:
    """Build the wheel and return the names in it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 - our own build
    (built,) = folder.glob("*.whl")
    return frozenset(zipfile.ZipFile(built).namelist())


def links(page: Path) -> Iterator[str]:
    """Yield the page's links to files of this repository, their anchors cut off."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if not re.match(r"\w+:|#", target):
            yield target.partition("#")[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_what_pyproject_asks_for(lock: str) -> None:
    pinned = pins(lock)
    wrong = [
        str(requirement)
        for part in LOCKS[lock]
        for requirement in requirements(part)
        if pinned.get(canonicalize_name(requirement.name), "") not in requirement.specifier
    ]
    assert wrong == [], "run ./ci/tox -e lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_each_distribution_and_names_no_registry(lock: str) -> None:
    text = (ROOT / "ci/requirements" / lock).read_text()
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)


def test_the_bridge_alone_brings_no_browser_and_no_test_library() -> None:
    heavy = {requirement.name for part in ("harness", "tests") for requirement in requirements(part)}
    assert heavy & {requirement.name for requirement in requirements("dependencies")} == set()
    assert {"pytest", "selenium"} <= heavy


def test_the_wheel_carries_every_file_of_both_packages_and_nothing_else(tmp_path: Path) -> None:
    names = {name for name in wheel(tmp_path) if not re.match(r"[\w.-]+\.dist-info/", name)}
    expected = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {name for name in expected if re.match(r"(bridge|harness)/", name)} - names == set()
    assert [name for name in names if not re.match(r"(bridge|harness)/", name)] == []


def test_the_readme_has_under_100_lines() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < 100


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_that_a_page_names_is_there(page: Path) -> None:
    there = [f"/{path.relative_to(ROOT).as_posix()}" for path in tracked()]
    named = re.findall(r"`([\w/]+\.py)`", page.read_text())
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []


def test_no_tracked_file_names_a_machine_path_or_a_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in tracked()
        for line in path.read_text(errors="replace").splitlines()
        if NOT_OURS.search(line)
    ]
    assert wrong == []


@pytest.mark.parametrize("script", ["ci/tox", ".ci/run"])
def test_what_a_person_starts_can_be_started(script: str) -> None:
    listed = subprocess.run(  # noqa: S603 - git, with names from this file
        ["git", "ls-files", "--stage", script],  # noqa: S607 - git is wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.startswith("100755")
