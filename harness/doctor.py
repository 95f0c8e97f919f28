"""Whether this machine can run the scenarios, and what mends it where it cannot."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from harness.browser_binary import FoundBrowser, find_browser, is_headless_shell, read_version
from harness.check import Check
from harness.errors import HarnessError
from harness.rungs.abilities import IS_IMAGE
from harness.surroundings import check_certificates, check_credentials, check_disk, check_engine

RUNGS = ("embedded", "containers", "real-is")

PYTHONS = ((3, 11), (3, 14))
"""The first version that fits and the first that does not."""
PORTS = {"bridge serve": 8253, "harness hubspot serve": 8310, "harness identity-server serve": 9443}
DEBIAN_PACKAGES = ("chromium", "chromium-driver", "fonts-liberation")
DEBIAN_SHELL = "chromium-headless-shell"
LIBRARIES = ("docker", "faker", "jinja2", "joserfc", "pytest", "selenium", "testcontainers")
"""What the bridge alone does not bring; each is needed by another part of the harness."""
INSTALL_LIMIT = 900.0
"""Seconds that Debian's package manager may take."""
ADVICE = (
    "install Chrome or Chromium and its driver (on Debian: apt-get install chromium chromium-driver), "
    "or name them by CHROME_BINARY and CHROMEDRIVER"
)


def examine(rung: str = "embedded", image: str = IS_IMAGE) -> list[Check]:
    """Look at everything that a rung needs; what only other rungs need is a note at most.

    Args:
        rung: one of ``RUNGS``.
        image: the real identity server's, for ``real-is``.

    Raises:
        HarnessError: ``CHROME_BINARY`` or ``CHROMEDRIVER`` names a file that is not there.
    """
    return [
        check_python(),
        check_libraries(),
        *check_browser(find_browser()),
        *check_ports(),
        check_disk(),
        *check_certificates(),
        *check_rung(rung, image),
        *check_credentials(),
    ]


def image_of(words: Sequence[str]) -> str:
    """Return the identity server's image that pytest is given by these words; without one, pytest's own default."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--is-image", default=IS_IMAGE)
    try:
        return str(parser.parse_known_args(words)[0].is_image)
    except argparse.ArgumentError:  # no image follows: pytest says so itself
        return IS_IMAGE


def check_rung(rung: str, image: str) -> Iterator[Check]:
    """Look at the Docker engine: in passing, or at all that a rung of containers needs of it."""
    found = check_engine(needed=rung != "embedded")
    yield found
    if rung == "embedded" or found.state == "missing":
        return
    if find_spec("docker") is None or find_spec("testcontainers") is None:
        return  # check_libraries says so
    from harness.containers.checks import check_containers  # noqa: PLC0415 - only this rung needs what it imports

    yield from check_containers(image if rung == "real-is" else None)


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Check:
    """See whether this Python is one that the project is tested with."""
    seen = ".".join(map(str, version))
    if PYTHONS[0] <= version[:2] < PYTHONS[1]:
        return Check("Python", "fine", seen)
    return Check("Python", "missing", seen, "use Python 3.11, 3.12 or 3.13")


def check_libraries(names: Sequence[str] = LIBRARIES) -> Check:
    """See whether the libraries of the harness are installed, which come with its extra alone."""
    missing = [name for name in names if find_spec(name) is None]
    if not missing:
        return Check("libraries", "fine", "all that the harness needs")
    return Check("libraries", "missing", f"{', '.join(missing)} not installed", "pip install '.[harness]'")


def check_browser(found: FoundBrowser | None) -> Iterator[Check]:
    """See whether browser and driver are there, start, and are of one major version (ChromeDriver wants that)."""
    if found is None:
        yield Check("browser and driver", "missing", "not found", f"harness doctor --install, or {ADVICE}")
        return
    browser, driver = read_version(found.browser), read_version(found.driver)
    for name, path, version in (("browser", found.browser, browser), ("driver", found.driver, driver)):
        if version:
            yield Check(name, "fine", f"{path} {version}")
        else:
            yield Check(name, "missing", f"{path} does not start", f"run `{path} --version` to see why, or {ADVICE}")
    if browser and driver:
        yield check_match(browser, driver)


def check_match(browser: str, driver: str) -> Check:
    """See whether browser and driver have the same major version."""
    major = browser.split(".", maxsplit=1)[0]
    if driver.split(".", maxsplit=1)[0] == major:
        return Check("versions match", "fine", major)
    mend = f"install ChromeDriver {major}, or name it by CHROMEDRIVER"
    return Check("versions match", "missing", f"browser {browser}, driver {driver}", mend)


def check_ports() -> Iterator[Check]:
    """See whether the servers' default ports are free; the scenarios themselves take any free ones."""
    for command, port in PORTS.items():
        if is_free(port):
            yield Check(f"port {port}", "fine", "free")
        else:
            mend = f"the scenarios do not need it; give `{command}` another --port, or end what listens there"
            yield Check(f"port {port}", "note", "in use", mend)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def install_browser() -> FoundBrowser:
    """Return the browser that is here; else have Selenium Manager fetch one, else Debian's package manager.

    Debian's Chromium gets the headless shell of its version beside it where it may, since that is quicker.

    Raises:
        HarnessError: none is here and none could be brought; the text says what to do.
    """
    found, failed = find_browser() or find_browser(fetch=True), ""
    if found is None:
        failed = install_debian_packages()
        found = find_browser()
    if found is None:
        raise HarnessError(f"no browser with its driver is here, and none could be installed ({failed}): {ADVICE}")
    if os.environ.get("CHROME_BINARY") or is_headless_shell(found.browser) or not install_debian_shell():
        return found
    return find_browser() or found


def install_debian_packages() -> str:
    """Install Debian's browser and driver; return what came of it, for the case that they are missing still."""
    apt = shutil.which("apt-get")
    if apt is None:
        return "Selenium Manager fetched none, and there is no apt-get"
    if os.geteuid() != 0:
        return "Selenium Manager fetched none, and apt-get needs root"
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *DEBIAN_PACKAGES]):
        failed = run_apt([apt, "-qq", *arguments])
        if failed:
            return f"apt-get {arguments[0]}: {failed}"
    return "apt-get brought none"


def install_debian_shell() -> bool:
    """Install the headless shell of just the version that Debian's Chromium has here; tell whether it came.

    Nothing else is changed: where that version is not to be had, scenarios run in Chromium itself.
    """
    apt, query = shutil.which("apt-get"), shutil.which("dpkg-query")
    if apt is None or query is None or os.geteuid() != 0:
        return False
    asked = subprocess.run(  # noqa: S603 - the system's own package manager
        [query, "--show", "--showformat=${Version}", "chromium"], capture_output=True, text=True, check=False
    )
    if asked.returncode != 0 or not asked.stdout:
        return False
    install = [apt, "-qq", "install", "--yes", "--no-install-recommends", f"{DEBIAN_SHELL}={asked.stdout}"]
    return not run_apt(install) or not (run_apt([apt, "-qq", "update"]) or run_apt(install))


def run_apt(command: list[str]) -> str:
    """Run Debian's package manager without questions; return why it failed, or an empty text."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(  # noqa: S603 - the system's own package manager
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {INSTALL_LIMIT:g} s"
    except subprocess.CalledProcessError as error:
        said: list[str] = error.stderr.strip().splitlines()
        return said[-1] if said else f"exit code {error.returncode}"
    return ""
