from collections.abc import Callable
from pathlib import Path

import pytest

from harness import browser_binary as module
from harness.browser_binary import FoundBrowser, find_browser, read_version
from harness.errors import HarnessError

Script = Callable[..., Path]


@pytest.fixture(autouse=True)
def no_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this not be a machine with Debian's headless shell."""
    monkeypatch.setattr(module, "DEBIAN_SHELL", tmp_path / "nowhere")


@pytest.fixture
def selenium_manager(script: Script, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Replace Selenium Manager by one that answers with these paths and notes its arguments in ``arguments``."""

    def replace(browser: str, driver: str) -> Path:
        answer = f'{{"logs": [], "result": {{"browser_path": "{browser}", "driver_path": "{driver}"}}}}'
        program = script("selenium-manager", 'echo "$@" >"$(dirname "$0")/arguments"', f"echo '{answer}'")
        monkeypatch.setenv("SE_MANAGER_PATH", str(program))
        return program.parent / "arguments"

    return replace


def test_browser_and_driver_are_found_on_the_path(script: Script) -> None:
    chromium, driver = script("chromium"), script("chromedriver")
    assert find_browser({"PATH": str(chromium.parent)}) == FoundBrowser(chromium, driver)


def test_what_the_variables_name_comes_before_the_path(script: Script) -> None:
    driver, mine = script("chromedriver"), script("my-chrome")
    script("chromium")
    environment = {"PATH": str(driver.parent), "CHROME_BINARY": str(mine)}
    assert find_browser(environment) == FoundBrowser(mine, driver)


def test_a_headless_shell_of_the_drivers_version_comes_before_the_whole_browser(script: Script) -> None:
    shell, driver = script("chrome-headless-shell", "echo Chromium 156.0.1"), script("chromedriver", "echo D 156.0.1")
    script("chromium")
    assert find_browser({"PATH": str(driver.parent)}) == FoundBrowser(shell, driver)


def test_debians_headless_shell_is_taken_past_the_script_that_starts_it(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, driver = script("debians", "echo Chromium 156.0.1"), script("chromedriver", "echo D 156.0.1")
    script("chromium-headless-shell", f'{shell} "$@"')
    monkeypatch.setattr(module, "DEBIAN_SHELL", shell)
    assert find_browser({"PATH": str(driver.parent)}) == FoundBrowser(shell, driver)


@pytest.mark.parametrize("says", ["echo Chromium 155.0.1.2", "exit 127"])
def test_a_headless_shell_that_does_not_fit_the_driver_is_left_alone(says: str, script: Script) -> None:
    script("chrome-headless-shell", says)
    chromium, driver = script("chromium"), script("chromedriver", "echo ChromeDriver 156.0.1.2")
    assert find_browser({"PATH": str(driver.parent)}) == FoundBrowser(chromium, driver)


@pytest.mark.parametrize("variable", ["CHROME_BINARY", "CHROMEDRIVER"])
def test_a_variable_that_names_nothing_is_an_error_that_names_it(variable: str) -> None:
    with pytest.raises(HarnessError, match=f"{variable} names /nowhere/it, which is not there"):
        find_browser({"PATH": "", variable: "/nowhere/it"})


def test_selenium_manager_is_asked_for_what_is_missing(
    script: Script, selenium_manager: Callable[[str, str], Path]
) -> None:
    chromium = script("chromium")
    arguments = selenium_manager(str(chromium), "/cache/chromedriver")
    assert find_browser({"PATH": str(chromium.parent)}) == FoundBrowser(chromium, Path("/cache/chromedriver"))
    assert f"--browser-path {chromium} --offline" in arguments.read_text()


def test_selenium_manager_fetches_only_when_it_may(selenium_manager: Callable[[str, str], Path]) -> None:
    arguments = selenium_manager("/cache/chrome", "/cache/chromedriver")
    found = find_browser({"PATH": ""}, fetch=True)
    assert found == FoundBrowser(Path("/cache/chrome"), Path("/cache/chromedriver"))
    assert "--offline" not in arguments.read_text()


def test_a_browser_without_a_driver_is_not_found(script: Script, selenium_manager: Callable[[str, str], Path]) -> None:
    chromium = script("chromium")
    selenium_manager(str(chromium), "")
    assert find_browser({"PATH": str(chromium.parent)}) is None


def test_a_selenium_manager_that_fails_counts_as_nothing_found(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SE_MANAGER_PATH", str(script("selenium-manager", "exit 65")))
    assert find_browser({"PATH": ""}) is None


def test_the_version_is_read_from_what_the_program_prints(script: Script) -> None:
    assert read_version(script("chromium", "echo Chromium 156.0.8078.79 built on Debian")) == "156.0.8078.79"


def test_a_program_that_does_not_start_has_no_version(script: Script) -> None:
    assert read_version(script("chromium", "exit 127")) is None
    assert read_version(Path("/nowhere/chromium")) is None
