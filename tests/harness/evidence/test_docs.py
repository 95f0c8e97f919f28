"""What docs/evidence.md quotes is what the pages say."""

import re
from pathlib import Path

from harness.evidence.page import environment
from harness.evidence.sentence import HOPS
from harness.evidence.trace import COLUMNS, EMPTIED

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs" / "evidence.md").read_text()
FLAT = " ".join(DOCS.split())
CODE = " ".join(
    (ROOT / "harness" / "evidence" / f"{name}.py").read_text() for name in ("collect", "story", "run", "report")
)


def template(name: str) -> str:
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]


def test_the_words_of_the_page_are_quoted_as_they_are() -> None:
    page = template("test.html")
    for words in ("Look at these first", "look here", "not told", "at this hop:", "seen last", "stuck at"):
        assert words in page
        assert words in DOCS


def test_the_columns_of_the_table_are_all_named() -> None:
    assert [
        column for column in COLUMNS if column.replace("it said", "what it said") not in FLAT and column not in FLAT
    ] == []
    assert EMPTIED in DOCS


def test_the_hop_of_the_example_is_one() -> None:
    named = re.findall(r"hop: (.+)", DOCS)
    assert named
    assert [hop for hop in named if hop not in HOPS] == []


def test_every_file_that_is_named_is_written() -> None:
    named = set(re.findall(r"`([a-z-]+\.(?:json|txt|md|xml|html))`", DOCS))
    assert {"timeline.json", "bridge-events.json", "run.json"} <= named
    assert [name for name in named if name not in CODE.replace("{suffix}", "")] == []


def test_the_findings_that_are_quoted_are_the_code_s() -> None:
    findings = " ".join(
        (ROOT / "harness" / "evidence" / f"{name}.py").read_text() for name in ("silence", "contradiction")
    )
    for words in (
        "the identity server sent the bridge nothing",
        "by a request that did not speak of it",
        "but its directory did not change",
        "; the last try ended in “",
        "but the bridge believes in contact",
    ):
        assert words in findings
        assert words in FLAT
