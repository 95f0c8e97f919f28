"""The command that runs something again can be typed where the run was."""

from types import SimpleNamespace

import pytest

from harness.evidence.again import again, chain_of


def test_a_run_of_tox_is_repeated_by_tox() -> None:
    assert again("4711", environment={"TOX_ENV_NAME": "e2e"}) == "./ci/tox -e e2e -- --people-seed 4711"


def test_a_run_of_pytest_is_repeated_by_pytest() -> None:
    assert again("4711", "test_it.py::test_it", environment={}) == "pytest test_it.py::test_it --people-seed 4711"


def test_a_name_that_a_shell_would_read_is_quoted() -> None:
    assert again("4711", "test_it.py::test_it[scim]", environment={}).startswith("pytest 'test_it.py::test_it[scim]' ")


@pytest.mark.parametrize(
    ("given", "tox", "words"),
    [
        ({"rung": "embedded"}, "", ()),
        ({"rung": "embedded", "is_image": "wso2/wso2is:7.1.0"}, "e2e", ()),
        ({"rung": "containers"}, "", ("--rung", "containers")),
        ({"rung": "containers"}, "e2e", ("--rung", "containers")),
        ({"rung": "containers", "profile": "7.1"}, "containers", ("--profile", "7.1")),
        ({"rung": "embedded"}, "containers", ("--rung", "embedded")),
        ({"rung": "real-is", "is_image": "is:6.1.0"}, "real-is", ("--is-image", "is:6.1.0")),
        ({"rung": "real-is", "is_image": "is:6.1.0"}, "", ("--rung", "real-is", "--is-image", "is:6.1.0")),
        ({}, "", ()),
    ],
)
def test_the_chain_is_named_where_the_command_would_take_another(
    given: dict[str, str], tox: str, words: tuple[str, ...]
) -> None:
    assert chain_of(SimpleNamespace(**given), {"TOX_ENV_NAME": tox} if tox else {}) == words


def test_an_environment_of_tox_that_takes_no_options_is_not_named() -> None:
    assert again("4711", "--profile", "7.1", environment={"TOX_ENV_NAME": "profiles"}).startswith("./ci/tox -e e2e -- ")
