import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import browser_binary, doctor
from harness.browser_binary import FoundBrowser
from harness.check import Check
from harness.errors import HarnessError

Script = Callable[..., Path]


@pytest.fixture
def bare_machine(script: Script, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make this process see a machine without browser, driver and Selenium Manager's downloads; return its PATH."""
    selenium_manager = script("selenium-manager", "exit 65")
    monkeypatch.setenv("SE_MANAGER_PATH", str(selenium_manager))
    monkeypatch.setenv("PATH", str(selenium_manager.parent))
    monkeypatch.setattr(browser_binary, "DEBIAN_SHELL", selenium_manager.parent / "debians-shell")
    for variable in ("CHROME_BINARY", "CHROMEDRIVER"):
        monkeypatch.delenv(variable, raising=False)
    return selenium_manager.parent


def states(checks: list[Check]) -> dict[str, str]:
    return {check.name: check.state for check in checks}


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 10, 9), "missing"), ((3, 11, 0), "fine"), ((3, 13, 9), "fine"), ((3, 14, 0), "missing")],
)
def test_pythons_from_3_11_to_3_13_are_fine(version: tuple[int, ...], state: str) -> None:
    assert doctor.check_python(version).state == state


def test_a_browser_and_a_driver_of_one_major_version_are_fine(script: Script) -> None:
    found = FoundBrowser(script("chromium", "echo Chromium 156.0.1.2"), script("chromedriver", "echo Driver 156.0.9.9"))
    assert states(list(doctor.check_browser(found))) == {"browser": "fine", "driver": "fine", "versions match": "fine"}


def test_a_driver_of_another_major_version_is_named_with_what_mends_it(script: Script) -> None:
    found = FoundBrowser(script("chromium", "echo Chromium 156.0.1.2"), script("chromedriver", "echo Driver 155.0.1.2"))
    check = list(doctor.check_browser(found))[-1]
    assert check.state == "missing"
    assert check.seen == "browser 156.0.1.2, driver 155.0.1.2"
    assert check.mend == "install ChromeDriver 156, or name it by CHROMEDRIVER"


def test_a_browser_that_does_not_start_is_missing(script: Script) -> None:
    found = FoundBrowser(script("chromium", "exit 127"), script("chromedriver", "echo Driver 155.0.1.2"))
    assert states(list(doctor.check_browser(found))) == {"browser": "missing", "driver": "fine"}


def test_a_missing_browser_is_one_check_that_says_how_to_bring_it() -> None:
    (check,) = doctor.check_browser(None)
    assert check.state == "missing"
    assert "harness doctor --install" in check.mend


def test_a_port_in_use_is_a_note_that_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        monkeypatch.setattr(doctor, "PORTS", {"bridge serve": server.getsockname()[1]})
        (check,) = doctor.check_ports()
    assert check.state == "note"
    assert "`bridge serve` another --port" in check.mend


@pytest.mark.usefixtures("bare_machine")
def test_install_leaves_a_browser_that_is_here_alone(script: Script) -> None:
    script("apt-get", "exit 1")
    chromium, driver = script("chromium"), script("chromedriver")
    assert doctor.install_browser() == FoundBrowser(chromium, driver)


def test_install_asks_debian_when_selenium_manager_brings_none(
    bare_machine: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    copy, program = shutil.which("cp", path=os.defpath), shutil.which("true", path=os.defpath)
    bring = [f"{copy} {program} {bare_machine / name}" for name in ("chromium", "chromedriver")]
    script("apt-get", '[ "$2" = update ] && exit 0', *bring)
    assert doctor.install_browser() == FoundBrowser(bare_machine / "chromium", bare_machine / "chromedriver")


def put(folder: Path, name: str, says: str) -> str:
    """Return the shell command that puts a program there which prints this; a bare machine's PATH has no tools."""
    program = folder / name
    return f"printf '#!/bin/sh\\necho {says}\\n' >{program}; {shutil.which('chmod', path=os.defpath)} +x {program}"


@pytest.fixture
def debian_chromium(bare_machine: Path, script: Script, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make it a machine with Debian's Chromium and driver, and this process root on it."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script("chromium", "echo Chromium 156.0.1.2")
    script("chromedriver", "echo ChromeDriver 156.0.1.2")
    script("dpkg-query", "printf 156.0.1.2-1")
    return bare_machine


def test_install_brings_the_headless_shell_of_debians_chromium(debian_chromium: Path, script: Script) -> None:
    shell = debian_chromium / "debians-shell"
    bring = put(debian_chromium, shell.name, "Chromium 156.0.1.2")
    script("apt-get", '[ "$5" = chromium-headless-shell=156.0.1.2-1 ] || exit 100', bring)
    assert doctor.install_browser().browser == shell


def test_install_asks_for_the_package_lists_when_the_shell_is_not_in_them(
    debian_chromium: Path, script: Script
) -> None:
    shell = debian_chromium / "debians-shell"
    known = debian_chromium / "known"
    bring = put(debian_chromium, shell.name, "Chromium 156.0.1.2")
    script("apt-get", f'[ "$2" = update ] && : >{known} && exit 0', f"[ -e {known} ] || exit 100", bring)
    assert doctor.install_browser().browser == shell


def test_install_stays_with_chromium_where_its_shell_is_not_to_be_had(debian_chromium: Path, script: Script) -> None:
    script("apt-get", "exit 100")
    assert doctor.install_browser().browser == debian_chromium / "chromium"


@pytest.mark.usefixtures("bare_machine")
def test_install_says_in_one_line_what_to_do_when_apt_fails(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script("apt-get", "echo first >&2", "echo 'E: no network' >&2", "exit 100")
    with pytest.raises(HarnessError, match=r"apt-get update: E: no network\): install Chrome or Chromium") as caught:
        doctor.install_browser()
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("bare_machine")
def test_install_without_root_says_so(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    script("apt-get", "exit 1")
    with pytest.raises(HarnessError, match="apt-get needs root"):
        doctor.install_browser()


@pytest.mark.usefixtures("bare_machine")
def test_install_without_apt_says_so() -> None:
    with pytest.raises(HarnessError, match="there is no apt-get"):
        doctor.install_browser()


@pytest.mark.usefixtures("bare_machine")
def test_the_examination_of_a_bare_machine_finds_the_browser_missing() -> None:
    assert states(doctor.examine())["browser and driver"] == "missing"


def test_libraries_that_only_the_extra_brings_are_named_with_it() -> None:
    check = doctor.check_libraries(["pytest", "no_such_library"])
    assert (check.state, check.seen) == ("missing", "no_such_library not installed")
    assert check.mend == "pip install '.[harness]'"
