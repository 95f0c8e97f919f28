from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from harness.browser.tab import Session, Tab

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


class Driver:
    """A browser with three pages in its history, which has left the one it showed as soon as it is asked."""

    current_window_handle = "window"

    def __init__(self) -> None:
        self.shown: list[int] = []

    def execute_script(self, _script: str) -> bool:
        """Say that the page is not the one that is being left."""
        return False

    def execute_cdp_cmd(self, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the history, or note which of its entries is to be shown."""
        if command == "Page.getNavigationHistory":
            return {"currentIndex": 2, "entries": [{"id": 7}, {"id": 9}, {"id": 12}]}
        self.shown.append(arguments["entryId"])
        return {}


def test_going_back_names_the_page_to_show_so_that_doing_it_twice_does_no_harm() -> None:
    driver = Driver()
    Tab(Session(cast("Chrome", driver))).back(2)
    assert driver.shown == [7]
