"""What our images are made of, how they are named, and that they are built only when they are not there."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.containers import images
from harness.containers.errors import ImageUnavailable
from tests.harness.containers.scripted import ScriptedEngine

ROOT = images.checkout()
CONTEXT = images.context(ROOT)


def imported(path: str) -> Iterator[str]:
    """Yield what of the harness a module imports when it is imported."""
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("harness"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_of(name: str) -> str:
    """Return the file of a module, or of the module that a name is from."""
    for candidate in (name, name.rpartition(".")[0]):
        path = candidate.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if (ROOT / file).is_file():
                return file
    raise AssertionError(f"{name} is nowhere")


def test_the_images_get_every_module_that_their_modules_import() -> None:
    servers = [path for path in CONTEXT if path.startswith("harness/") and path.endswith(".py")]
    assert {file_of(name) for path in servers for name in imported(path)} - set(CONTEXT) == set()


def test_the_images_get_sources_locks_and_nothing_else() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--others", "--cached", "--exclude-standard"],  # noqa: S607 - git is wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert set(CONTEXT) <= set(tracked)
    assert {path.split("/")[0] for path in CONTEXT} == {
        ".dockerignore",
        "LICENSE",
        "README.md",
        "bridge",
        "ci",
        "harness",
        "pyproject.toml",
    }
    assert {path for path in tracked if path.startswith("bridge/")} <= set(CONTEXT)


def test_the_name_changes_with_what_an_image_is_made_of_and_with_nothing_else() -> None:
    sources = images.Sources({"bridge/app.py": (0o644, b"a"), "harness/cli.py": (0o644, b"a")})
    other = images.Sources({**sources.files, "bridge/app.py": (0o644, b"b")})
    assert other.image("bridge") != sources.image("bridge")
    assert other.image("hubspot") == sources.image("hubspot")
    executable = images.Sources({**sources.files, "harness/cli.py": (0o755, b"a")})
    assert executable.image("hubspot") != sources.image("hubspot")
    assert executable.image("bridge") == sources.image("bridge")


def test_an_image_that_is_there_is_not_built(engine: ScriptedEngine) -> None:
    for target in images.TARGETS:
        engine.add_image(images.name(target))
    said: list[str] = []
    built = images.build(tell=said.append)
    assert said == [f"{name} is there" for name in built]
    assert not [call for call in engine.calls if "/build" in call]


def test_a_base_image_that_cannot_be_pulled_is_named(engine: ScriptedEngine) -> None:
    engine.refusals["POST /build"] = (404, {"message": "pull access denied for python"})
    with pytest.raises(ImageUnavailable, match=r"could not be built .*`docker pull python:3\.11-slim-bookworm`"):
        images.build(["bridge"])


def test_an_image_of_other_sources_is_not_built_in_its_place(engine: ScriptedEngine) -> None:
    from harness.containers.engine import engine as connected  # noqa: PLC0415 - the fixture has its name

    assert engine.images
    with connected() as client, pytest.raises(ImageUnavailable, match="this checkout makes another"):
        images.ensure(client, "wso2-hubspot/bridge:000000000000")


def test_a_harness_without_a_checkout_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(images, "__file__", str(tmp_path / "harness" / "containers" / "images.py"))
    with pytest.raises(ImageUnavailable, match="run it from a checkout"):
        images.name("bridge")
