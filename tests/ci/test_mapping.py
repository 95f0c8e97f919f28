"""The pieces that check a mapping in other people's pipelines: ci/mapping.py, the three pipelines, the hook."""

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).parents[2]
OLD: Final = "version: 1\nproperties: {email: emails.value, firstname: name.givenName}\n"
NEW: Final = "version: 1\nproperties: {email: emails.value}\n"
ANNA: Final = {"userName": "anna", "name": {"givenName": "Anna"}, "emails": [{"value": "anna@example.com"}]}


def script() -> ModuleType:
    """Return the script as a module: ci/ is no package."""
    specification = importlib.util.spec_from_file_location("mapping_script", ROOT / "ci" / "mapping.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 - git as it is on the PATH


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a mapping and a corpus, as the working folder."""
    (tmp_path / "mapping").mkdir()
    (tmp_path / "mapping/mapping.yaml").write_text(OLD, "utf-8")
    (tmp_path / "corpus.jsonl").write_text(json.dumps(ANNA) + "\n", "utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "The mapping")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(base: str = "main", mapping: str = "mapping/mapping.yaml") -> int:
    code: int = script().main([base, "--mapping", mapping, "--users", "corpus.jsonl"])
    return code


def test_an_unchanged_mapping_is_fine(project: Path) -> None:
    assert run() == 0
    assert (project / "reports/mapping/diff.md").is_file()


def test_a_change_that_loses_something_fails_and_is_reported_in_each_form(project: Path) -> None:
    (project / "mapping/mapping.yaml").write_text(NEW, "utf-8")
    assert run() == 1
    assert "firstname" in (project / "reports/mapping/diff.md").read_text("utf-8")
    assert {path.name for path in (project / "reports/mapping").iterdir()} == {"diff.md", "diff.html", "diff.xml"}


def reports(project: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (project / "reports/mapping").iterdir()}


def test_a_mapping_that_cannot_be_used_is_reported_by_file_and_line_instead_of_an_earlier_change(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    (project / "reports/mapping/notes.txt").write_text("somebody's own", "utf-8")
    (project / "mapping/mapping.yaml").write_text("version: 2\n", "utf-8")
    assert run() == 2
    found = reports(project)
    assert set(found) == {"diff.md", "notes.txt"}
    told = "mapping/mapping.yaml:1: version '2' is unknown here; write version: 1, or use a newer bridge"
    assert found["diff.md"].startswith("### 🔴 Mapping: it cannot be compared\n")
    assert f"\n    {told}\n" in found["diff.md"]
    assert told in capfd.readouterr().err


def test_what_the_check_finds_is_reported(project: Path) -> None:
    (project / "mapping/mapping.yaml").write_text("version: 1\nproperties: {email: meta.created}\n", "utf-8")
    assert run() == 1
    told = "    mapping/mapping.yaml:2: email: meta.created never has a value, since the bridge keeps no meta"
    assert told in reports(project)["diff.md"]


def test_a_report_of_many_findings_says_how_many_are_left_out(project: Path) -> None:
    rows = "".join(f"  p{number}: meta.created\n" for number in range(50))
    (project / "mapping/mapping.yaml").write_text(f"version: 1\nproperties:\n{rows}", "utf-8")
    assert run() == 1
    lines = reports(project)["diff.md"].splitlines()
    assert len(lines) <= 30
    assert "and 31 lines more" in lines[-1]


def test_a_new_mapping_has_nothing_to_be_compared_with(project: Path) -> None:
    assert run() == 0
    (project / "mapping/new.yaml").write_text(NEW, "utf-8")
    assert run(mapping="mapping/new.yaml") == 0
    found = reports(project)
    assert set(found) == {"diff.md"}
    assert "not in main" in found["diff.md"]


def test_a_revision_that_is_not_there_is_wrong_use(project: Path) -> None:
    assert run("nowhere") == 2
    assert "    nowhere:mapping/mapping.yaml:1: there is no such file, and git says: " in reports(project)["diff.md"]


@pytest.mark.parametrize("given", [[], ["main", "--nonsense"]])
def test_a_call_that_is_wrong_leaves_no_earlier_report(project: Path, given: list[str]) -> None:
    assert run() == 0
    with pytest.raises(SystemExit) as ended:
        script().main(given)
    assert ended.value.code == 2
    assert reports(project) == {}


@pytest.mark.parametrize("name", ["gitlab/mapping.yml", "jenkins/Mapping.Jenkinsfile"])
def test_a_pipeline_whose_folder_may_be_an_earlier_run_s_removes_the_report_before_anything_can_fail(name: str) -> None:
    text = (ROOT / "ci" / name).read_text("utf-8")
    assert 0 < text.index("rm -rf reports/mapping") < text.index("./ci/tox")


def test_each_pipeline_runs_the_one_command_and_posts_its_report() -> None:
    for name in ("github/mapping.yml", "gitlab/mapping.yml", "jenkins/Mapping.Jenkinsfile"):
        text = (ROOT / "ci" / name).read_text("utf-8")
        assert "./ci/tox -e mapping -- " in text
        assert text.count("reports/mapping/diff.md") >= 2
        assert "[testenv:mapping]" in (ROOT / "tox.ini").read_text("utf-8")


def test_a_pull_request_from_a_fork_gets_no_right_to_write() -> None:
    workflow: Any = yaml.safe_load((ROOT / "ci/github/mapping.yml").read_text("utf-8"))
    assert list(workflow[True]) == [
        "pull_request"
    ]  # YAML 1.1 reads the key `on` as a boolean; never pull_request_target
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    (comment,) = [step for step in workflow["jobs"]["diff"]["steps"] if "gh pr comment" in step.get("run", "")]
    assert "head.repo.full_name == github.repository" in comment["if"]


def test_the_hook_runs_a_command_that_is_there(project: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    _, *words = hook["entry"].split()
    codes = []
    for text in (OLD, "version: 2\n"):
        (project / "mapping/mapping.yaml").write_text(text, "utf-8")
        codes.append(script().bridge(*words[1:], *hook["args"]).returncode)
    assert codes == [0, 2]
