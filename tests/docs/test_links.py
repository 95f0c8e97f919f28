"""Every link on a page leads to a file that is there, and to a heading that is on it."""

from pathlib import Path

import pytest

from walkthroughs.markdown import PAGES, anchors, links


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    wrong = []
    for file, anchor in links(page):
        target = page.parent / file if file else page
        if not target.exists() or (anchor and (target.suffix != ".md" or anchor not in anchors(target))):
            wrong.append(f"{file}#{anchor}")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_anchor_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_to_a_heading_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# *One*, `two` three\n[a](#one-two-three) [b](#one) [c](other.md) [d](https://example.com)\n")
    assert broken(page) == ["#one", "other.md#"]
