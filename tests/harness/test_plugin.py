"""The pytest plugin: its options, its seed, and that it costs nothing until it is used."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from harness.evidence.run import read as read_run
from harness.identity_server.simulator.profiles import PROFILES
from harness.rungs.abilities import RELEASES

pytest_plugins = ["pytester"]

PASSES = "def test_it(): pass"
MEETS = """
def test_it(new_person):
    print("met", new_person().user_name, new_person().user_name)
"""


Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a run of pytest, with this plugin alone, on a test file of its own."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_on(code: str, *options: str) -> pytest.RunResult:
        path = pytester.makepyfile(code)
        return pytester.runpytest_inprocess("-p", "harness.plugin", "-s", *options, path)

    return run_on


def met(run: Run, *options: str) -> list[str]:
    """Return the user names of the people whom a test met."""
    lines: list[str] = run(MEETS, *options).outlines
    return next(line for line in lines if "met " in line).partition("met ")[2].split()


def test_the_header_says_how_to_meet_the_same_people_again(run: Run) -> None:
    assert "people seed 4711 (again: --people-seed)" in run(PASSES, "--people-seed", "4711").stdout.str()


def test_the_same_seed_meets_the_same_people(run: Run) -> None:
    assert met(run, "--people-seed", "4711") == met(run, "--people-seed", "4711")


def test_without_a_seed_every_run_meets_new_people(run: Run) -> None:
    assert met(run) != met(run)


def test_every_worker_has_the_seed_that_the_header_prints(run: Run, pytester: pytest.Pytester) -> None:
    printed = run(f"{MEETS}\ndef test_that(new_person): pass", "-p", "xdist", "-n", "2", "--junitxml", "junit.xml")
    header = re.search(r"people seed (\w+)", printed.stdout.str())
    assert header is not None
    properties = ET.parse(pytester.path / "junit.xml").iter("property")  # noqa: S314 - pytest's own file
    assert {each.get("value") for each in properties} == {header[1]}


@pytest.mark.parametrize(
    "options",
    [
        ["--rung", "live"],
        ["--identity-server", "container"],
        ["--identity-server", "https://is.example.com"],
        ["--bridge", "container"],
        ["--hubspot", "https://api.hubapi.com"],
    ],
)
def test_what_comes_later_is_refused_in_one_line(run: Run, options: list[str]) -> None:
    done = run(PASSES, *options)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: {options[0]} {options[1]} comes in a later version: *"])
    assert "Traceback" not in done.stderr.str()


def test_an_unknown_rung_is_refused(run: Run) -> None:
    assert run(PASSES, "--rung", "moon").ret == pytest.ExitCode.USAGE_ERROR


def test_the_plugin_imports_nothing_heavy_until_it_is_used() -> None:
    heavy = {"faker", "selenium", "httpx2", "starlette", "sqlalchemy", "bridge"}
    code = f"import sys, harness.plugin, harness.evidence.index; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert done.stdout.strip() == "[]"


def test_a_scenario_is_listed_with_its_outcome(run: Run, pytester: pytest.Pytester) -> None:
    run(MEETS, "--reports", "results")
    page = (pytester.path / "results" / "index.html").read_text()
    assert "1 scenario: 1 passed, 0 failed" in page
    assert "::test_it" in page


def test_a_run_without_scenarios_leaves_no_page(run: Run, pytester: pytest.Pytester) -> None:
    run(PASSES)
    assert not (pytester.path / "reports").exists()


def test_junit_tells_the_seed(run: Run, pytester: pytest.Pytester) -> None:
    run(MEETS, "--people-seed", "4711", "--junitxml", "junit.xml")
    properties = ET.parse(pytester.path / "junit.xml").iter("property")  # noqa: S314 - pytest's own file
    assert {each.get("name"): each.get("value") for each in properties} == {"people seed": "4711"}


NEEDS = """
import pytest
@pytest.mark.needs("{needed}")
def test_it(): pass
"""


@pytest.mark.parametrize(("needed", "reason"), [("network", "nobody can cut"), ("simulator", None)])
def test_what_a_rung_cannot_do_is_skipped_with_the_rungs_reason(run: Run, needed: str, reason: str | None) -> None:
    done = run(NEEDS.format(needed=needed), "-rs", "--rung", "embedded")
    done.assert_outcomes(passed=reason is None, skipped=reason is not None)
    assert reason is None or reason in done.stdout.str()


def test_what_is_skipped_is_in_the_report_with_its_reason(run: Run, pytester: pytest.Pytester) -> None:
    run(NEEDS.format(needed="network"), "--rung", "embedded", "--reports", "results")
    (result,) = read_run(pytester.path / "results").results
    assert (result.outcome, "nobody can cut" in result.reason) == ("skipped", True)


def test_an_ability_that_nobody_knows_is_refused(run: Run) -> None:
    done = run(NEEDS.format(needed="moon"))
    assert "needs('moon') is unknown: name one of network, simulator" in done.stdout.str() + done.stderr.str()


@pytest.mark.parametrize(("release", "skipped"), [("6.1", False), ("7.0", True), ("7.3", True)])
def test_what_a_release_has_not_is_skipped_with_its_reason(run: Run, release: str, *, skipped: bool) -> None:
    done = run(NEEDS.format(needed="registration in steps"), "-rs", "--profile", release)
    done.assert_outcomes(passed=not skipped, skipped=skipped)
    assert skipped == (f"release {release}: registration is one page there" in done.stdout.str())
    assert f"rung embedded, release {release}," in done.stdout.str()


def test_the_release_of_a_real_server_is_its_images(run: Run) -> None:
    done = run(PASSES, "--rung", "real-is", "--profile", "7.1")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["ERROR: --profile is the simulator's: on rung real-is choose the release by --is-image"])


def test_the_releases_are_those_that_are_simulated() -> None:
    assert [profile.name for profile in PROFILES] == list(RELEASES)


TERMINATED = """
import os, signal
def test_it():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)  # another does nothing
        open("put in order", "w").close()
"""


def test_sigterm_ends_a_run_in_order_as_ctrl_c_does(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    path = pytester.makepyfile(TERMINATED)
    done = pytester.runpytest_subprocess("-p", "harness.plugin", path)
    assert done.ret == pytest.ExitCode.INTERRUPTED
    assert (pytester.path / "put in order").exists()
    done.stdout.fnmatch_lines(["*KeyboardInterrupt*"])


def test_sigterm_does_after_a_run_what_it_did_before(run: Run) -> None:
    before = signal.getsignal(signal.SIGTERM)
    run(PASSES)
    assert signal.getsignal(signal.SIGTERM) == before
