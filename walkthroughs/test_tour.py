"""`docs/tour.md` is what `harness tour` makes now: its words, and a picture of every stop."""

import subprocess
import sys
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).parents[1] / "docs"
PNG: Final = b"\x89PNG\r\n"


def test_the_tour_can_be_walked_and_the_page_in_docs_is_what_it_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "harness", "tour", "--folder", str(tmp_path)], check=True)
    assert (tmp_path / "tour.md").read_text() == (DOCS / "tour.md").read_text()
    made, kept = ({path.name for path in (folder / "tour").iterdir()} for folder in (tmp_path, DOCS))
    assert made == kept
    assert all((tmp_path / "tour" / name).read_bytes().startswith(PNG) for name in made)
