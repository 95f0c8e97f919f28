"""docs/send.md, typed from top to bottom at a bridge of this run's own: what is printed is what the page shows."""

import json
import re
from collections.abc import Iterator
from typing import Final

import pytest

from walkthroughs.markdown import blocks, first_column, section
from walkthroughs.terminal import Typed, terminal, typed

SERVE, SEND, HELD, TRAIL = (typed(block.text) for block in blocks("console") if block.page == "send.md")
ROWS: Final = {row for row in first_column(section("send.md", "## What to send")) if row.startswith("bridge send")}
AGAIN: Final = "after a start with a token"
CONTACTS: Final = "curl -s http://localhost:8310/_fake/contacts"
USER: Final = {"userName": "berta", "name": {"givenName": "Berta"}, "emails": ["berta@example.com"]}
CASE: Final = {
    "request": {
        "method": "POST",
        "target": "/hubspot/contacts",
        "headers": {},
        "body": json.dumps({**USER, "userName": "clara", "emails": ["clara@example.com"]}),
    }
}
FILES: Final = {
    "user.json": USER,
    "part.json": {"userName": "alice", "name": {"givenName": "Alicia"}},
    "recorded.json": [{"case": "typed values", "exchanges": [CASE]}],
}


def unstamped(text: str) -> str:
    """Return an output without what differs from run to run: ids and times."""
    own_id = re.sub(r"(correlation id +)(?:send-)?[0-9a-f]{8}-[0-9a-f-]{27}", r"\1ID", text)
    return re.sub(r"(last request +)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", r"\1TIME", own_id).strip()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Type the page: its blocks, the table's rows (those that make somebody first), and the start with a token."""
    with terminal(tmp_path_factory.mktemp("send"), 8310) as opened:
        for name, content in FILES.items():
            (opened.folder / name).write_text(json.dumps(content))
        commands = [each.command for each in (*SERVE, *SEND, *HELD, *TRAIL)]
        commands += sorted(ROWS, key=lambda row: (" DELETE " in row, "user-name" in row, row))
        outputs = {command: opened.type(command) for command in commands}
        opened.end_servers()
        opened.type("harness hubspot serve --port 8310 --token pat-of-a-page")
        opened.type(
            f"export BRIDGE_HUBSPOT_TOKEN=pat-of-a-page BRIDGE_HUBSPOT_URL=http://localhost:{opened.ports[8310]}"
        )
        opened.type("bridge serve --delivery async")
        outputs[AGAIN] = opened.type(SEND[0].command)
        outputs[CONTACTS] = opened.type(CONTACTS)
        yield outputs


@pytest.mark.parametrize("example", [*SEND, *HELD], ids=lambda example: example.command)
def test_what_is_printed_is_what_the_page_shows(printed: dict[str, str], example: Typed) -> None:
    assert example.shown
    assert unstamped(printed[example.command]) == unstamped(example.shown)


def test_the_trail_is_read_by_the_page_s_command(printed: dict[str, str]) -> None:
    steps = [event["step"] for event in json.loads(printed[TRAIL[0].command])["events"]]
    assert steps[:4] == ["received", "understood", "changed", "answered"]
    assert set(steps) <= set(re.findall(r"`(\w+)`", section("send.md", "## The trail")))


def test_every_command_of_the_table_sends_something(printed: dict[str, str]) -> None:
    assert {name for row in ROWS for name in re.findall(r"\w+\.json", row)} == set(FILES)
    assert [row for row in ROWS if not re.search(r"^1 received .* answered 20\d$", printed[row], re.MULTILINE)] == []


def test_after_a_start_with_a_token_all_that_was_held_is_delivered(printed: dict[str, str]) -> None:
    assert re.search(r"^5 HubSpot's answer +delivered", printed[AGAIN], re.MULTILINE)
    contacts = json.loads(printed[CONTACTS])["contacts"]
    assert {each["properties"]["wso2_username"] for each in contacts} == {"alice", "berta", "clara"}
