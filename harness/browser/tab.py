"""One window of a person's browser: looking, waiting, clicking, typing; each bounded, each telling what it saw."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from harness.errors import HarnessError
from harness.waiting import NotYet, Wait, eventually

Seen = TypeVar("Seen")

_PASSING: Final = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
"""What a page that is still changing answers; the next look may see it settled."""

_PASSING_TEXTS: Final = ("does not belong to the document", "aborted by navigation", "Cannot find context")
"""The same, as ChromeDriver words it when the page changes between two of its own steps."""

_FIND: Final = """
const find = (selector, usable) => [...document.querySelectorAll(selector)].find(
  element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && element.getClientRects().length && !(usable && element.matches(':disabled')));
"""
_SHOWN: Final = f"{_FIND} return find(arguments[0], false)"
"""The first element that a person sees."""

_CLICKABLE: Final = f"""{_FIND}
const element = find(arguments[0], true)
if (!element) return null
element.scrollIntoView({{block: 'nearest', inline: 'nearest', behavior: 'instant'}})
const {{left, top, width, height}} = element.getClientRects()[0]
const hit = document.elementFromPoint(left + width / 2, top + height / 2)
return hit && (element.contains(hit) || hit.contains(element)) ? element : null
"""
"""The first that a person sees and may use, when nothing lies over its middle, where the click goes to."""

_TAKE: Final = f"""{_FIND}
const element = find(arguments[0], true)
element?.focus()
element?.select?.()
return Boolean(element) && document.activeElement === element
"""
"""Whether the first field that a person sees and may use has the focus now, all its text selected."""

_TEXTS: Final = """
const [selector, attribute] = arguments
return [...document.querySelectorAll(selector)].map(
  element => [element.getAttribute(attribute) ?? '', element.innerText.trim()])
"""

_SAYS: Final = """
return [...document.querySelectorAll('[role=alert], .message, .prompt, .notification, [data-test-id=error]')]
  .filter(element => element.checkVisibility()).map(element => element.innerText.trim()).filter(Boolean)
"""

_GLIMPSE: Final = """
const text = (document.body?.innerText ?? '').replace(/\\s*\\n\\s*/g, '\\n').trim()
return {url: location.origin + location.pathname, title: document.title, shows: text.slice(0, 1500)}
"""

_JPEG: Final = {"format": "jpeg", "quality": 50, "optimizeForSpeed": True}


@dataclass(slots=True)
class Session:
    """What the windows of one person share: cookies (in the driver) and console."""

    driver: Chrome
    tabs: list["Tab"] = field(default_factory=list)
    console: list[dict[str, Any]] = field(default_factory=list)
    front: "Tab | None" = None


class Tab:
    """A window. Tabs of one person share cookies; using a tab brings it to the front."""

    def __init__(self, session: Session) -> None:
        """Take the session's current window."""
        self._session = session
        self._handle = session.driver.current_window_handle
        session.tabs.append(self)
        session.front = self

    @property
    def driver(self) -> Chrome:
        """Selenium's driver, this window in front."""
        if self._session.front is not self:
            self._session.driver.switch_to.window(self._handle)
            self._session.front = self
        return self._session.driver

    @property
    def url(self) -> str:
        """The address shown."""
        return self.driver.current_url

    @property
    def title(self) -> str:
        """The page's title."""
        return self.driver.title

    def another(self) -> "Tab":
        """Open a second window of the same person."""
        self.driver.switch_to.new_window("window")
        return Tab(self._session)

    def open(self, url: str) -> None:
        """Go to an address; returns when the page has loaded.

        Raises:
            HarnessError: Nobody answers there, or not in time.
        """
        try:
            self.driver.get(url)
        except WebDriverException as error:
            raise HarnessError(
                f"{url} could not be opened ({_first_line(error)}): see whether its server runs."
            ) from error

    def back(self) -> None:
        """Go back in the window's history, and wait until the present page is gone.

        The answer to a form, if it is not to be kept, comes back as an error page of the browser.
        """
        history = self._history()
        self._go_to(history["entries"][history["currentIndex"] - 1])

    def back_to(self, part: str) -> None:
        """Go back to the last page whose address has this part.

        Raises:
            AssertionError: there is none.
        """
        history = self._history()
        earlier = [entry for entry in history["entries"][: history["currentIndex"]] if part in entry["url"]]
        if not earlier:
            raise AssertionError(f"there is no page with {part} to go back to from {self.url}")
        self._go_to(earlier[-1])

    def _history(self) -> dict[str, Any]:
        history: dict[str, Any] = self.driver.execute_cdp_cmd("Page.getNavigationHistory", {})
        return history

    def _go_to(self, entry: dict[str, Any]) -> None:
        """Go to a page of the history.

        The page is named, not the number of steps: ChromeDriver may run once more what the leaving of a page has
        interrupted.
        """
        wanted = {"entryId": entry["id"]}
        self.leave(lambda: self.driver.execute_cdp_cmd("Page.navigateToHistoryEntry", wanted), "the page before")

    def reload(self) -> None:
        """Load the page again."""
        self.driver.refresh()

    def all(self, selector: str) -> list[WebElement]:
        """Return the elements there are now, shown or not."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of the elements there are now, as they are shown."""
        return [text for _, text in self.named_texts(selector, "id")]

    def named_texts(self, selector: str, attribute: str) -> list[tuple[str, str]]:
        """Return, for each element there is now, an attribute (empty when it has none) and the text shown."""
        found: list[list[str]] = self.driver.execute_script(_TEXTS, selector, attribute)
        return [(name, text) for name, text in found]

    def shown(self, selector: str) -> WebElement | None:
        """Return the first element that is visible now."""
        element: WebElement | None = self.driver.execute_script(_SHOWN, selector)
        return element

    def until(
        self,
        look: Callable[[], Seen],
        awaited: str,
        *,
        diagnose: Callable[[], str] | None = None,
        within: float | None = None,
    ) -> Seen:
        """Wait for a look (see `harness.waiting`); an element that is not there or has gone counts as not yet.

        Args:
            look: One quick look.
            awaited: What is awaited.
            diagnose: Says which hop of the chain is stuck, beside what the page shows.
            within: Seconds.
        """

        def settled_look() -> Seen:
            try:
                return look()
            except WebDriverException as error:
                if not _is_passing(error):
                    raise
                raise NotYet(type(error).__name__) from error

        def where() -> str:
            return "; ".join([self.describe(), *([diagnose()] if diagnose else [])])

        return eventually(settled_look, awaited, diagnose=where, wait=None if within is None else Wait(within))

    def see(self, selector: str, awaited: str = "") -> WebElement:
        """Wait until an element is visible."""

        def look() -> WebElement:
            element = self.shown(selector)
            if element is None:
                raise NotYet(f"{selector} is not visible")
            return element

        return self.until(look, awaited or f"{selector} to be visible")

    def click(self, selector: str, awaited: str = "", *, within: float | None = None) -> None:
        """Wait until an element can be clicked, and click it once with the mouse.

        By the mouse's own actions: WebDriver's element click does the same in three times the round trips (measured:
        59 ms against 17 ms).
        """

        def look() -> None:
            element = self.driver.execute_script(_CLICKABLE, selector)
            if element is None:
                raise NotYet(f"{selector} is not there to be clicked, or covered")
            ActionChains(self.driver, duration=0).click(element).perform()

        self.until(look, awaited or f"{selector} to be clickable", within=within)

    def type(self, selector: str, text: str, *, within: float | None = None) -> None:
        """Replace a field's text at once, as a person pastes; the empty string empties it.

        Key by key it costs six times as much (measured: 66 ms against 11 ms for a field of ten letters).
        """

        def look() -> None:
            if not self.driver.execute_script(_TAKE, selector):
                raise NotYet(f"{selector} is not there to be filled in")
            if text:
                self.driver.execute_cdp_cmd("Input.insertText", {"text": text})
            else:
                self.press(Keys.DELETE)

        self.until(look, f"{selector} to be a field that can be filled in", within=within)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def leave(self, act: Callable[[], None], awaited: str) -> None:
        """Do something that leads to another page, and wait until this one is gone."""
        self.driver.execute_script("document.beingLeft = true")
        act()

        def look() -> None:
            if self.driver.execute_script("return document.beingLeft === true || document.readyState === 'loading'"):
                raise NotYet("the same page is still there")

        self.until(look, awaited)

    def describe(self) -> str:
        """Say in one line what the page shows: address, title, and its messages."""
        try:
            says: list[str] = self.driver.execute_script(_SAYS)
            said = f", which says {' | '.join(says)!r}" if says else ""
            if any("ERR_NETWORK_CHANGED" in line for line in self.console()):
                said += "; the machine's network changed meanwhile (a container?), and Chrome gave up requests"
            return f"page {self.url.partition('?')[0]} titled {self.title!r}{said}"
        except WebDriverException as error:
            return f"a page that cannot be looked at ({type(error).__name__})"

    def screenshot(self) -> bytes:
        """Return what is visible, as PNG."""
        return self.driver.get_screenshot_as_png()

    def picture(self) -> bytes:
        """Return what is visible, as JPEG: a little quicker and smaller than PNG."""
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", dict(_JPEG))["data"])

    def glimpse(self) -> dict[str, str]:
        """Return address (without query), title and visible text, in one round trip; typed text is not part of it."""
        return dict(self.driver.execute_script(_GLIMPSE))

    def page_source(self) -> str:
        """Return the page as it is now; typed text is not part of it."""
        return self.driver.page_source

    def console(self) -> tuple[str, ...]:
        """Return what the person's browser has logged so far: messages, uncaught errors, failed requests."""
        return tuple(f"{entry['level']} {entry['message']}" for entry in self.console_entries())

    def console_entries(self) -> tuple[dict[str, Any], ...]:
        """Return the same with its time: ``{"at": seconds since 1970, "level", "message"}``."""
        get_log: Callable[[str], list[dict[str, Any]]] = self._session.driver.get_log
        self._session.console += [
            {"at": entry.get("timestamp", 0) / 1000, "level": entry["level"], "message": entry["message"]}
            for entry in get_log("browser")
        ]
        return tuple(self._session.console)


def _is_passing(error: WebDriverException) -> bool:
    return isinstance(error, _PASSING) or any(text in (error.msg or "") for text in _PASSING_TEXTS)


def _first_line(error: WebDriverException) -> str:
    return (error.msg or type(error).__name__).partition("\n")[0]
