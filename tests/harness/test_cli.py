import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from harness import cli, doctor
from harness.browser_binary import FoundBrowser
from harness.check import Check
from harness.errors import HarnessError
from harness.rungs.abilities import IS_IMAGE

MISSING = Check("browser and driver", "missing", "not found", "install them")
FINE = Check("Python", "fine", "3.11.7")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments)


@pytest.fixture
def browser_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "install_browser", lambda: FoundBrowser(Path("chrome"), Path("chromedriver")))
    monkeypatch.setattr(doctor, "examine", lambda *_asked: [FINE])


def test_the_doctor_ends_with_0_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_asked: [FINE])
    result = run("doctor")
    assert result.exit_code == 0
    assert result.output.splitlines()[1:] == ["fine  Python  3.11.7", "This machine can run the scenarios."]


@pytest.mark.parametrize(
    ("words", "image"),
    [
        ([], IS_IMAGE),
        (["--is-image", "own:1"], "own:1"),
        (["--", "--is-image", "own:2", "--reports", "r", "-k", "a"], "own:2"),
        (["--", "-x", "--is-image=own:3"], "own:3"),
        (["--", "--is-image"], IS_IMAGE),
    ],
)
def test_the_doctor_looks_at_the_image_that_pytest_is_given(
    monkeypatch: pytest.MonkeyPatch, words: list[str], image: str
) -> None:
    asked: list[str] = []

    def examine(_rung: str, image: str) -> list[Check]:
        asked.append(image)
        return [FINE]

    monkeypatch.setattr(doctor, "examine", examine)
    assert run("doctor", "--rung", "real-is", *words).exit_code == 0
    assert asked == [image]


def test_the_doctor_ends_with_3_and_the_remedy_when_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_asked: [FINE, MISSING])
    result = run("doctor")
    assert result.exit_code == 3
    assert "missing  browser and driver  not found  install them" in result.output


def test_the_doctor_speaks_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_asked: [MISSING])
    answer = json.loads(run("doctor", "--json").output)
    assert answer["usable"] is False
    assert answer["checks"] == [
        {"name": "browser and driver", "state": "missing", "seen": "not found", "mend": "install them"}
    ]


@pytest.mark.usefixtures("browser_is_here")
def test_the_doctor_examines_what_it_installed() -> None:
    assert run("doctor", "--install").exit_code == 0


@pytest.mark.parametrize("command", ["simulate"])
def test_a_command_of_a_later_version_says_so_and_ends_with_2(command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"harness {command} comes in a later version: ")


def test_a_server_is_imported_only_when_it_is_called() -> None:
    asked = "import sys; from harness import cli; sys.exit('harness.hubspot.cli' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 - our own Python
    assert "serve" in run("hubspot", "--help").output


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (HarnessError("no browser: install one"), "harness: no browser: install one"),
        (
            ModuleNotFoundError("No module named 'selenium'", name="selenium.webdriver"),
            "harness: needs selenium, which is not installed: pip install '.[harness]'",
        ),
    ],
)
def test_an_unusable_machine_is_one_line_and_exit_code_3(
    error: Exception, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert capsys.readouterr().err == f"{line}\n"


def test_a_defect_of_our_own_is_not_taken_for_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise ModuleNotFoundError("No module named 'harness.nothing'", name="harness.nothing")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(ModuleNotFoundError):
        cli.main()


@pytest.mark.parametrize("arguments", [["--help"], ["doctor", "--help"], ["hubspot", "--help"]])
def test_help_needs_no_library_of_the_extra(arguments: list[str]) -> None:
    hidden = ["authlib", "faker", "jinja2", "joserfc", "multipart", "python_multipart", "pytest", "selenium", "xdist"]
    program = f"import sys; sys.modules.update(dict.fromkeys({hidden})); from harness.cli import main; main()"
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Usage: harness" in done.stdout
