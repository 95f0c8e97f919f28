from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import pytest

from harness.browser.tab import Session, Tab

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

HISTORY = [{"id": 7, "url": "https://is/register.do"}, {"id": 9, "url": "https://is/signup.do"}, {"id": 12, "url": "x"}]


class Driver:
    """A browser with three pages in its history, which has left the one it showed as soon as it is asked."""

    current_window_handle = "window"
    current_url = title = "x"

    def __init__(self) -> None:
        self.shown: list[int] = []

    def get_log(self, _kind: str) -> list[dict[str, Any]]:
        """Tell of an empty console."""
        return []

    def execute_script(self, script: str) -> object:
        """Say that the page is not the one that is being left, and that it shows no message."""
        return False if "beingLeft" in script else []

    def execute_cdp_cmd(self, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the history, or note which of its entries is to be shown."""
        if command == "Page.getNavigationHistory":
            return {"currentIndex": 2, "entries": HISTORY}
        self.shown.append(arguments["entryId"])
        return {}


def tab_of(driver: Driver) -> Tab:
    return Tab(Session(cast("Chrome", driver)))


def test_going_back_names_the_page_to_show_so_that_doing_it_twice_does_no_harm() -> None:
    driver = Driver()
    tab_of(driver).back()
    assert driver.shown == [9]


def test_a_page_further_back_is_found_by_its_address() -> None:
    driver = Driver()
    tab_of(driver).back_to("/register.do")
    assert driver.shown == [7]


def test_a_page_that_was_never_there_is_not_gone_back_to() -> None:
    with pytest.raises(AssertionError, match="no page with /elsewhere"):
        tab_of(Driver()).back_to("/elsewhere")
