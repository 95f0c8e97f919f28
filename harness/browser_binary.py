"""Where Chrome or Chromium and its driver are on this machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.errors import HarnessError

BROWSER_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
DEBIAN_SHELL = Path("/usr/lib/chromium/chromium-headless-shell")
SHELL_NAME = "chrome-headless-shell"
"""The same engine built without a window system: scenarios with it take two thirds of the processor time.

Debian's is taken where it really is: on the PATH there is a script that starts it as a child, and ChromeDriver ends
only what it started itself.
"""
DRIVER_NAME = "chromedriver"
FETCH_LIMIT = 120
"""Seconds that each of Selenium Manager's requests may take."""


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser and its driver, both there."""

    browser: Path
    driver: Path


def find_browser(environment: Mapping[str, str] = os.environ, *, fetch: bool = False) -> FoundBrowser | None:
    """Return the browser and driver to use, or None where one of them is missing.

    First come those that ``CHROME_BINARY`` and ``CHROMEDRIVER`` name, then those on ``PATH``, a headless shell of the
    driver's version before whole browsers, then what Selenium Manager knows of or once fetched. Only with ``fetch``
    may it fetch what is missing now.

    Raises:
        HarnessError: a variable names a file that is not there.
    """
    driver = _named(environment, "CHROMEDRIVER") or _on_path(environment, DRIVER_NAME)
    browser = (
        _named(environment, "CHROME_BINARY") or _shell_of(driver, environment) or _on_path(environment, *BROWSER_NAMES)
    )
    if not (browser and driver):
        known = _ask_selenium_manager(browser, fetch=fetch)
        browser, driver = browser or known.get("browser_path"), driver or known.get("driver_path")
    return FoundBrowser(browser, driver) if browser and driver else None


def read_version(binary: Path) -> str | None:
    """Return what the browser or driver says of its version (``156.0.8078.79``), or None when it does not start."""
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30, check=True)  # noqa: S603 - a browser found on this machine
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    return found[0] if found else None


def is_headless_shell(browser: Path) -> bool:
    """Tell whether the browser is a headless shell."""
    return browser == DEBIAN_SHELL or browser.name == SHELL_NAME


def _shell_of(driver: Path | None, environment: Mapping[str, str]) -> Path | None:
    if driver is None:
        return None
    wanted = read_version(driver)
    shells = (DEBIAN_SHELL if DEBIAN_SHELL.is_file() else None, _on_path(environment, SHELL_NAME))
    return next((shell for shell in shells if shell and wanted and read_version(shell) == wanted), None)


def _named(environment: Mapping[str, str], variable: str) -> Path | None:
    name = environment.get(variable)
    if not name:
        return None
    if not Path(name).is_file():
        raise HarnessError(f"{variable} names {name}, which is not there: correct the variable or unset it")
    return Path(name)


def _on_path(environment: Mapping[str, str], *names: str) -> Path | None:
    found = (shutil.which(name, path=environment.get("PATH")) for name in names)
    return next((Path(path) for path in found if path), None)


def _ask_selenium_manager(browser: Path | None, *, fetch: bool) -> dict[str, Path]:
    """Return the ``browser_path`` and ``driver_path`` that Selenium Manager has; what it cannot bring is left out."""
    from selenium.common.exceptions import WebDriverException  # noqa: PLC0415 - only a machine without both needs it
    from selenium.webdriver.common.selenium_manager import SeleniumManager  # noqa: PLC0415 - the same

    arguments = ["--browser", "chrome", "--avoid-stats", "--timeout", str(FETCH_LIMIT)]
    arguments += ["--browser-path", str(browser)] if browser else []
    arguments += [] if fetch else ["--offline"]
    try:
        paths = SeleniumManager().binary_paths(arguments)
    except WebDriverException:
        return {}
    return {key: Path(paths[key]) for key in ("browser_path", "driver_path") if paths.get(key)}
