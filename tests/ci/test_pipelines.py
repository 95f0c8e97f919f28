"""The pipelines of ci/, shown by docs/ci.md: they call what this project has, and each the same."""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]

RELEASES: Final = ["6.1.0", "7.0.0", "7.1.0", "7.2.0", "7.3.0"]
OURS: Final = re.compile(r"\./ci/tox -e [\w,\"$-]+|\./ci/tox -e \$\{\{ matrix\.environment \}\}")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / "ci" / name).read_text(encoding="utf-8"))


CHECKS, NIGHTLY, GITLAB = read("github/checks.yml"), read("github/nightly.yml"), read("gitlab/gitlab-ci.yml")
JENKINS: Final = (ROOT / "ci/jenkins/Jenkinsfile").read_text(encoding="utf-8")


def commands() -> list[str]:
    """Return every command of all pipelines."""
    jobs = [*CHECKS["jobs"].values(), *NIGHTLY["jobs"].values()]
    github = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    gitlab = [line for job in GITLAB.values() if isinstance(job, dict) for line in job.get("script", ())]
    return [*github, *gitlab, *re.findall(r"\bsh '([^']*)'", JENKINS)]


def environments() -> Iterator[str]:
    """Yield the names of tox environments that some pipeline runs."""
    for command in commands():
        yield from re.findall(r"-e ([a-z][\w,-]*)", command)
    yield from CHECKS["jobs"]["tox"]["strategy"]["matrix"]["environment"]
    for job in ("check", "scenarios"):
        yield from GITLAB[job]["parallel"]["matrix"][0]["ENVIRONMENT"]
    yield from re.findall(r"'([\w-]+)'", re.findall(r"name 'ENVIRONMENT'\s+values (.+)", JENKINS)[0])


def named(found: Iterator[str]) -> set[str]:
    return {name for names in found for name in names.split(",")}


def test_the_pipelines_call_this_project_s_commands_alone() -> None:
    assert [command for command in commands() if not OURS.match(command)] == []
    assert not re.search(r"\bsh\b", re.sub(r"\bsh '[^']*'", "", JENKINS))


def test_every_environment_that_a_pipeline_runs_is_one_of_tox() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    assert not {name for name in named(environments()) if f"testenv:{name}" not in tox}


def test_every_pipeline_runs_the_checks_the_scenarios_and_the_containers() -> None:
    wanted = {"lint", "types", "tests", "e2e", "pages", "docs", "containers"}
    assert named(iter(CHECKS["jobs"]["tox"]["strategy"]["matrix"]["environment"])) == wanted
    assert named(environments()) == wanted | {"real-is", "report"}
    for name in wanted:
        assert re.search(rf"[ ',]{name}\b", JENKINS), name


def test_every_pipeline_runs_the_same_releases_on_a_schedule() -> None:
    assert NIGHTLY["jobs"]["real-is"]["strategy"]["matrix"]["tag"] == RELEASES
    assert GITLAB["real-is"]["parallel"]["matrix"] == [{"TAG": RELEASES}]
    assert re.findall(r"'([\d.]+)'", re.findall(r"name 'TAG'\s+values (.+)", JENKINS)[0]) == RELEASES
    assert re.findall(r"unstash 'run-([\d.]+)'", JENKINS) == RELEASES
    assert "schedule" in NIGHTLY[True]  # YAML 1.1 reads the key `on` as a boolean
    assert all("--is-image" in command for command in commands() if "-e real-is" in command)


def test_every_job_has_a_limit_of_time_and_no_more_rights_than_reading() -> None:
    for workflow in (CHECKS, NIGHTLY):
        assert workflow["permissions"] == {"contents": "read"}
        assert all(job["timeout-minutes"] for job in workflow["jobs"].values())
    assert GITLAB["default"]["timeout"]
    assert "timeout(time:" in JENKINS


def test_what_the_runs_leave_is_kept_whatever_became_of_them() -> None:
    kept = [
        step for job in CHECKS["jobs"].values() for step in job["steps"] if "upload-artifact" in step.get("uses", "")
    ]
    assert all("!cancelled()" in step["if"] for step in kept)
    assert GITLAB[".reports"]["artifacts"]["when"] == "always"
    assert JENKINS.count("archiveArtifacts") >= JENKINS.count("matrix {")
