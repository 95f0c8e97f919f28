"""A browser that is closed, or whose holder was killed, is gone: nothing of it goes on running."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def mark_of_its_own(number: int) -> str:
    """Return an address at which nobody listens: it is only to know the browser's processes by."""
    return f"127.{number}.0.{os.getpid() % 250 + 2}:4711"


def await_end(mark: str) -> None:
    def look() -> None:
        if left := processes_of(mark):
            raise NotYet(f"{left} go on")

    eventually(look, "all processes of the browser to end")


def test_a_closed_browser_leaves_no_process_behind() -> None:
    mark = mark_of_its_own(0)
    browser = Browser(f"https://{mark}")
    with browser.person():
        assert processes_of(mark)
    browser.close()
    await_end(mark)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends what a killed process started")
def test_a_killed_run_leaves_no_process_behind() -> None:
    mark = mark_of_its_own(1)
    code = (
        "import os; from harness.browser import Browser\n"
        "with Browser('https://' + os.environ['MARK']).person(): print('open', flush=True); input()"
    )
    environment = {**os.environ, "MARK": mark}
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"open\n"
        assert processes_of(mark)
        run.kill()
    await_end(mark)
