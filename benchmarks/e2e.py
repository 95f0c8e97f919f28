"""Where the time of the scenarios goes: servers, browsers, page loads, waits, each scenario; a table and a picture.

    python benchmarks/e2e.py [pytest's arguments; default: -n 2 --dist worksteal scenarios]

The scenarios run once, watched by a pytest plugin (this same file). In the same run each process measures its floor:
the median of bare page loads, of a page without style, script or look-up. Machines differ: what counts are ratios.
Writes `reports/e2e-time.md` and `reports/e2e-time.svg`.
"""

import functools
import html
import json
import os
import statistics
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter  # noqa: TID251 - a benchmark measures
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
NOTES: Final = "E2E_TIME_NOTES"
BARE_LOADS: Final = 20
PARTS: Final = (
    "servers' start",
    "browsers' start",
    "page loads",
    "forms and looks",
    "waits for the identity server",
    "waits for the bridge",
    "waits for HubSpot",
    "forgetting a person",
    "the end",
)
"""What the time is shared among; the rest is Python's own: imports, the plugin, the control interfaces."""


@dataclass(slots=True)
class Clockwork:
    """Adds up what parts take; a part within a part is taken off the outer one, so that nothing counts twice."""

    seconds: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    _inner: list[float] = field(default_factory=lambda: [0.0])

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what happens within as one part."""
        began = perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = perf_counter() - began
            self.seconds[name] += took - self._inner.pop()
            self.times[name] += 1
            self._inner[-1] += took

    def watch(self, owner: Any, name: str, part: str | Callable[..., str]) -> None:
        """Count each call of a method as a part, whose name may depend on the call."""
        method = getattr(owner, name)

        @functools.wraps(method)
        def watched(*args: Any, **kwargs: Any) -> Any:
            with self.part(part if isinstance(part, str) else part(*args, **kwargs)):
                return method(*args, **kwargs)

        setattr(owner, name, watched)


class Watch:
    """The plugin of each process that runs scenarios."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        self._clockwork = Clockwork()
        self._scenarios: dict[str, float] = {}
        self._bare: list[float] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self) -> None:
        """Begin to watch, before the first environment starts."""
        from harness.browser import browser, tab  # noqa: PLC0415 - the harness is imported when it is used
        from harness.chain import Chain  # noqa: PLC0415 - the same
        from harness.environment import Environment  # noqa: PLC0415 - the same
        from harness.process import ServerProcess  # noqa: PLC0415 - the same
        from harness.stack import Stack  # noqa: PLC0415 - the same

        watch = self._clockwork.watch
        watch(Stack, "start", PARTS[0])
        watch(ServerProcess, "restart", PARTS[0])
        watch(browser.Browser, "_start", PARTS[1])
        for name in ("open", "reload", "leave"):
            watch(tab.Tab, name, PARTS[2])
        for name in ("see", "click", "type", "texts", "shown"):
            watch(tab.Tab, name, PARTS[3])
        watch(Chain, "await_for", _hop_of)
        watch(browser.Browser, "_take_back", PARTS[7])
        watch(Environment, "close", PARTS[8])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the time of each phase of a scenario."""
        self._scenarios[report.nodeid] = self._scenarios.get(report.nodeid, 0.0) + report.duration

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Measure the floor and leave the notes."""
        if not self._scenarios:
            return
        self._bare = bare_page_loads()
        notes = {
            "seconds": self._clockwork.seconds,
            "times": self._clockwork.times,
            "scenarios": self._scenarios,
            "bare": self._bare,
        }
        (self._notes / f"{os.getpid()}.json").write_text(json.dumps(notes), encoding="utf-8")


def _hop_of(_chain: Any, _person: Any, _look: Any, awaited: str) -> str:
    if "bridge's record" in awaited:
        return PARTS[5]
    return PARTS[4] if "sent" in awaited or "provision" in awaited else PARTS[6]


def pytest_configure(config: pytest.Config) -> None:
    """Watch in the processes that run scenarios, which is every worker, or the only process."""
    if NOTES in os.environ and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        config.pluginmanager.register(Watch(Path(os.environ[NOTES])), "e2e-time")


def bare_page_loads() -> list[float]:
    """Return the seconds of some loads of a page that has nothing in it."""
    from harness.browser import Browser  # noqa: PLC0415 - the harness is imported when it is used

    with ThreadingHTTPServer(("127.0.0.1", 0), _BarePage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = Browser("https://127.0.0.1:9")
        with browser.person() as tab:
            loads = [_timed(lambda: tab.open(f"http://127.0.0.1:{server.server_port}/")) for _ in range(BARE_LOADS + 3)]
        browser.close()
        server.shutdown()
    return loads[3:]


class _BarePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer the same to everybody."""
        body = b"<!doctype html><title>bare</title><link rel=icon href='data:,'>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


@dataclass(frozen=True, slots=True)
class Result:
    """What all processes of a run noted together; `wall` is the run's time in seconds."""

    wall: float
    processes: int
    seconds: Mapping[str, float]
    times: Mapping[str, int]
    scenarios: Mapping[str, float]
    bare: float


def gathered(notes: list[Mapping[str, Any]], wall: float) -> Result:
    """Add up the notes of the processes."""
    seconds: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for note in notes:
        seconds.update(note["seconds"])
        times.update(note["times"])
    scenarios = {name: took for note in notes for name, took in note["scenarios"].items()}
    bare = statistics.median([load for note in notes for load in note["bare"]])
    return Result(wall, len(notes), seconds, times, scenarios, bare)


def report(result: Result) -> str:
    """Return the tables as Markdown."""
    total = result.wall * result.processes
    rest = total - sum(result.seconds.values())
    rows = [(part, result.times.get(part, 0), result.seconds.get(part, 0.0)) for part in PARTS]
    loads, in_loads = result.times.get(PARTS[2], 0), result.seconds.get(PARTS[2], 0.0)
    floor = loads * result.bare
    lines = [
        (
            f"{len(result.scenarios)} scenarios took {result.wall:.1f} s on {result.processes} processes: "
            f"{total:.1f} s of work and waiting."
        ),
        "",
        "| part | times | seconds | share |",
        "|---|---:|---:|---:|",
        *(f"| {part} | {times} | {took:.1f} | {took / total:.0%} |" for part, times, took in rows),
        f"| the rest: Python's imports, control interfaces, pytest | | {rest:.1f} | {rest / total:.0%} |",
        "",
        (
            f"A bare page load took {1000 * result.bare:.0f} ms (median) in the same run. The {loads} page loads of "
            f"the scenarios took {in_loads / floor if floor else 0:.1f} times what {loads} bare ones take; all work "
            f"took {total / floor if floor else 0:.1f} times that."
        ),
        "",
        "| scenario | seconds | in bare page loads |",
        "|---|---:|---:|",
        *(
            f"| {name.partition('::')[2]} | {took:.1f} | {took / result.bare:.0f} |"
            for name, took in sorted(result.scenarios.items(), key=lambda each: -each[1])
        ),
    ]
    return "\n".join(lines)


_COLOURS: Final = ("#0b6e4f", "#3d9970", "#0550ae", "#6ea8fe", "#b35900", "#d9822b", "#f2b872", "#8250df", "#8c959f")


def picture(result: Result) -> str:
    """Return the shares as one bar with a legend, in SVG."""
    total = result.wall * result.processes
    shares = [(part, result.seconds.get(part, 0.0)) for part in PARTS]
    shares.append(("the rest", total - sum(took for _, took in shares)))
    bars, legend, left = [], [], 0.0
    for number, (part, took) in enumerate(shares):
        colour = (*_COLOURS, "#d0d7de")[number]
        width = 960 * max(took, 0) / total
        bars.append(f'<rect x="{20 + left:.1f}" y="44" width="{width:.1f}" height="44" fill="{colour}"/>')
        x, y = 20 + 330 * (number % 3), 118 + 26 * (number // 3)
        legend.append(f'<rect x="{x}" y="{y - 12}" width="14" height="14" fill="{colour}"/>')
        legend.append(f'<text x="{x + 22}" y="{y}">{html.escape(part)} {took:.1f} s, {took / total:.0%}</text>')
        left += width
    title = f"Where the time of {len(result.scenarios)} scenarios goes: {total:.0f} s on {result.processes} processes"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 220" font-family="sans-serif" font-size="14" '
        f'role="img"><title>{title}</title><rect width="1000" height="220" fill="#fff"/>'
        f'<text x="20" y="28" font-size="18">{title}</text>{"".join(bars)}{"".join(legend)}</svg>\n'
    )


def main() -> int:
    """Run the scenarios, and show where their time went; ends with pytest's exit code."""
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "worksteal", "scenarios"]
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "harness.plugin", "-p", "e2e", *arguments]
        environment = os.environ | {
            NOTES: folder,
            "PYTHONPATH": str(Path(__file__).parent),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        began = perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own pytest
        wall = perf_counter() - began
        notes = [json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))]
    if not notes:
        print("no scenario ran: nothing to show")
        return done.returncode or 1
    result = gathered(notes, wall)
    (ROOT / "reports").mkdir(exist_ok=True)
    (ROOT / "reports" / "e2e-time.md").write_text(report(result) + "\n", encoding="utf-8")
    (ROOT / "reports" / "e2e-time.svg").write_text(picture(result), encoding="utf-8")
    print(f"\n{report(result)}\n\nreports/e2e-time.md, reports/e2e-time.svg")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
