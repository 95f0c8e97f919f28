import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.identity_server.peer import tools
from harness.identity_server.peer.__main__ import main
from harness.identity_server.peer.errors import PeerUnusable

Script = Callable[..., Path]


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process see a machine without a JDK, Maven and a package manager."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for variable in ("JAVA_HOME", "MAVEN_HOME"):
        monkeypatch.delenv(variable, raising=False)


def test_a_jdk_that_the_environment_names_comes_before_the_one_on_the_path(script: Script, tmp_path: Path) -> None:
    on_path = script("javac", "exit 0")
    home = tmp_path / "jdk" / "bin" / "javac"
    home.parent.mkdir(parents=True)
    home.symlink_to(on_path)
    environment = {"PATH": str(on_path.parent)}
    assert tools.find("javac", environment) == str(on_path)
    assert tools.find("javac", {**environment, "JAVA_HOME": str(home.parents[1])}) == str(home)


def test_a_missing_tool_is_said_with_what_to_install() -> None:
    with pytest.raises(PeerUnusable, match=r"needs javac, which is not here: install a JDK .* and Maven"):
        tools.required("javac", {"PATH": "/nowhere"})


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("arguments", [["prepare"], ["prepare", "--install"], ["scim"]])
def test_without_a_jdk_one_line_says_what_to_install(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 3
    said = capsys.readouterr().err
    assert "apt-get install default-jdk-headless maven" in said
    assert said.count("\n") == 1


def test_wrong_use_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["salesforce"]) == 2
    assert capsys.readouterr().err == "give prepare, prepare --install, or one of scim, framework, scim2\n"


def test_root_has_debians_package_manager_bring_what_is_missing(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = script("apt-get", 'echo "$@" >>"$0.calls"')
    monkeypatch.setenv("PATH", str(apt.parent))
    for variable in ("JAVA_HOME", "MAVEN_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(PeerUnusable, match="needs java"):
        tools.install()  # this one brings nothing
    assert Path(f"{apt}.calls").read_text().splitlines() == [
        "-qq update",
        "-qq install --yes --no-install-recommends default-jdk-headless maven",
    ]


def test_a_tool_that_fails_is_quoted(script: Script) -> None:
    assert tools.run([str(script("javac", "echo Main.java:3: error", "exit 1"))], 10) == "Main.java:3: error"


def test_a_tool_that_succeeds_says_nothing(script: Script) -> None:
    assert tools.run([str(script("javac", "echo note"))], 10) == ""


def test_a_tool_that_takes_too_long_is_ended(script: Script) -> None:
    assert tools.run([str(script("mvn", "exec tail -f /dev/null"))], 0.1) == "not done after 0.1 s"
