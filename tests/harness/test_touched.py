"""Which scenarios a change of the mapping touches, told from their sources, as mapping-changes.md says."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import HarnessError, WrongInput
from harness.people import People
from harness.touched import EDITS, LOOKS, PERSON, Rows, Scenario, changed_rows, scenarios, touched
from harness.verbs import hubspot
from harness.verbs.administrator import Administrator
from harness.verbs.hubspot import HubSpot
from harness.verbs.my_account import MyAccount

FILE = """
def helper(hubspot, person):
    hubspot.shows(person, mobilephone="1")

def test_edits(my_account, hubspot, person):
    my_account.edit_last_name(person, "X")
    hubspot.shows(person)

def test_helped(hubspot, person):
    helper(hubspot, person)

def test_history(hubspot, person):
    assert hubspot.history(person, "company") == []

def test_nothing(guide, person):
    guide.register(person)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = Path("scenarios")
    folder.mkdir()
    (folder / "test_a.py").write_text(FILE)
    return folder


def named(found: list[Scenario]) -> list[str]:
    return [each.id.partition("::")[2] for each in found]


def test_a_scenario_is_about_what_it_edits_and_names(folder: Path) -> None:
    found = {each.id: each for each in scenarios(folder)}
    assert {name.partition("::")[2]: sorted(each.about) for name, each in found.items()} == {
        "test_edits": ["lastname"],
        "test_helped": ["mobilephone"],
        "test_history": ["company"],
        "test_nothing": [],
    }
    assert found["scenarios/test_a.py::test_edits"].sees == set(PERSON)
    assert found["scenarios/test_a.py::test_helped"].sees == {*PERSON, "mobilephone"}


def test_those_about_a_property_come_before_those_that_look_at_it(folder: Path) -> None:
    found = scenarios(folder)
    assert named(touched(found, Rows(("lastname",), everybody=False))) == ["test_edits", "test_helped"]
    assert named(touched(found, Rows(("mobilephone",), everybody=False))) == ["test_helped"]
    assert named(touched(found, Rows(("shoe_size",), everybody=False))) == []


def test_a_change_of_scope_touches_all(folder: Path) -> None:
    assert len(touched(scenarios(folder), Rows((), everybody=True))) == 4


def test_a_folder_without_scenarios_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="give their folder by --scenarios"):
        scenarios(tmp_path)


def test_every_verb_that_takes_properties_is_known() -> None:
    takes = {
        name
        for name, verb in inspect.getmembers(HubSpot, inspect.isfunction)
        if not name.startswith("_")
        for parameter in inspect.signature(verb).parameters.values()
        if (parameter.kind is parameter.VAR_KEYWORD and parameter.annotation is str)
        or parameter.name in {"email", "name"}
    }
    assert takes == LOOKS.keys()


def test_every_verb_that_edits_a_profile_is_known() -> None:
    verbs = [name for each in (MyAccount, Administrator) for name, _ in inspect.getmembers(each, inspect.isfunction)]
    assert {name for name in verbs if "edit_" in name and not name.startswith("_")} == EDITS.keys()


def test_what_everybody_is_expected_to_show_is_known() -> None:
    expected = hubspot._expected(People("1", "a test").new())  # noqa: SLF001 - held to what the verb looks at
    assert tuple(expected) == PERSON


def test_the_command_prints_what_pytest_takes(folder: Path) -> None:
    old, new = folder.parent / "old.yaml", folder.parent / "new.yaml"
    old.write_text("version: 1\nproperties:\n  lastname: name.familyName\n  phone: title\n")
    new.write_text(
        "version: 1\nproperties:\n  lastname: {from: name.familyName, absent: clear}\n  phone: title\n  x: title"
    )
    ended = command("--touched-by", "old.yaml", "new.yaml")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == ["scenarios/test_a.py::test_edits", "scenarios/test_a.py::test_helped"]
    assert ended.stderr.splitlines() == [
        "2 of 4 scenarios are touched by a change of lastname, x",
        "no scenario looks at x: bridge mapping diff shows what becomes of it",
    ]


def test_a_mapping_that_cannot_be_used_is_refused_in_the_bridge_s_words(folder: Path) -> None:  # noqa: ARG001 - there
    with pytest.raises(WrongInput, match=r"^old.yaml:1: cannot be read: No such file or directory; name a mapping"):
        changed_rows("old.yaml", "new.yaml")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--touched-by", "nosuch:old.yaml", "old.yaml"), "nosuch:old.yaml:1: there is no such file, and git says: "),
        (("--touched-by", "old.yaml", "none.yaml"), "none.yaml:1: cannot be read: No such file or directory"),
        (("--touched-by", "old.yaml", "wrong.yaml"), "wrong.yaml:1: version '2' is unknown here"),
        (("--scenarios", "none"), "there are no scenarios in none: give their folder by --scenarios"),
        (("--scenarios", "torn"), "torn/test_torn.py:1: is no Python ("),
    ],
)
def test_wrong_input_ends_with_2_and_one_line(folder: Path, given: tuple[str, ...], told: str) -> None:
    (folder.parent / "old.yaml").write_text("version: 1\nproperties: {lastname: name.familyName}\n")
    (folder.parent / "wrong.yaml").write_text("version: 2\n")
    (folder.parent / "torn").mkdir()
    (folder.parent / "torn" / "test_torn.py").write_text("def test_torn(:\n")
    ended = command(*given)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith(f"harness: {told}")


def test_a_bridge_that_does_not_work_is_no_wrong_input(folder: Path) -> None:
    (folder.parent / "bridge.py").write_text("raise SystemExit('broken')\n")  # before the bridge on Python's path
    with pytest.raises(HarnessError, match="broken") as raised:
        changed_rows("old.yaml", "new.yaml")
    assert not isinstance(raised.value, WrongInput)


def command(*given: str) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "harness", "scenarios", *given]
    return subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
