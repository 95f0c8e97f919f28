"""A browser serves one person after the other, and forgets each."""

import pytest
from selenium.common.exceptions import WebDriverException

from harness.browser import Browser

ORIGIN = "https://localhost:9443"
FORGOTTEN = ["Network.clearBrowserCookies", "Storage.clearDataForOrigin", "log browser"]


class StubDriver:
    """A driver with windows by number that writes down what it is told to forget."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.window_handles = ["1"]
        self.current_window_handle = "1"
        self.current_url = f"{ORIGIN}/myaccount/overview"
        self.commands: list[str] = []
        self.ended = False
        self.switch_to = self

    def new_window(self, _kind: str) -> None:
        """Open a window and go there."""
        self.current_window_handle = str(int(self.window_handles[-1]) + 1)
        self.window_handles = [*self.window_handles, self.current_window_handle]

    def window(self, handle: str) -> None:
        """Go to a window."""
        self.current_window_handle = handle

    def close(self) -> None:
        """Close the window in front."""
        self.window_handles = [each for each in self.window_handles if each != self.current_window_handle]

    def get(self, url: str) -> None:
        """Write down where it goes."""
        self.commands.append(url)

    def execute_script(self, script: str) -> None:
        """Write down what is run."""
        self.commands.append(script)

    def execute_cdp_cmd(self, command: str, _parameters: object) -> None:
        """Write down a command of the DevTools protocol."""
        if self.broken:
            raise WebDriverException("disconnected")
        self.commands.append(command)

    def get_log(self, kind: str) -> list[object]:
        """Write down that the log was emptied."""
        self.commands.append(f"log {kind}")
        return []

    def quit(self) -> None:
        """End."""
        self.ended = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[StubDriver]:
    drivers: list[StubDriver] = []
    broken = iter([False, True])

    def start(_browser: Browser) -> StubDriver:
        drivers.append(StubDriver(broken=next(broken)))
        return drivers[-1]

    monkeypatch.setattr(Browser, "_start", start)
    return drivers


def test_the_next_person_gets_the_browser_that_forgot_the_last(started: list[StubDriver]) -> None:
    browser = Browser("https://127.0.0.1:9")
    for _ in range(2):
        with browser.person():
            pass
    assert len(started) == 1
    window = ["sessionStorage.clear()", "about:blank", "Page.resetNavigationHistory"]
    assert started[0].commands == [*window, *FORGOTTEN] * 2


@pytest.mark.parametrize(("url", "windows"), [(f"{ORIGIN}/myaccount", ["1", "2"]), ("https://127.0.0.1:1/", ["1"])])
def test_other_windows_and_other_origins_are_forgotten_with_the_window(
    started: list[StubDriver], url: str, windows: list[str]
) -> None:
    browser = Browser("https://127.0.0.1:9")
    with browser.person():
        started[0].current_url = url
        started[0].window_handles = windows
    assert started[0].window_handles == [str(len(windows) + 1)]
    assert started[0].commands == FORGOTTEN


def test_two_people_at_once_have_two_browsers_and_one_that_cannot_forget_is_ended(started: list[StubDriver]) -> None:
    browser = Browser("https://127.0.0.1:9")
    with browser.person(), browser.person():
        assert len(browser.tabs) == 2
    assert [driver.ended for driver in started] == [False, True]
    assert not list(browser.tabs)


def test_closing_ends_the_free_browsers(started: list[StubDriver]) -> None:
    browser = Browser("https://127.0.0.1:9")
    with browser.person():
        pass
    browser.close()
    assert started[0].ended
