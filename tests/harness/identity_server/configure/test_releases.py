"""How a server's release is learnt, and what differs between them."""

import pytest

from harness.identity_server.configure import RELEASES, configure, release_named, trust_store
from harness.identity_server.configure.errors import NotIdentityServer, UnknownRelease
from harness.identity_server.configure.releases import release_of
from tests.harness.identity_server.configure.server import CONSOLE, RESIDENT, WANTED, fresh, shape

NAMES = ["6.1", "7.0", "7.1", "7.2", "7.3"]


@pytest.mark.parametrize("name", NAMES)
def test_a_release_is_known_by_the_newest_part_of_its_api(name: str) -> None:
    assert release_of(fresh(name).client()).name == name


def test_from_7_2_on_the_consoles_settings_say_it() -> None:
    server = fresh("7.3")
    server.answers[CONSOLE] = shape("console-7.2")
    assert release_of(server.client()).name == "7.2"
    assert [asked.path for asked in server.asked] == [CONSOLE]


def test_settings_of_the_console_without_a_version_say_nothing() -> None:
    server = fresh("7.0")
    server.answers[CONSOLE] = {"ui": {"productVersionConfig": {}}}
    assert release_of(server.client()).name == "7.0"


def test_an_unknown_release_is_named_with_the_known_ones_and_the_switch() -> None:
    server = fresh("7.3")
    server.answers[CONSOLE] = {"ui": {"productVersionConfig": {"productVersion": "8.0.0"}}}
    with pytest.raises(UnknownRelease, match=r"8\.0\.0.*6\.1, 7\.0, 7\.1, 7\.2, 7\.3.*--release"):
        configure(server.client(), WANTED)
    assert server.writes == []


def test_an_unknown_release_can_be_taken_for_a_known_one() -> None:
    server = fresh("7.3")
    server.answers[CONSOLE] = {"ui": {"productVersionConfig": {"productVersion": "8.0.0"}}}
    assert configure(server.client(), WANTED, release="7.3").release == "7.3"


def test_a_server_without_the_api_is_no_identity_server() -> None:
    server = fresh()
    del server.answers[RESIDENT]
    with pytest.raises(NotIdentityServer, match="--release"):
        configure(server.client(), WANTED)


@pytest.mark.parametrize("name", ["6.1.0", "7.2.0.12"])
def test_a_patch_level_is_taken(name: str) -> None:
    assert name.startswith(release_named(name).name)


@pytest.mark.parametrize("name", ["5.11", "7.10", "latest", ""])
def test_a_release_that_is_not_known_is_an_error(name: str) -> None:
    with pytest.raises(UnknownRelease, match=r"6\.1, 7\.0, 7\.1, 7\.2, 7\.3"):
        release_named(name)


def test_the_known_releases_are_these() -> None:
    assert [release.name for release in RELEASES] == NAMES


@pytest.mark.parametrize(
    ("name", "file"), [("6.1", "jks"), ("7.0", "jks"), ("7.1", "p12"), ("7.2", "p12"), ("7.3", "p12")]
)
def test_each_release_has_its_trust_store(name: str, file: str) -> None:
    store = trust_store(name)
    assert store.path == f"repository/resources/security/client-truststore.{file}"
    assert store.password == "wso2carbon"
    assert f"-keystore {store.path} -storetype {store.type}" in store.keytool("bridge-ca.pem")
