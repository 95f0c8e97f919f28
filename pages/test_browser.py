"""A browser that is closed is gone: nothing of it goes on running."""

import os
from pathlib import Path

from harness.browser import Browser
from harness.waiting import NotYet, eventually

_PROC = Path("/proc")


def processes_of(mark: str) -> list[str]:
    """Return the processes that were started with a text in their command line."""
    found = []
    for folder in _PROC.iterdir():
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if mark in command and folder.name != str(os.getpid()):
            found.append(command.partition("\0")[0])
    return found


def test_a_closed_browser_leaves_no_process_behind() -> None:
    mark = f"127.0.0.{os.getpid() % 250 + 2}:4711"  # nobody listens there: it is only to know the process by
    browser = Browser(f"https://{mark}")
    with browser.person():
        assert processes_of(mark)
    browser.close()

    def look() -> None:
        if left := processes_of(mark):
            raise NotYet(f"{left} go on")

    eventually(look, "all processes of the browser to end")
