from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.common.exceptions import SessionNotCreatedException, StaleElementReferenceException, WebDriverException

from harness.browser import Browser
from harness.browser import browser as module
from harness.browser.tab import Session, Tab
from harness.browser_binary import FoundBrowser
from harness.errors import HarnessError, WaitFailed

HERE = "https://127.0.0.1:9"


class StubDriver:
    """A driver whose windows are named by number, and whose page answers scripts with ``answer``."""

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
        self.current_window_handle = "1"
        self.title = "Sign In"
        self.current_url = "https://localhost:9443/login.do?sessionDataKey=secret"
        self.logged = [{"level": "SEVERE", "message": "once"}]

    def execute_script(self, _script: str, *_arguments: object) -> object:
        """Answer as told."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def get_log(self, _kind: str) -> list[dict[str, str]]:
        """Tell each entry once."""
        logged, self.logged = self.logged, []
        return logged


def tab_with(driver: StubDriver) -> Tab:
    return Tab(Session(driver))  # type: ignore[arg-type]  # a stand-in for Chrome


def test_without_a_browser_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_browser", lambda: None)
    with pytest.raises(HarnessError, match="run `harness doctor --install`"), Browser(HERE).person():
        pass


def test_a_browser_that_does_not_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise SessionNotCreatedException("no such version")

    monkeypatch.setattr(module, "find_browser", lambda: FoundBrowser(Path("/bin/browser"), Path("/bin/driver")))
    monkeypatch.setattr(module, "Chrome", refuse)
    with pytest.raises(HarnessError, match=r"browser did not start with .*driver: no such version"):
        next(sessions_of(Browser(HERE)))


def sessions_of(browser: Browser) -> Iterator[Tab]:
    with browser.person() as tab:
        yield tab


def test_a_look_at_a_page_that_changes_is_repeated() -> None:
    answers: list[Exception | str] = [
        StaleElementReferenceException("gone"),
        WebDriverException("Node with given id does not belong to the document"),
        "seen",
    ]

    def look() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert tab_with(StubDriver()).until(look, "something") == "seen"


def test_a_broken_browser_is_no_page_that_changes() -> None:
    def look() -> None:
        raise WebDriverException("chrome not reachable")

    with pytest.raises(WebDriverException, match="not reachable"):
        tab_with(StubDriver()).until(look, "something")


def test_a_failed_wait_says_what_was_awaited_and_what_the_page_shows_without_its_query() -> None:
    def look() -> None:
        raise StaleElementReferenceException("gone")

    tab = tab_with(StubDriver(answer=["Login failed!"]))
    with pytest.raises(WaitFailed) as failure:
        tab.until(look, "My Account", diagnose=lambda: "hop: bridge", within=0)
    text = str(failure.value)
    assert "awaited: My Account" in text
    assert "page https://localhost:9443/login.do titled 'Sign In', which says 'Login failed!'; hop: bridge" in text
    assert "secret" not in text


def test_a_page_that_cannot_be_looked_at_does_not_hide_the_failure() -> None:
    tab = tab_with(StubDriver(answer=WebDriverException("crashed")))
    assert tab.describe() == "a page that cannot be looked at (WebDriverException)"


def test_the_console_is_kept_though_the_driver_tells_it_once() -> None:
    tab = tab_with(StubDriver())
    assert tab.console() == tab.console() == ("SEVERE once",)


def test_a_field_that_is_not_there_is_named() -> None:
    with pytest.raises(WaitFailed, match="#email is not there to be filled in"):
        tab_with(StubDriver(answer=False)).type("#email", "a@example.com", within=0)


def test_a_button_that_is_covered_is_named() -> None:
    with pytest.raises(WaitFailed, match="#save is not there to be clicked, or covered"):
        tab_with(StubDriver()).click("#save", within=0)
