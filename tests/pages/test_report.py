import json
from pathlib import Path

import pytest

from pages import report


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return a folder with two looks at one state, one of them with two elements that break a rule."""
    folder = tmp_path / "pages"
    folder.mkdir()
    broken = {"rule": "color-contrast", "impact": "serious", "help": "Too pale", "where": ["#a", "<b>"]}
    look = {"state": "sign-in", "title": "Sign In", "axe": "4.12.1", "unsure": []}
    for view, findings in (("desktop", []), ("phone", [broken])):
        text = json.dumps({**look, "view": view, "picture": f"sign-in-{view}.png", "findings": findings})
        (folder / f"sign-in-{view}.json").write_text(text)
        (folder / f"sign-in-{view}.png").write_bytes(b"")
    return folder


def test_each_element_that_breaks_a_rule_counts(pictures: Path) -> None:
    report.write(pictures)
    told = json.loads((pictures.parent / "axe.json").read_text())
    assert (told["states"], told["looks"], told["violations"]) == (1, 2, {"color-contrast": 2})


def test_the_page_names_the_rule_and_shows_the_picture(pictures: Path) -> None:
    report.write(pictures)
    page = (pictures.parent / "axe.html").read_text()
    assert "color-contrast (2)" in page
    assert 'src="pages/sign-in-phone.png"' in page
    assert "&lt;b&gt;" in page


def test_a_new_run_forgets_the_last_one(pictures: Path) -> None:
    report.clear(pictures)
    report.write(pictures)
    assert json.loads((pictures.parent / "axe.json").read_text())["looks"] == 0
