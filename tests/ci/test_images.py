"""The scripts in the images, run here: the stand-in of keytool, of the server's start, and the health check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from pytest_httpserver import HTTPServer

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "ci/images"
STORE = "repository/resources/security/client-truststore.jks"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home as the image has it, with programs that say how they were called."""
    home = tmp_path / "wso2is-6.1.0"
    (home / STORE).parent.mkdir(parents=True)
    (home / "repository/conf").mkdir()
    (home / "bin").mkdir()
    (home / "bin/wso2server.sh").write_text((IMAGES / "identity-server/wso2server.sh").read_text())
    program = tmp_path / "bin/harness"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    return home


def start(home: Path, *arguments: str) -> str:
    """Start the server as the image's entrypoint does; return how the simulator was called."""
    return subprocess.run(  # noqa: S603 - our own script
        [IMAGES / "identity-server/docker-entrypoint.sh", *arguments],
        env={
            "PATH": f"{home.parent / 'bin'}:{os.defpath}",
            "WORKING_DIRECTORY": str(home.parent),
            "WSO2_SERVER_HOME": str(home),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def keytool(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = IMAGES / "identity-server/keytool"
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own


def importing(store: Path, file: Path, alias: str = "bridge") -> subprocess.CompletedProcess[str]:
    options = ("-keystore", str(store), "-storetype", "JKS", "-storepass", "wso2carbon")
    return keytool("-importcert", "-noprompt", "-alias", alias, "-file", str(file), *options)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Return an authority's certificate."""
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(path)
    return path


def test_the_server_starts_with_its_state_in_its_home(home: Path) -> None:
    said = start(home)
    assert said.startswith("identity-server serve --host 0.0.0.0 --port 9443 ")
    assert f"--state {home}/repository/database/" in said
    assert "--provision-ca" not in said


def test_arguments_for_a_jvm_are_taken_and_others_passed(home: Path) -> None:
    said = start(home, "-Dsetup", "--connector", "scim2", "-Xmx1g", "two words")
    assert said.endswith(" --connector scim2 two words\n")


def test_what_lies_in_the_config_volume_goes_over_the_home(home: Path) -> None:
    conf = home.parent / "wso2-config-volume/repository/conf"
    conf.mkdir(parents=True)
    (conf / "deployment.toml").write_text("[server]\n")
    start(home)
    assert (home / "repository/conf/deployment.toml").read_text() == "[server]\n"


def test_what_keytool_imported_is_the_simulators_trust_store(home: Path, authority: Path) -> None:
    assert importing(home / STORE, authority).returncode == 0
    assert f"--provision-ca {home / STORE}" in start(home)
    assert authority.read_text() in (home / STORE).read_text()


def test_keytool_refuses_an_alias_that_is_there_as_the_jdks_does(tmp_path: Path, authority: Path) -> None:
    store = tmp_path / "store"
    importing(store, authority)
    again = importing(store, authority)
    assert again.returncode == 1
    assert "alias <bridge> already exists" in again.stderr
    assert importing(store, authority, alias="other").returncode == 0
    assert store.read_text().count("BEGIN CERTIFICATE") == 2


@pytest.mark.parametrize("arguments", [("-genkeypair",), ("-importcert", "-alias"), ("-importcert",), ()])
def test_keytool_says_what_it_does_not_do(arguments: tuple[str, ...]) -> None:
    refused = keytool(*arguments)
    assert refused.returncode == 1
    assert refused.stderr.startswith("keytool error (the simulator's): ")


def test_keytool_takes_no_file_without_a_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    assert "holds no PEM certificate" in importing(tmp_path / "store", tmp_path / "ca.pem").stderr


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_a_server_is_healthy_when_it_answers_200(httpserver: HTTPServer, status: int, code: int) -> None:
    httpserver.expect_request("/health").respond_with_data("", status)
    assert health(httpserver.url_for("/health")) == (code, str(status))


def test_a_server_that_does_not_answer_is_not_healthy() -> None:
    code, said = health("https://127.0.0.1:9/health")
    assert code == 1
    assert "refused" in said


def health(url: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(IMAGES / "healthy.py"), url]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    return asked.returncode, asked.stdout.strip()
