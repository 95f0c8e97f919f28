"""The pages that a run leaves, seen as the others are."""

from pathlib import Path

from harness.browser import Tab
from harness.evidence.comparison import compared
from harness.evidence.report import write_comparison
from harness.evidence.run import Result, Run
from pages.audit import Audit

NAMES = [f"scenarios/test_contacts.py::test_a_contact_follows_{what}" for what in ("a_name", "an_address", "a_number")]
EMBEDDED = Run([Result(name, "passed", 3.2) for name in NAMES], rung="embedded", started_at=1_790_000_000, seconds=6)
REAL = Run(
    [
        Result(NAMES[0], "failed", 21.4, "awaited: one contact with {'firstname': 'Mohammad'} (for 20 s)", "bridge"),
        Result(NAMES[1], "skipped", 0, reason="rung real-is: a real server cannot be told to behave so"),
    ],
    rung="real-is",
    started_at=1_790_000_000,
    seconds=22,
    servers={"identity server": "wso2/wso2is:7.1.0"},
)


def test_several_runs_side_by_side(tab: Tab, audit: Audit, tmp_path: Path) -> None:
    folders = [tmp_path / "embedded", tmp_path / "real-is"]
    for folder in folders:
        folder.mkdir()
        (folder / "index.html").touch()
    page = tmp_path / "outcome.html"
    write_comparison(compared(folders, [EMBEDDED, REAL], page), page)
    tab.open(page.as_uri())
    audit.look("several runs")
    assert audit.faults == []
