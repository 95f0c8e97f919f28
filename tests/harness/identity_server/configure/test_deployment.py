"""The lines of deployment.toml, and how they come into a file that is there."""

import tomllib

import pytest

from harness.identity_server.configure import RELEASES, amended_toml, deployment_toml
from harness.identity_server.configure.errors import UnknownRelease

STOCK = """\
# A fresh server's.
[server]
hostname = "is.example"
node_ip = "127.0.0.1"

[super_admin]
username = "admin"

[[resource.access_control]]
context = "/x"
enable = true
"""


@pytest.mark.parametrize("release", [release.name for release in RELEASES])
def test_each_release_has_its_lines(release: str) -> None:
    lines = tomllib.loads(deployment_toml(release))
    assert lines["server"] == {"hostname": "localhost"}
    assert lines["carbon_health_check"] == {"enable": True}
    assert lines["identity_mgt"]["user_self_registration"]["lock_on_creation"] is False
    assert ("system_applications" in lines) is (release == "6.1")


def test_on_6_1_my_account_may_be_changed_unless_stock() -> None:
    assert tomllib.loads(deployment_toml("6.1.0"))["system_applications"] == {"read_only_apps": []}
    assert "system_applications" not in tomllib.loads(deployment_toml("6.1.0", stock=True))


def test_an_unknown_release_has_none() -> None:
    with pytest.raises(UnknownRelease):
        deployment_toml("5.11.0")


def test_lines_come_into_a_file_and_leave_the_rest() -> None:
    amended = amended_toml(STOCK, deployment_toml("6.1", hostname="localhost"))
    before, after = tomllib.loads(STOCK), tomllib.loads(amended)
    assert after["server"] == {"hostname": "localhost", "node_ip": "127.0.0.1"}
    assert {key: after[key] for key in ("super_admin", "resource")} == {
        key: before[key] for key in ("super_admin", "resource")
    }
    assert after["system_applications"] == {"read_only_apps": []}
    assert amended.startswith("# A fresh server's.\n")


def test_a_file_that_has_the_lines_stays_as_it_is_to_a_reader() -> None:
    lines = deployment_toml("6.1")
    once = amended_toml(STOCK, lines)
    assert tomllib.loads(amended_toml(once, lines)) == tomllib.loads(once)


def test_only_keys_of_the_same_table_are_replaced() -> None:
    amended = amended_toml('[a]\nenable = "kept"\n[carbon_health_check]\nenable = false\n', deployment_toml("7.2"))
    parsed = tomllib.loads(amended)
    assert (parsed["a"]["enable"], parsed["carbon_health_check"]["enable"]) == ("kept", True)
