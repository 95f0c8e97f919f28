"""Looking at a page as several people see it: on a desktop, on a phone, in the dark; with axe-core each time."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from harness.browser import Tab

_OPTIONS: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # 24 px, WCAG 2.2 success criterion 2.5.8; off unless asked for
    "resultTypes": ["violations", "incomplete"],
    "iframes": False,  # the one frame is hidden and empty
}
_IN_THE_DARK: Final = {**_OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast"]}, "rules": {}}
"""Only colours differ there."""
_RUN: Final = """
const [options, done] = arguments
axe.run(document, options).then(done, error => done({failed: String(error)}))
"""
_SIZES: Final = "return [innerWidth, document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at; width and height in CSS pixels, ``scheme`` is ``light`` or ``dark``."""

    name: str
    width: int
    height: int
    scheme: str = "light"


DESKTOP: Final = View("desktop", 1280, 900)
PHONE: Final = View("phone", 390, 844)
DARK: Final = View("dark", 1280, 900, "dark")
DARK_PHONE: Final = View("dark phone", 390, 844, "dark")
VIEWS: Final = (DESKTOP, PHONE, DARK, DARK_PHONE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, and where: CSS selectors of the elements."""

    rule: str
    impact: str
    help: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One state of a page in one view. ``unsure``: rules that axe cannot decide there, and a person has to."""

    state: str
    view: str
    title: str
    axe: str
    picture: str
    findings: tuple[Finding, ...]
    unsure: tuple[Finding, ...]

    def __str__(self) -> str:
        found = "; ".join(f"{each.rule} at {', '.join(each.where)}" for each in self.findings)
        return f"{self.state} ({self.view}): {found or 'fine'}"


class Audit:
    """Looks at the states of one tab and keeps what it saw."""

    def __init__(self, tab: Tab, folder: Path) -> None:
        """Take the tab, and the folder where each look is kept as a picture and in JSON."""
        self._tab = tab
        self._looks: list[Look] = []
        self._folder = folder

    @property
    def faults(self) -> list[str]:
        """What is wrong in the states looked at so far, one line a look."""
        return [str(look) for look in self._looks if look.findings]

    def look(self, state: str, views: Sequence[View] = VIEWS) -> None:
        """Look at the page as it is now, in several views; it is left in the desktop's."""
        for view in views:
            self.turn_to(view)
            look = self._look(state, view)
            self._looks.append(look)
            (self._folder / look.picture).with_suffix(".json").write_text(json.dumps(asdict(look)), "utf-8")
        self.turn_to(DESKTOP)

    def turn_to(self, view: View) -> None:
        """Show the page in a view."""
        driver = self._tab.driver
        size = {"width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = [{"name": "prefers-color-scheme", "value": view.scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def close(self) -> None:
        """Leave the browser as others expect it."""
        self._tab.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self._tab.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def _look(self, state: str, view: View) -> Look:
        result = self._axe(_OPTIONS if view.scheme == "light" else _IN_THE_DARK)
        return Look(
            state=state,
            view=view.name,
            title=self._tab.title,
            axe=result["testEngine"]["version"],
            picture=self._picture(f"{state} {view.name}"),
            findings=(*_findings(result["violations"]), *self._overflow()),
            unsure=_findings(result["incomplete"]),
        )

    def _axe(self, options: Mapping[str, Any]) -> dict[str, Any]:
        driver = self._tab.driver
        if not driver.execute_script("return Boolean(window.axe)"):
            driver.execute_script(_axe_core())
        result: dict[str, Any] = driver.execute_async_script(_RUN, options)
        if "failed" in result:
            raise AssertionError(f"axe-core did not run on {self._tab.describe()}: {result['failed']}")
        return result

    def _overflow(self) -> tuple[Finding, ...]:
        width, content, _ = self._tab.driver.execute_script(_SIZES)
        if content <= width:
            return ()
        return (Finding("no-horizontal-scroll", "serious", f"{content} px do not fit in {width} px", ("html",)),)

    def _picture(self, name: str) -> str:
        """Keep the whole page, not only what is in the window; return the file's name."""
        driver = self._tab.driver
        width, _, height = driver.execute_script(_SIZES)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        path = self._folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path.name


@cache
def _axe_core() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def _findings(rules: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(rule["id"], rule["impact"] or "", rule["help"], tuple(_where(node) for node in rule["nodes"]))
        for rule in rules
    )


def _where(node: dict[str, Any]) -> str:
    return " ".join(str(part) for part in node["target"])
