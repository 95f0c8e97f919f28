"""The fixture `mapping_case` as a team uses it for a mapping of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

MAPPING = 'version: 1\nscope: userType eq "customer"\nproperties: {firstname: name.givenName, title: title}\n'
CASE = """\
# Kept as it is.
user: {userName: anna, userType: customer, name: {givenName: Anna}}   # also this
contact:
  firstname: Anna
"""
OUTSIDE = "user: {userName: bob, name: {givenName: Bob}}\ncontact: null\n"
TEST = """
import pytest
@pytest.mark.mapping_cases(folder="mapping/cases", mapping="mapping/mapping.yaml")
def test_the_contact(mapping_case):
    mapping_case.check()
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a run of pytest on a project with two cases."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    write(pytester, "mapping/mapping.yaml", MAPPING)
    write(pytester, "mapping/cases/first.yaml", CASE)
    write(pytester, "mapping/cases/outside.yaml", OUTSIDE)
    pytester.makepyfile(TEST)
    return lambda *options: pytester.runpytest_inprocess("-p", "harness.plugin", *options)


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_each_file_is_a_test_of_its_own(run: Run) -> None:
    result = run("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_the_contact?first? PASSED*"])


def test_a_contact_that_is_another_is_shown_with_where_its_values_come_from(
    run: Run, pytester: pytest.Pytester
) -> None:
    write(pytester, "mapping/cases/first.yaml", CASE.replace("firstname: Anna", "firstname: Ann\n  title: Boss"))
    result = run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*firstname: expected 'Ann', found 'Anna': from name.givenName*",
            "*title: expected 'Boss', found nothing: title was never said*",
        ]
    )


def test_a_user_who_leaves_the_scope_is_noticed(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester, "mapping/cases/first.yaml", CASE.replace("customer", "partner"))
    run().stdout.fnmatch_lines(["*expected a contact, found no contact (out of scope)*"])


@pytest.mark.parametrize("flag", ["--update", "--update-mapping-cases"])
def test_update_rewrites_the_contact_and_leaves_the_rest_as_written(
    run: Run, pytester: pytest.Pytester, flag: str
) -> None:
    path = write(pytester, "mapping/cases/first.yaml", CASE.replace("  firstname: Anna\n", "  firstname: Ann\n"))
    run(flag).assert_outcomes(passed=2)
    assert path.read_text("utf-8") == CASE
    run().assert_outcomes(passed=2)


def test_update_leaves_a_case_that_is_right_untouched(run: Run, pytester: pytest.Pytester) -> None:
    path = write(pytester, "mapping/cases/first.yaml", CASE.replace("firstname: Anna", "'firstname': \"Anna\""))
    before = path.read_text("utf-8")
    run("--update").assert_outcomes(passed=2)
    assert path.read_text("utf-8") == before


def test_a_case_that_no_test_uses_fails_the_run(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST.replace('folder="mapping/cases"', 'folder="mapping/cases/used"'))
    write(pytester, "mapping/cases/used/one.yaml", CASE)
    result = run()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*unused mapping case mapping/cases/first.yaml*"])


def test_a_run_of_other_tests_makes_no_case_unused(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester, "scenarios/test_flow.py", "def test_it(): pass")
    run("-o", "testpaths=scenarios").assert_outcomes(passed=1)


def test_a_part_of_the_tests_makes_no_case_unused(run: Run, pytester: pytest.Pytester) -> None:
    other = pytester.makepyfile(test_other="def test_it(): pass")
    run(str(other)).assert_outcomes(passed=1)
    run("-k", "test_it").assert_outcomes(passed=1, deselected=2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("user: [", "it cannot be read"),
        ("user: {userName: a}\n", "it is no case"),
        ("contact: {}\nuser: {userName: a}\n", "it is no case"),
        ("user: 3\ncontact: {}\n", "user is no SCIM user"),
        ("user: {userName: a, born: 1990-01-01}\ncontact: {}\n", "user has a value that JSON has not"),
        ("user: {userName: a}\ncontact: {firstname: 3}\n", "contact is not all texts"),
        ("user: {emails: 3}\ncontact: {}\n", "user is no SCIM user"),
    ],
)
def test_a_file_that_is_no_case_says_what_to_write(run: Run, pytester: pytest.Pytester, text: str, told: str) -> None:
    write(pytester, "mapping/cases/first.yaml", text)
    run().stdout.fnmatch_lines([f"*first.yaml: {told}*"])


def test_a_mapping_that_cannot_be_used_says_file_and_line(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester, "mapping/mapping.yaml", "version: 1\nproperties: {firstname: 3}\n")
    run().stdout.fnmatch_lines(["*mapping.yaml:2: firstname is a number*"])


def test_a_folder_without_a_case_is_refused(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST.replace('folder="mapping/cases"', 'folder="none"'))
    run().stdout.fnmatch_lines(["*none has no case; write one*"])
