import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from harness.identity_server.peer import jars
from harness.identity_server.peer.errors import PeerUnusable
from harness.identity_server.peer.jars import Jar
from harness.identity_server.peer.kinds import KINDS

CONTENT = b"a jar"
JAR = Jar("org.example", "some", "1.2", hashlib.sha256(CONTENT).hexdigest())


def fetching(content: bytes, fetched: list[str]) -> Callable[[Iterable[Jar], Path], None]:
    """Return a stand-in for Maven that brings files with this content, and notes their names."""

    def fetch(wanted: Iterable[Jar], folder: Path) -> None:
        for jar in wanted:
            fetched.append(jar.file_name)
            (folder / jar.file_name).write_bytes(content)

    return fetch


def test_a_jar_that_is_missing_is_fetched_once(tmp_path: Path) -> None:
    fetched: list[str] = []
    for _ in range(2):
        (path,) = jars.brought([JAR], tmp_path / "cache", fetching(CONTENT, fetched))
    assert path.read_bytes() == CONTENT
    assert fetched == ["some-1.2.jar"]


def test_a_jar_that_was_changed_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / JAR.file_name).write_bytes(b"something else")
    (path,) = jars.brought([JAR], tmp_path, fetching(CONTENT, []))
    assert path.read_bytes() == CONTENT


def test_a_jar_with_another_hash_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(PeerUnusable, match=r"some-1\.2\.jar is not the jar that jars\.toml pins"):
        jars.brought([JAR], tmp_path, fetching(b"something else", []))
    assert list(tmp_path.iterdir()) == []


def test_a_jar_that_maven_did_not_bring_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeerUnusable, match="its SHA-256 is missing"):
        jars.brought([JAR], tmp_path, lambda _jars, _folder: None)


def test_the_cache_is_where_the_user_says() -> None:
    assert jars.cache_folder({"XDG_CACHE_HOME": "/caches"}) == Path("/caches/wso2-hubspot-bridge")
    assert jars.cache_folder({}) == Path.home() / ".cache" / "wso2-hubspot-bridge"


@pytest.mark.parametrize("kind", KINDS)
def test_every_jar_is_pinned_by_version_and_hash(kind: str) -> None:
    locked = jars.locked(KINDS[kind].jars)
    assert locked
    assert [jar for jar in locked if not re.fullmatch(r"[0-9a-f]{64}", jar.sha256)] == []
    assert [jar for jar in locked if not re.fullmatch(r"[\w.]+", jar.version) or "SNAPSHOT" in jar.version] == []


def test_maven_is_asked_for_all_jars_at_once_by_a_plugin_that_reads_no_pom_of_theirs(
    tmp_path: Path, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mvn = script("mvn", f'echo "$@" >"{tmp_path}/said"')
    monkeypatch.setenv("PATH", f"{mvn.parent}:/usr/bin:/bin")
    monkeypatch.delenv("MAVEN_HOME", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    jars.maven([JAR], tmp_path)
    assert "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy" in (tmp_path / "said").read_text()
    assert "<artifactId>some</artifactId><version>1.2</version>" in (tmp_path / "pom.xml").read_text()
    assert "this takes about a minute" in capsys.readouterr().err


def test_a_registry_that_maven_cannot_reach_is_said_with_mavens_own_words(
    tmp_path: Path, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    mvn = script("mvn", "echo '[ERROR] Unknown host'; exit 1")
    monkeypatch.setenv("PATH", f"{mvn.parent}:/usr/bin:/bin")
    monkeypatch.delenv("MAVEN_HOME", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(PeerUnusable, match=r"is its registry reachable\?\n\[ERROR\] Unknown host"):
        jars.maven([JAR], tmp_path)
