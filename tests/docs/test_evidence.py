"""What docs/evidence.md shows of a failed scenario is what its report and its page say of such a one."""

import re
from typing import Final

from harness.diagnosis import Hop
from harness.evidence.page import render
from harness.evidence.redaction import Redactor
from harness.evidence.report import text
from harness.evidence.run import Result, Run
from harness.evidence.sentence import sentence_of
from harness.evidence.silence import Silence
from harness.evidence.story import Story, Whereabouts
from harness.evidence.trace import Row
from harness.timeline.moment import Moment
from walkthroughs.markdown import blocks

TERMINAL, PAGE, LINE = (block.text for block in blocks("text") if block.page == "evidence.md")
TEST: Final = "scenarios/test_contacts.py::test_a_deleted_user_leaves_an_archived_contact"
FAILURE: Final = """E   harness.errors.WaitFailed: awaited: the contact of mohammad3m1qsgca to be archived (for 20 s)
E   seen last: the contact 101 is not archived
E   stuck at: HubSpot: the contact 101 is there with {'firstname': 'Mohammad', …}
"""
HOPS: Final = ("identity server", "bridge")


def moments() -> tuple[Moment, ...]:
    """Return the page's time line, behind a first moment at which the time begins."""
    found = re.findall(rf"^\+([\d.]+) s +({'|'.join(HOPS)}) +(look here +)?(.*)$", LINE, re.MULTILINE)
    later = [
        Moment(f"moment-{number}", float(at), hop, "mohammad", title, failed=bool(marked))
        for number, (at, hop, marked, title) in enumerate(found)
    ]
    return (Moment("first", 0.0, "browser", "mohammad", "opens a page"), *later)


def story() -> Story:
    """Return the failed test of the page's example."""
    unchanged = Silence(Hop.BRIDGE, "The bridge answered a delete with 200, but its directory did not change.", "")
    first_name = Row("First Name", ("", "", "Mohammad", "Mohammad", "Mohammad"), 2)
    where = Whereabouts("mohammad", "", (first_name,), (unchanged,))
    return Story(
        test_id=TEST,
        outcome="failed",
        seconds=28.17,
        sentence=sentence_of(FAILURE),
        failure=FAILURE,
        rung="embedded",
        settings=(),
        seed="6f05df33",
        again="",
        people=(where,),
        moments=moments(),
        missing=(),
    )


def flat(words: str) -> str:
    return " ".join(words.split())


def page() -> str:
    """Return the words of the test's page."""
    return flat(re.sub(r"<[^>]+>", " ", render(story(), Redactor([])).partition("<body>")[2])).replace("&#39;", "'")


def test_the_terminal_says_what_the_page_shows() -> None:
    sentence = sentence_of(FAILURE)
    slug = "tests/scenarios-test-contacts.py-test-a-deleted-user-leaves-an-archived-contact/index.html"
    failed = Result(TEST, "failed", 28.17, sentence.first, "bridge", page=slug)
    assert text(Run([failed], rung="embedded", seed="6f05df33", seconds=37.4)).startswith(TERMINAL)


def test_the_page_of_the_test_begins_as_it_is_shown() -> None:
    words = page()
    assert [line for line in PAGE.splitlines() if flat(line) not in words] == []


def test_the_time_line_has_the_lines_that_are_shown() -> None:
    words = page()
    assert [line for line in LINE.splitlines() if flat(line) not in words] == []
