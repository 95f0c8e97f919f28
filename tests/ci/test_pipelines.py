"""The pipelines of ci/, shown by docs/ci.md: they call what this project has, and each the same."""

import configparser
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]

RELEASES: Final = ["6.1.0", "7.0.0", "7.1.0", "7.2.0", "7.3.0"]
OURS: Final = re.compile(r"\./ci/tox -e [\w,\"$-]+|\./ci/tox -e \$\{\{ matrix\.environment \}\}")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / "ci" / name).read_text(encoding="utf-8"))


CHECKS, NIGHTLY, GITLAB = read("github/checks.yml"), read("github/nightly.yml"), read("gitlab/gitlab-ci.yml")
WORKFLOWS: Final = {name: read(f"github/{name}") for name in ("checks.yml", "nightly.yml", "mapping.yml")}
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


def keys(job: Any) -> Iterator[str]:
    """Yield the keys of a GitHub job's caches, with each value of its matrix in place."""
    matrix = job.get("strategy", {}).get("matrix", {})
    used = [step["with"]["key"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache@")]
    for key, values in product(used, product(*matrix.values())):
        filled = key
        for name, value in zip(matrix, values, strict=True):
            filled = re.sub(rf"\$\{{\{{\s*matrix\.{name}\s*\}}\}}", value, filled)
        yield re.sub(r"\$\{\{[^}]*\}\}", "", filled)  # what the runner alone knows: a system, a version, a hash


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


def test_what_the_runs_leave_is_kept_whatever_became_of_them() -> None:
    kept = [
        step for job in CHECKS["jobs"].values() for step in job["steps"] if "upload-artifact" in step.get("uses", "")
    ]
    assert all("!cancelled()" in step["if"] for step in kept)
    assert GITLAB[".reports"]["artifacts"]["when"] == "always"
    assert JENKINS.count("archiveArtifacts") >= JENKINS.count("matrix {")


def test_no_key_of_a_cache_has_what_github_refuses() -> None:
    found = [key for workflow in WORKFLOWS.values() for job in workflow["jobs"].values() for key in keys(job)]
    assert len(found) >= len(CHECKS["jobs"]["tox"]["strategy"]["matrix"]["environment"]) + len(RELEASES)
    assert [key for key in found if "," in key or len(key) > 512] == []


def test_a_comma_of_a_matrix_in_a_key_is_noticed() -> None:
    step = {"uses": "actions/cache@v5", "with": {"key": "tox-${{ matrix.it }}-${{ hashFiles('a', 'b') }}"}}
    assert list(keys({"strategy": {"matrix": {"it": ["a,b", "c"]}}, "steps": [step]})) == ["tox-a,b-", "tox-c-"]


def test_a_push_to_the_branch_of_a_pull_request_runs_everything_once() -> None:
    assert CHECKS[True] == {"push": {"branches": ["main"]}, "pull_request": None}  # YAML 1.1 reads `on` as a boolean
    first, last = GITLAB["workflow"]["rules"]
    assert first == {"if": '$CI_PIPELINE_SOURCE == "push" && $CI_OPEN_MERGE_REQUESTS', "when": "never"}
    assert last == {"when": "always"}


def test_gitlab_reads_the_results_of_every_folder_of_reports() -> None:
    for name in ("scenarios", "containers", "embedded", "real-is"):
        job = GITLAB[name]
        bases = job["extends"] if isinstance(job["extends"], list) else [job["extends"]]
        assert {".reports", ".nightly"} & set(bases)
        assert "artifacts" not in job
    assert GITLAB[".nightly"]["extends"] == ".reports"
    assert GITLAB[".reports"]["artifacts"]["reports"] == {"junit": "reports/**/junit.xml"}


def test_every_stage_of_gitlab_is_one_of_the_file_also_that_of_the_included_mapping() -> None:
    jobs = {**GITLAB, **read("gitlab/mapping.yml")}
    used = {job["stage"] for job in jobs.values() if isinstance(job, dict) and "stage" in job}
    assert used == set(GITLAB["stages"])


def test_every_table_has_the_embedded_run_beside_those_on_images() -> None:
    assert NIGHTLY["jobs"]["table"]["needs"] == ["embedded", "real-is"]
    embedded, real = GITLAB["embedded"], GITLAB["real-is"]
    assert embedded["script"] == ["./ci/tox -e e2e -- --reports reports/0-embedded"]
    assert embedded["extends"] == real["extends"] == ".nightly"
    assert GITLAB["stages"].index(GITLAB[".nightly"]["stage"]) < GITLAB["stages"].index(GITLAB["table"]["stage"])
    assert "unstash 'run-e2e'" in JENKINS


def test_no_cell_of_jenkins_publishes_what_an_earlier_one_left() -> None:
    published = re.findall(r"\bsh '[^']*(?:\$ENVIRONMENT|\$TAG|report -- --compare)[^']*'", JENKINS)
    cleaned = re.findall(r"dir\('reports'\) \{\s+deleteDir\(\)\s+\}", JENKINS)
    assert len(cleaned) == len(published) == 3
    for part in re.split(r"steps \{", JENKINS)[1:]:
        if "reports/" in part:
            assert re.match(r"(\s+//.*)?\s+dir\('reports'\) \{\s+deleteDir\(\)", part), part


def test_jenkins_keeps_a_run_s_own_result_for_the_table() -> None:
    kept = re.findall(
        r"stash name: \"run-\$\{env\.(\w+)\}\", allowEmpty: true, includes: [\"'](.+)[\"']$", JENKINS, re.MULTILINE
    )
    assert dict(kept) == {"TAG": "reports/${env.TAG}/run.json", "ENVIRONMENT": "reports/0-embedded/run.json"}
    assert len(kept) == len(re.findall(r"\bstash name:", JENKINS))


def test_every_command_of_jenkins_has_a_limit_that_ends_it_alone() -> None:
    limited = re.findall(r"timeout\(time: (\d+), unit: 'MINUTES'\) \{\s+sh '([^']*)'\s+\}", JENKINS)
    assert [command for _, command in limited] == re.findall(r"\bsh '([^']*)'", JENKINS)
    assert JENKINS.count("timeout(") == len(limited)
    minutes = {command.split()[2]: int(limit) for limit, command in limited}
    assert minutes["real-is"] == NIGHTLY["jobs"]["real-is"]["timeout-minutes"]
