"""Somebody who looks at pages, and the report of what they see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.browser import Tab
from harness.chain import Chain
from harness.plugin import reports_folder
from pages import report
from pages.audit import DESKTOP, Audit


def pytest_configure(config: pytest.Config) -> None:
    """Forget what an earlier run saw; the workers of this run add to one folder."""
    if not hasattr(config, "workerinput"):
        report.clear(reports_folder(config))


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Return the folder of the pictures; whoever ends last reports on all."""
    folder = reports_folder(request.config)
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    report.write(folder)


@pytest.fixture
def tab(chain: Chain) -> Iterator[Tab]:
    """Return the browser of somebody new."""
    with chain.browser.person() as tab:
        yield tab


@pytest.fixture
def audit(tab: Tab, pictures: Path) -> Iterator[Audit]:
    """Return what looks at the tab."""
    audit = Audit(tab, pictures)
    audit.turn_to(DESKTOP)
    yield audit
    audit.close()
