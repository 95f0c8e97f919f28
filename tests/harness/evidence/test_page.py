"""A test's page: one file that a browser reads alone, from the sentence to the record."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from harness.diagnosis import Hop
from harness.evidence.page import instant, render
from harness.evidence.redaction import Redactor
from harness.evidence.sentence import Sentence
from harness.evidence.silence import Silence
from harness.evidence.story import Story, Whereabouts
from harness.evidence.trace import Row
from harness.timeline.moment import Moment

ROW = Row("Last Name", ("Doe", "Doe", "", None, ""), 2)
MOMENTS = (
    Moment("browser-1", 10.0, "browser", "alice", "alice <registers>", {"screenshot": "step-1.jpg"}),
    Moment("is-1", 10.5, "identity server", "alice", "POST /hubspot/contacts → 201", {"request": {"method": "POST"}}),
    Moment("is-2", 10.6, "identity server", "alice", "GET /hubspot/contacts → 200", {"request": {"method": "GET"}}),
    Moment("bridge-1", 11.25, "bridge", "alice", "outcome: refused", {"said": "hush-hush"}, failed=True),
)
STORY = Story(
    test_id="test_it.py::test_it",
    outcome="failed",
    seconds=2.5,
    sentence=Sentence("awaited: one contact", "0 contacts []", "bridge: it is <lost>", "bridge"),
    failure="E   the whole failure, hush-hush",
    rung="embedded",
    settings=("connector=scim2",),
    seed="4711",
    again="pytest 'test_it.py::test_it' --people-seed 4711",
    people=(
        Whereabouts(
            "alice", "bridge: it is lost", (ROW,), (Silence(Hop.BRIDGE, "The bridge did not change.", "bridge-1"),)
        ),
    ),
    moments=MOMENTS,
    missing=("logs: OSError: gone",),
)


class Reader(HTMLParser):
    """Reads the addresses that a page asks for, and whether its tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an address and an open tag."""
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "img", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag


def page(story: Story = STORY) -> str:
    return render(story, Redactor(["hush-hush"]))


def texts(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]))


def test_the_sentence_that_failed_comes_first_and_names_the_hop() -> None:
    text = texts(page())
    assert (
        text.index("Failed after 2.50 s at this hop: bridge")
        < text.index("awaited: one contact")
        < text.index("Time line")
    )
    assert "seen last 0 contacts []" in text


def test_the_page_is_whole_and_asks_for_nothing_but_files_beside_it() -> None:
    reader = Reader(page())
    assert reader.open == []
    assert [each for each in reader.addresses if ":" in each or each.startswith("/")] == []
    assert "<script" not in page()


def test_what_to_look_at_first_is_said_before_the_table() -> None:
    text = texts(page())
    assert (
        text.index("The bridge did not change.")
        < text.index("Last Name: it said to the bridge: Doe")
        < text.index("not told")
    )
    assert page().count('class="differs"') == 1
    assert '<a href="#bridge-1">in the time line</a>' in page()


def test_the_time_line_says_time_hop_and_title_and_marks_what_is_wrong() -> None:
    text = texts(page())
    assert "+0.500 s identity server POST /hubspot/contacts → 201" in text
    assert "+1.250 s bridge look here outcome: refused" in text
    assert "4 moments, 1 marked" in text


def test_what_is_wrong_is_open_and_what_only_looks_something_up_is_pale() -> None:
    assert page().count("<details open>") == 1
    assert page().count('class="identity quiet"') == 1


def test_a_picture_has_words_for_those_who_do_not_see_it() -> None:
    assert 'src="step-1.jpg" alt="The window: alice &lt;registers&gt;"' in page()


def test_texts_are_escaped_and_secrets_taken_out() -> None:
    assert "<registers>" not in page()
    assert "hush" not in page()
    assert page().count("[redacted]") == 2


def test_the_reader_is_told_how_to_run_it_again() -> None:
    text = texts(page())
    assert "--people-seed 4711" in text
    assert "connector=scim2" in text
    assert "Not to be had: logs: OSError: gone" in text


def test_a_test_that_passed_has_a_page_without_blame() -> None:
    text = texts(page(replace(STORY, outcome="passed", sentence=None, failure="")))
    assert "Passed in 2.50 s" in text
    assert "Look at these first" not in text
    assert "differs" not in text


def test_an_instant_is_told_in_utc() -> None:
    assert instant(1.5) == "1970-01-01 00:00:01.500 UTC"


def test_a_delivery_that_looks_a_contact_up_does_not_make_its_request_pale() -> None:
    steps = (("understood", "create"), ("sent", "read"))
    moments = [
        Moment(
            f"bridge-{step}", 1.0, "bridge", "alice", step, {"step": step, "operation": operation, "correlationId": "c"}
        )
        for step, operation in steps
    ]
    assert 'quiet"' not in page(replace(STORY, moments=moments))
