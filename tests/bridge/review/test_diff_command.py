"""The command `bridge mapping diff`: what it prints, and how it ends."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bridge.cli import main

OLD = """version: 1
properties:
  firstname: name.givenName
  email: {from: emails.value, transforms: [trim, lower]}
  phone: {from: phoneNumbers.value, transforms: [trim]}
"""
NEW = """version: 1
properties:
  firstname: {from: name.givenName, transforms: [{truncate: {characters: 4}}]}
  email: {from: emails.value, transforms: [trim, lower]}
  phone: {from: phoneNumbers.value, transforms: [trim, {e164: {region: CH}}]}
  source: {constant: WSO2}
"""
USERS = [
    {"userName": "anna", "name": {"givenName": "Anna"}, "emails": ["A@x.example"], "phoneNumbers": ["079 123 45 67"]},
    {"userName": "bernhard", "name": {"givenName": "Bernhard"}, "emails": ["b@x.example"]},
    {"userName": "carla", "phoneNumbers": ["+41441234567"]},
]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`bridge mapping diff`, in a folder with the files of this module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    Path("old.yaml").write_text(OLD)
    Path("new.yaml").write_text(NEW)
    Path("users.jsonl").write_text("\n".join(map(json.dumps, USERS)))

    def diff(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["bridge", "mapping", "diff", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)

    return diff


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


FILES = ("old.yaml", "new.yaml", "--users", "users.jsonl")


def test_json_counts_users_and_properties(run: Run) -> None:
    ended = run(*FILES, "--format", "json")
    found = json.loads(ended.out)
    assert ended.code == 1
    assert {name: found[name] for name in ("users", "identical", "changed", "entered", "left")} == {
        "users": 3,
        "identical": 0,
        "changed": 3,
        "entered": 0,
        "left": 0,
    }
    assert {
        name: [each[key] for key in ("changed", "added", "removed", "grade")]
        for name, each in found["properties"].items()
    } == {"firstname": [1, 0, 0, "lossy"], "phone": [1, 0, 0, "safe"], "source": [0, 3, 0, "safe"]}
    assert found["properties"]["phone"]["changes"] == [
        {
            "what": "changed",
            "grade": "safe",
            "rule": "phone spelling",
            "from": "phone",
            "to": "phone",
            "users": 1,
            "examples": [{"user": "anna", "old": "079 123 45 67", "new": "+41791234567"}],
        }
    ]
    assert found["losers"]["named"] == [{"user": "bernhard", "grade": "lossy", "properties": ["firstname"]}]


def test_no_difference_ends_with_0(run: Run) -> None:
    ended = run("old.yaml", "old.yaml", "--users", "users.jsonl")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("No difference for any of 3 users")


def test_the_table_says_the_verdict_first_and_gives_examples(run: Run) -> None:
    ended = run(*FILES)
    assert ended.out.splitlines()[0] == "Loses data of 1 user of 3"
    assert 'bernhard: "Bernhard" -> "Bern"' in " ".join(ended.out.split())
    assert "1 would lose data: bernhard" in ended.out


@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_the_table_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, run(*FILES).out.splitlines())) <= int(columns)


def test_markdown_has_at_most_30_lines_however_much_differs(run: Run) -> None:
    rows = "".join(f"  p{number}: {{constant: x}}\n" for number in range(60))
    Path("new.yaml").write_text(NEW + rows + "  unseen: profileUrl\n")
    stale = "".join(f"  q{number}:\n    removed: {{reason: r}}\n" for number in range(9))
    Path("approvals.yaml").write_text(f"version: 1\nproperties:\n{stale}  p1:\n    added: {{reason: r}}\n")
    lines = run(*FILES, "--approvals", "approvals.yaml", "--format", "markdown").out.splitlines()
    assert len(lines) <= 30
    assert lines[0] == "### 🟡 Mapping: Loses data of 1 user of 3"
    assert "| `firstname` | 1 | 0 | 0 | 🟡 lossy |" in lines
    assert "- Changed, but shown by no user of the corpus: `unseen`." in lines
    assert lines[-1] == "- and 7 more approvals that do not fit."


def test_values_cannot_break_out_of_the_markdown(run: Run) -> None:
    Path("users.jsonl").write_text(json.dumps({"userName": "x`|\n<b>", "name": {"givenName": "`|</td>\n# Title"}}))
    lines = run(*FILES, "--format", "markdown").out.splitlines()
    assert all(line.count("`") % 2 == 0 for line in lines)
    assert not any(line.startswith("# Title") for line in lines)


@pytest.mark.parametrize("name", ["@everyone", "<script>alert(1)</script>", "[x](http://x.example)"])
def test_the_name_of_who_would_lose_data_is_code_in_the_markdown(run: Run, name: str) -> None:
    Path("users.jsonl").write_text(json.dumps({"userName": name, "name": {"givenName": "Bernhard"}}))
    text = run(*FILES, "--format", "markdown").out
    assert f"- **1** would lose data, `{name}` for one." in text.splitlines()
    outside = "".join(text.split("`")[::2])
    assert name not in outside


def test_whoever_loses_no_value_is_not_said_to(run: Run) -> None:
    Path("old.yaml").write_text(
        "version: 1\nproperties:\n  email: emails.value\n  title: {from: title, absent: clear}\n"
    )
    Path("new.yaml").write_text("version: 1\nproperties:\n  email: emails.value\n  title: title\n")
    found = json.loads(run(*FILES, "--format", "json", "--markdown=c.md", "--html=c.html").out)
    assert (found["grade"], found["losers"]["users"]) == ("lossy", 0)
    headline = "Maintains less, though nobody loses a value: differs for 3 users of 3"
    assert run(*FILES).out.splitlines()[0] == headline
    assert Path("c.md").read_text().startswith(f"### 🟡 Mapping: {headline}\n")
    assert f"<h1>{headline}</h1>" in Path("c.html").read_text()
    assert "would lose data" not in Path("c.md").read_text()


def test_an_approval_of_a_property_that_is_misspelt_names_the_nearest_that_differs(run: Run) -> None:
    Path("approvals.yaml").write_text("version: 1\nproperties:\n  fone:\n    changed: {reason: one form}\n")
    ended = run(*FILES, "--approvals", "approvals.yaml")
    told = "approvals.yaml:4: fone: changed is approved and does not happen; did you mean phone? else remove the"
    assert (ended.code, told in " ".join(ended.out.split())) == (1, True)


def test_junit_has_a_case_for_each_finding(run: Run) -> None:
    Path("approvals.yaml").write_text("version: 1\nproperties:\n  source:\n    added: {reason: asked for}\n")
    suite = parsed(run(*FILES, "--approvals", "approvals.yaml", "--format", "junit").out)[0]
    failed = {case.get("name"): case.find("failure") is not None for case in suite}
    assert failed == {"firstname: changed": True, "phone: changed": True, "source: added": False}
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")


def test_what_is_approved_ends_with_0_and_the_reason_is_shown(run: Run) -> None:
    Path("approvals.yaml").write_text(
        "version: 1\nproperties:\n"
        "  firstname:\n    changed: {grade: lossy, reason: the badge is small}\n"
        "  phone:\n    changed: {reason: one form}\n"
        "  source:\n    added: {reason: asked for}\n"
    )
    ended = run(*FILES, "--approvals", "approvals.yaml")
    assert ended.code == 0
    assert "approved firstname: changed: the badge is small (approvals.yaml:4)" in ended.out


def test_an_approval_that_no_longer_happens_ends_with_1(run: Run) -> None:
    Path("approvals.yaml").write_text("version: 1\nproperties:\n  phone:\n    changed: {reason: one form}\n")
    ended = run("old.yaml", "old.yaml", "--users", "users.jsonl", "--approvals", "approvals.yaml")
    assert ended.code == 1
    assert "approvals.yaml:4: phone: changed is approved and does not happen; remove the approval" in ended.out


def test_reports_are_written_beside_what_is_printed(run: Run) -> None:
    reports = [f"--{kind}=out/{kind}" for kind in ("json", "markdown", "junit", "html")]
    ended = run(*FILES, *reports)
    assert ended.out.startswith("Loses data")
    assert json.loads(Path("out/json").read_text())["users"] == 3
    assert Path("out/markdown").read_text().startswith("###")
    assert parsed(Path("out/junit").read_text()).tag == "testsuites"
    assert Path("out/html").read_text().startswith("<!doctype html>")


def test_values_are_held_against_hubspot_s_definitions(run: Run) -> None:
    Path("snapshot.json").write_text(
        json.dumps({"results": [{"name": name, "type": "string"} for name in ("firstname", "email", "phone")]})
    )
    ended = run(*FILES, "--properties", "snapshot.json", "--format", "json")
    found = json.loads(ended.out)
    assert found["properties"]["source"]["grade"] == "breaking"
    assert found["refused"]["users"] == 3
    assert [each["property"] for each in found["refused"]["values"]] == ["source"]
    assert found["refused"]["values"][0]["examples"][0]["problem"].startswith(
        "HubSpot had no contact property 'source'"
    )


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@x.example", "-c", "init.defaultBranch=main")
    command = ["git", *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - git, with this module's arguments


def test_a_mapping_can_be_one_in_a_git_revision(run: Run) -> None:
    git("init")
    git("add", "old.yaml")
    git("commit", "-m", "first")
    Path("old.yaml").write_text(NEW)
    ended = run("main:old.yaml", "old.yaml", "--users", "users.jsonl", "--format", "json")
    found = json.loads(ended.out)
    assert (ended.code, found["changed"], found["old"]) == (1, 3, "main:old.yaml")


@pytest.mark.parametrize(
    ("old", "error"),
    [
        ("main:nowhere.yaml", "main:nowhere.yaml:1: there is no such file, and git says: path 'nowhere.yaml' does not"),
        (
            "v9:old.yaml",
            "v9:old.yaml:1: there is no such file, and git says: invalid object name 'v9'.; name a mapping",
        ),
        ("nowhere.yaml", "nowhere.yaml:1: cannot be read: No such file or directory; name a mapping, or one in git as"),
        ("--help:x", "No such option"),
    ],
)
def test_a_revision_or_file_that_is_not_there_ends_with_2_in_one_line(run: Run, old: str, error: str) -> None:
    git("init")
    git("add", "old.yaml")
    git("commit", "-m", "first")
    ended = run(old, "new.yaml", "--users", "users.jsonl")
    assert (ended.code, ended.out) == (2, "")
    if not old.startswith("-"):
        assert ended.err.startswith(f"bridge: {error}")
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("bad.yaml", *FILES[1:]), "bad.yaml:3: "),
        (("old.yaml", "new.yaml", "--users", "bad.jsonl"), "bad.jsonl:2: is no JSON: "),
        ((*FILES, "--approvals", "bad.yaml"), "bad.yaml:2: 'properties' stands"),
        (
            (*FILES, "--approvals", "none.yaml"),
            "none.yaml:1: cannot be read: No such file or directory; name a file of",
        ),
        ((*FILES, "--properties", "bad.jsonl"), "bad.jsonl:2: is no JSON; make it by `bridge mapping pull-properties"),
        ((*FILES, "--format", "pdf"), "--format 'pdf' is none: give one of table, json, markdown, junit, html."),
        ((*FILES, "--html", "old.yaml/x"), "old.yaml/x: cannot be written: "),
    ],
)
def test_what_cannot_be_used_ends_with_2_in_one_line(run: Run, arguments: tuple[str, ...], error: str) -> None:
    Path("bad.yaml").write_text("version: 1\nproperties:\n  a: {fro: title}\nproperties: {}\n")
    Path("bad.jsonl").write_text('{"userName": "a"}\n{"userName"}\n')
    ended = run(*arguments)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert error.partition(":")[0] in ended.err
