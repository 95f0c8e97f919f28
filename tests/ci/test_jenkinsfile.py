"""`ci/jenkinsfile.py` takes the project's Jenkinsfile, and says what is wrong with others."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
GOOD = "pipeline {\n  agent any\n  stages {\n    stage('A') {\n      steps { sh 'true' }\n    }\n  }\n}\n"


def script() -> ModuleType:
    """Return the script as a module: ci/ is no package."""
    specification = importlib.util.spec_from_file_location("jenkinsfile", ROOT / "ci" / "jenkinsfile.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def found(text: str) -> list[str]:
    problems: list[str] = list(script().problems(text))
    return problems


def test_the_project_s_own_is_fine() -> None:
    assert found((ROOT / "ci/jenkins/Jenkinsfile").read_text(encoding="utf-8")) == []
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("sh 'true'", "sh 'true", "this is no Groovy"),
        ("  agent any\n", "", "line 1: pipeline needs agent"),
        ("stages {", "stagess {", "line 3: stagess cannot stand in pipeline"),
        ("steps {", "step {", "line 5: step cannot stand in stage"),
        ("agent any", "agent any\n  post { allways { sh 'true' } }", "line 3: allways cannot stand in post"),
        ("steps { sh 'true' }", "agent any", "line 4: a stage has one of"),
        ("stage('A') {\n      steps { sh 'true' }\n    }", "stage('A')", "line 4: stage has no block"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(before: str, after: str, says: str) -> None:
    assert before in GOOD
    assert any(says in problem for problem in found(GOOD.replace(before, after)))


def test_the_command_ends_with_1_and_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Jenkinsfile"
    file.write_text("node { }\n")
    assert script().main([str(file)]) == 1
    assert capsys.readouterr().out.startswith(f"{file}: line 1: node cannot stand in the file")
    file.write_text(GOOD)
    assert script().main([str(file)]) == 0
