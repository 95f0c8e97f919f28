"""The command that runs something again can be typed where the run was."""

from harness.evidence.again import again


def test_a_run_of_tox_is_repeated_by_tox() -> None:
    assert again("4711", environment={"TOX_ENV_NAME": "e2e"}) == "./ci/tox -e e2e -- --people-seed 4711"


def test_a_run_of_pytest_is_repeated_by_pytest() -> None:
    assert again("4711", "test_it.py::test_it", environment={}) == "pytest test_it.py::test_it --people-seed 4711"


def test_a_name_that_a_shell_would_read_is_quoted() -> None:
    assert again("4711", "test_it.py::test_it[scim]", environment={}).startswith("pytest 'test_it.py::test_it[scim]' ")
