"""The fixture `mapping_case` as a team uses it for a mapping of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

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


UNUSED: Final = {"passed": 1, "failed": 2}
"""The outcome of a project whose last test of cases is gone: its other test, and the two cases that nobody uses."""


@pytest.fixture
def without(run: Run, pytester: pytest.Pytester) -> Run:
    """Return a run of pytest on a project whose last test of cases was deleted."""
    for file in pytester.path.glob("test_*.py"):
        file.unlink()
    write(pytester, "tests/test_other.py", "import pytest\n@pytest.mark.slow\ndef test_it(): pass\n")
    write(pytester, "scenarios/test_flow.py", "def test_flow(): pass\n")
    write(pytester, "pytest.ini", "[pytest]\ntestpaths = tests\nmarkers = slow: takes long\n")
    return run


@pytest.mark.parametrize(
    "given", [[], ["tests"], ["."], ["scenarios", "tests"], ["-p", "xdist", "-n", "2"], ["-p", "xdist", "-n1", "tests"]]
)
def test_cases_fail_a_run_of_all_tests_once_their_last_test_is_gone(without: Run, given: list[str]) -> None:
    found = without(*given).parseoutcomes()
    assert found["failed"] == UNUSED["failed"]


def test_an_unused_case_is_named_with_what_to_do(without: Run) -> None:
    result = without("-v")
    result.assert_outcomes(**UNUSED)
    result.stdout.fnmatch_lines(["*unused mapping case mapping/cases/first.yaml*", "*no test uses it: remove*"])


@pytest.mark.parametrize(
    "given",
    [
        ["-o", "testpaths=scenarios"],
        ["--override-ini=testpaths=scenarios", "-p", "xdist", "-n", "1"],
        ["scenarios"],
        ["tests/test_other.py"],
        ["tests/test_other.py::test_it"],
        ["-k", "test_it"],
        ["-m", "slow"],
        ["--deselect", "tests/test_other.py::test_another"],
        ["--ignore", "tests/more"],
        ["--ignore-glob", "tests/more*"],
    ],
)
def test_a_run_that_selects_its_tests_makes_no_case_unused(without: Run, given: list[str]) -> None:
    without(*given).assert_outcomes(passed=1)


def test_a_run_in_a_folder_of_its_own_makes_no_case_unused(
    without: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pytester.path / "scenarios")
    without("--rootdir", str(pytester.path)).assert_outcomes(passed=1)


@pytest.mark.parametrize("flag", ["--lf", "--sw"])
def test_a_run_of_what_failed_last_makes_no_case_unused(without: Run, flag: str) -> None:
    without(flag).assert_outcomes(passed=1)


def test_a_part_of_the_tests_makes_no_case_unused(run: Run, pytester: pytest.Pytester) -> None:
    other = pytester.makepyfile(test_other="def test_it(): pass")
    run(str(other)).assert_outcomes(passed=1)
    run("-k", "test_it").assert_outcomes(passed=1, deselected=2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("user: {userName: a}\ncontact: [", "2: is no YAML: "),
        ("", "1: is empty; write user: with a SCIM user and contact: with what it would be, contact last"),
        ("- a\n", "1: the case is a list; write it as name: value"),
        ("usr: {userName: a}\ncontact: {}\n", "1: 'usr' is no key of a case; did you mean user?"),
        ("user: {userName: a}\ncontct: {}\n", "2: 'contct' is no key of a case; did you mean contact?"),
        ("user: {userName: a}\n", "1: contact is missing; write user: with a SCIM user and contact:"),
        ("contact: {}\n", "1: user is missing; write user: with a SCIM user and contact:"),
        ("contact: {}\nuser: {userName: a}\n", "1: contact stands first; write user: with"),
        ("user: {userName: a}\nuser: {userName: b}\ncontact: {}\n", "2: 'user' stands twice (line 1 too); keep one"),
        ("# c\nuser: 3\ncontact: {}\n", "2: user is a number; write it as name: value"),
        (
            "user:\n  userName: a\n  born: 1990-01-01\ncontact: {}\n",
            "3: '1990-01-01' is no value that JSON has; put it",
        ),
        ("user: {userName: a, x: .nan}\ncontact: {}\n", "1: '.nan' is no value that JSON has; put it in quotes"),
        ("user: {userName: a, x: !!binary aaaa}\ncontact: {}\n", "1: 'aaaa' is no value that JSON has; put it"),
        ("user: {userName: a}\ncontact:\n  firstname: 3\n", "3: firstname is a number; write a text, in quotes"),
        ("user: {userName: a}\ncontact:\n  firstname: yes\n", "3: firstname is a boolean; write a text, in quotes"),
        ("user: {userName: a}\ncontact:\n  firstname:\n", "3: firstname is empty; write a text, in quotes"),
        ("user: {userName: a}\ncontact: 3\n", "2: contact is a number; write it as name: value"),
        ("#\nuser: {emails: []}\ncontact: {}\n", "2: user is no SCIM user: "),
        ("user: {userName: a, emails: 3}\ncontact: {}\n", "1: user is no SCIM user: "),
    ],
)
def test_a_file_that_is_no_case_says_its_line_and_what_to_write(
    run: Run, pytester: pytest.Pytester, text: str, told: str
) -> None:
    write(pytester, "mapping/cases/first.yaml", text)
    result = run()
    result.assert_outcomes(errors=1, passed=1)
    (line,) = {
        each.removeprefix("E").strip() for each in result.outlines if "first.yaml:" in each and "ERROR" not in each
    }
    assert f"mapping/cases/first.yaml:{told}" in line
    assert "Traceback" not in str(result.stdout)


def test_a_mapping_that_cannot_be_used_says_file_and_line(run: Run, pytester: pytest.Pytester) -> None:
    write(pytester, "mapping/mapping.yaml", "version: 1\nproperties: {firstname: 3}\n")
    run().stdout.fnmatch_lines(["*mapping.yaml:2: firstname is a number*"])


def test_a_folder_without_a_case_is_refused(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST.replace('folder="mapping/cases"', 'folder="none"'))
    run().stdout.fnmatch_lines(["*none has no case; write one*"])
