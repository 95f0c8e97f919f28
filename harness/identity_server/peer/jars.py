"""The pinned jars: fetched by Maven from wherever it fetches, checked by their hashes, kept in a cache of the user."""

import hashlib
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from harness.identity_server.peer import tools
from harness.identity_server.peer.errors import PeerUnusable

LOCK: Final = Path(__file__).with_name("jars.toml")
FETCH_LIMIT: Final = 600.0
"""Seconds that Maven may take."""
_PLUGIN: Final = "org.apache.maven.plugins:maven-dependency-plugin:2.8"
"""Later releases want the parent POMs of WSO2's jars, which are published nowhere."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar by Maven's coordinates, with the SHA-256 of its bytes."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name that Maven gives it."""
        return f"{self.artifact}-{self.version}.jar"


Fetch = Callable[[Iterable[Jar], Path], None]
"""Brings jars into a folder, under their file names."""


def locked(sections: Iterable[str], lock: Path = LOCK) -> tuple[Jar, ...]:
    """Return the jars of some sections of the lock, each once, in its order."""
    all_sections: Mapping[str, Mapping[str, str]] = tomllib.loads(lock.read_text())
    found = {name: sha256 for section in sections for name, sha256 in all_sections[section].items()}
    return tuple(_jar(coordinates, sha256) for coordinates, sha256 in found.items())


def _jar(coordinates: str, sha256: str) -> Jar:
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where fetched jars and compiled sources are kept between runs."""
    base = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "wso2-hubspot-bridge"


def brought(jars: Iterable[Jar], folder: Path, fetch: Fetch | None = None) -> list[Path]:
    """Return the jars' files in `folder`; those that are missing, or are not what the lock says, are fetched.

    Raises:
        PeerUnusable: Maven is missing or failed, or what it brought has another hash.
    """
    wanted = tuple(jars)
    missing = [jar for jar in wanted if not _is(jar, folder / jar.file_name)]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fetched:
            (fetch or maven)(missing, Path(fetched))
            for jar in missing:
                _keep(jar, Path(fetched) / jar.file_name, folder)
    return [folder / jar.file_name for jar in wanted]


def maven(jars: Iterable[Jar], folder: Path) -> None:
    """Have Maven copy jars into a folder, and say so, since it takes a while.

    Raises:
        PeerUnusable: Maven is missing, or failed.
    """
    wanted = list(jars)
    program = tools.required("mvn")
    sys.stderr.write(f"fetching {len(wanted)} jars of WSO2's code by Maven, once: this takes about a minute\n")
    project = folder / "pom.xml"
    project.write_text(_project(wanted, folder))
    failed = tools.run([program, "--batch-mode", "--file", str(project), f"{_PLUGIN}:copy"], FETCH_LIMIT)
    if failed:
        raise PeerUnusable(f"Maven could not fetch WSO2's code: is its registry reachable?\n{failed}")
    sys.stderr.write(f"fetched {', '.join(jar.artifact.rpartition('wso2.')[2] for jar in wanted)}\n")


def _project(jars: Iterable[Jar], folder: Path) -> str:
    items = "".join(
        f"<artifactItem><groupId>{jar.group}</groupId><artifactId>{jar.artifact}</artifactId>"
        f"<version>{jar.version}</version></artifactItem>\n"
        for jar in jars
    )
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>peer</groupId><artifactId>peer</artifactId>"
        "<version>1</version><packaging>pom</packaging><build><plugins><plugin>"
        "<groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>"
        f"<version>{_PLUGIN.rpartition(':')[2]}</version><configuration>"
        f"<outputDirectory>{escape(str(folder))}</outputDirectory><artifactItems>\n{items}</artifactItems>"
        "</configuration></plugin></plugins></build></project>\n"
    )


def _keep(jar: Jar, fetched: Path, folder: Path) -> None:
    if not _is(jar, fetched):
        raise PeerUnusable(
            f"{jar.file_name} is not the jar that {LOCK.name} pins (its SHA-256 is "
            f"{_sha256(fetched) if fetched.is_file() else 'missing'}): ask where this Maven fetches from, and whether "
            f"the jar was replaced there"
        )
    shutil.move(fetched, folder / jar.file_name)


def _is(jar: Jar, path: Path) -> bool:
    return path.is_file() and _sha256(path) == jar.sha256


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
