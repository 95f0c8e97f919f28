"""Sessions of Chrome or Chromium that reach one environment's identity server at its public origin."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from harness.browser.shield import shield
from harness.browser.tab import Session, Tab
from harness.browser_binary import find_browser
from harness.errors import HarnessError

LOAD_LIMIT: Final = 10
"""Seconds a page may take to load."""

_FLAGS: Final = (
    "--headless=new",  # a headless shell knows no other mode
    "--remote-debugging-pipe",  # Chrome ends with its driver, and answers it sooner than by a socket
    "--no-sandbox",  # Chromium refuses to run as root with its sandbox
    "--disable-dev-shm-usage",  # a container's /dev/shm is small
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",  # a person may have two windows open
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--lang=en-US",
)


class Browser:
    """Opens sessions for an environment, and keeps a browser that is free for the next person.

    Each person has a session of their own, in a browser that has forgotten everybody before: windows, cookies, storage
    and console. A warm browser halves what a scenario costs (measured: 3.4 s of processor time for registration,
    sign-in and an edit, against 5.7 s in a new one and 5.5 s in a BiDi user context). Two people at once have two
    browsers; one that cannot forget is ended.
    """

    def __init__(
        self,
        identity_server_url: str,
        public_url: str = "https://localhost:9443",
        *,
        window: tuple[int, int] = (1280, 900),
    ) -> None:
        """Take the identity server's real socket and the origin that the browser shall find there.

        Args:
            identity_server_url: Where it listens, e.g. ``https://127.0.0.1:43127``.
            public_url: The origin it is known by.
            window: Width and height in pixels.
        """
        self.public_url = public_url
        self._rule = f"MAP {urlsplit(public_url).netloc} {urlsplit(identity_server_url).netloc}"
        self._window = window
        self._sessions: list[Session] = []
        self._free: list[Chrome] = []

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The open tabs of all people: what evidence is taken from when a scenario fails."""
        return tuple(tab for session in self._sessions for tab in session.tabs)

    @contextmanager
    def person(self) -> Iterator[Tab]:
        """Give a person a browser; it forgets them at the end."""
        session = Session(self._free.pop() if self._free else self._start())
        self._sessions.append(session)
        try:
            yield Tab(session)
        finally:
            self._sessions.remove(session)
            self._take_back(session.driver)

    def close(self) -> None:
        """End the browsers that are free."""
        while self._free:
            self._free.pop().quit()

    def _take_back(self, driver: Chrome) -> None:
        try:
            _forget(driver, self.public_url)
        except Exception:  # noqa: BLE001 - also when its driver is gone, e.g. by Ctrl-C, it is to be ended quietly
            driver.quit()
        else:
            self._free.append(driver)

    def _start(self) -> Chrome:
        found = find_browser()
        if found is None:
            raise HarnessError("No Chrome or Chromium with its driver was found: run `harness doctor --install`.")
        try:
            driver = Chrome(
                options=self._options(str(found.browser)),
                service=Service(str(found.driver), popen_kw={"preexec_fn": shield()}),
            )
        except WebDriverException as error:
            raise HarnessError(
                f"{found.browser} did not start with {found.driver}: {error.msg}; run `harness doctor`."
            ) from error
        driver.set_page_load_timeout(LOAD_LIMIT)
        return driver

    def _options(self, binary: str) -> ChromeOptions:
        options = ChromeOptions()
        options.binary_location = binary
        for flag in _FLAGS:
            options.add_argument(flag)
        options.add_argument(f"--window-size={self._window[0]},{self._window[1]}")
        options.add_argument(f"--host-resolver-rules={self._rule}")
        options.accept_insecure_certs = True
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        return options


def _forget(driver: Chrome, origin: str) -> None:
    """Leave nothing of a person in a browser but the files that every person is served."""
    if len(driver.window_handles) == 1 and driver.current_url.startswith(f"{origin}/"):
        driver.execute_script("sessionStorage.clear()")  # it lives as long as the window
        driver.get("about:blank")
        driver.execute_cdp_cmd("Page.resetNavigationHistory", {})
    else:
        _replace_windows(driver)
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    get_log: Callable[[str], object] = driver.get_log
    get_log("browser")


def _replace_windows(driver: Chrome) -> None:
    left = driver.window_handles
    driver.switch_to.new_window("tab")
    fresh = driver.current_window_handle
    for handle in left:
        driver.switch_to.window(handle)
        driver.close()
    driver.switch_to.window(fresh)
