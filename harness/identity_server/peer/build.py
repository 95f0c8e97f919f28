"""A class path that runs: the jars of a kind, and our sources compiled against them, kept until one of them changes."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from harness.identity_server.peer import jars, tools
from harness.identity_server.peer.errors import PeerUnusable
from harness.identity_server.peer.kinds import KINDS, Kind

JAVA: Final = Path(__file__).with_name("java")
COMPILE_LIMIT: Final = 180.0
"""Seconds that the compiler may take; it needs five."""


def prepare() -> None:
    """Fetch and compile all that the kinds need, so that they start at once.

    Raises:
        PeerUnusable: something is missing; the text says what to do.
    """
    tools.required("java")
    tools.required("javac")
    every = [section for kind in KINDS.values() for section in kind.jars]
    jars.brought(jars.locked(every), jars.cache_folder() / "jars")  # in one go: each start of Maven costs its seconds
    for kind in KINDS.values():
        class_path(kind)


def class_path(kind: Kind, cache: Path | None = None) -> str:
    """Return the class path of a kind; fetch and compile what is not there yet.

    Raises:
        PeerUnusable: a tool is missing, a jar cannot be had, or our sources do not compile.
    """
    cache = cache or jars.cache_folder()
    files = jars.brought(jars.locked(kind.jars), cache / "jars")
    sources = sources_of(kind)
    compiled = cache / "classes" / f"{kind.name}-{_digest(files, sources)}"
    if not compiled.is_dir():
        _compile(sources, files, compiled)
    return os.pathsep.join(map(str, [compiled, *files]))


def sources_of(kind: Kind) -> list[Path]:
    """Return our sources of a kind, in a fixed order."""
    return [path for folder in kind.sources for path in sorted((JAVA / folder).rglob("*.java"))]


def _digest(files: Iterable[Path], sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _compile(sources: list[Path], files: list[Path], compiled: Path) -> None:
    program = tools.required("javac")
    compiled.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=compiled.parent))
    try:
        command = [program, "--release", "11", "-encoding", "UTF-8", "-proc:none", "-nowarn", "-d", str(folder)]
        command += ["-classpath", os.pathsep.join(map(str, files)), *map(str, sources)]
        failed = tools.run(command, COMPILE_LIMIT)
        if failed:
            raise PeerUnusable(f"our sources around WSO2's code do not compile ({program}): {tools.ADVICE}\n{failed}")
        _move(folder, compiled)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, compiled: Path) -> None:
    """Put the classes in their place, unless another process was faster."""
    try:
        folder.rename(compiled)
    except OSError:
        if not compiled.is_dir():
            raise
