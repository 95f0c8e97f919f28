"""Sessions of Chrome or Chromium that reach one environment's identity server at its public origin."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from harness.browser.tab import Session, Tab
from harness.browser_binary import find_browser
from harness.errors import HarnessError

LOAD_LIMIT: Final = 10
"""Seconds a page may take to load."""

_FLAGS: Final = (
    "--headless=new",
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
    """Opens sessions for an environment.

    Each person has a session of their own, with a profile that nobody used before. Measured against one session with
    a BiDi user context a person, that costs about as much time, and it leaves nothing to share: cookies, console
    and a crash belong to one person.
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

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The open tabs of all people: what evidence is taken from when a scenario fails."""
        return tuple(tab for session in self._sessions for tab in session.tabs)

    @contextmanager
    def person(self) -> Iterator[Tab]:
        """Give a person a browser; it is closed at the end."""
        session = Session(self._start())
        self._sessions.append(session)
        try:
            yield Tab(session)
        finally:
            self._sessions.remove(session)
            session.driver.quit()

    def _start(self) -> Chrome:
        found = find_browser()
        if found is None:
            raise HarnessError("No Chrome or Chromium with its driver was found: run `harness doctor --install`.")
        try:
            driver = Chrome(options=self._options(str(found.browser)), service=Service(str(found.driver)))
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
