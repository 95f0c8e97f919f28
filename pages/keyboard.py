"""A person without a mouse: Tab, typing, Space and Enter."""

from typing import Final

from selenium.webdriver.common.keys import Keys

from harness.browser import Tab
from harness.waiting import NotYet

_STEPS: Final = 60
"""How often somebody presses Tab at most before they give up."""
_REACHED: Final = """
const element = document.activeElement, style = getComputedStyle(element)
if (element.tabIndex >= 0 && style.outlineStyle === 'none') return 'unseen'
return element.matches(arguments[0]) ? 'there' : 'elsewhere'
"""


class Keyboard:
    """The keyboard of one tab. Whatever has the focus on the way must show it."""

    def __init__(self, tab: Tab) -> None:
        """Take the tab, and give its window the focus: among several without a screen, none may have it."""
        self._tab = tab
        tab.driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})

    def go_to(self, selector: str) -> None:
        """Press Tab until an element has the focus.

        Raises:
            AssertionError: it cannot be reached.
            WaitFailed: something on the way does not show that it has the focus.
        """
        for _ in range(_STEPS):
            if self._is_at(selector):
                return
            self._tab.press(Keys.TAB)
        raise AssertionError(f"Tab does not lead to {selector} on {self._tab.describe()}; it is at {self.focused()}")

    def fill_in(self, selector: str, text: str) -> None:
        """Go to a field and type over what it holds."""
        self.go_to(selector)
        self._tab.press(*text)

    def press_space(self, selector: str) -> None:
        """Go to an element and press Space."""
        self.go_to(selector)
        self._tab.press(Keys.SPACE)

    def press_enter(self, selector: str = ":focus") -> None:
        """Go to an element, or stay where the focus is, and press Enter."""
        self.go_to(selector)
        self._tab.press(Keys.ENTER)

    def leave_by(self, selector: str) -> None:
        """Press Enter on what leads to another page, and wait until this one is gone."""
        self.go_to(selector)
        self._tab.leave(lambda: self._tab.press(Keys.ENTER), f"the page behind {selector}")

    def _is_at(self, selector: str) -> bool:
        """Tell whether an element has the focus, once what has it shows it (a page may wait for its style)."""

        def look() -> bool:
            reached = self._tab.driver.execute_script(_REACHED, selector)
            if reached == "unseen":
                raise NotYet("no outline")
            return bool(reached == "there")

        return self._tab.until(look, f"{self.focused()} to show that it has the focus", within=2)

    def focused(self) -> str:
        """Return the start of the tag that has the focus."""
        tag: str = self._tab.driver.execute_script("return document.activeElement.outerHTML")
        return tag[:120]
