"""Every example of docs/mapping.md does what the page says."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bridge.hubspot.client import HubSpot
from bridge.mapping import MappingError, load, parse
from bridge.mapping.kinds import KINDS
from harness.hubspot.fake import create_app

PAGE = Path(__file__).parents[3] / "docs" / "mapping.md"
TEXT = PAGE.read_text("utf-8")
PULLED_AT = 1_795_507_200.0
"""The day that the page shows, in seconds since 1970."""


def examples(info: str) -> list[tuple[str, str, str]]:
    """Return (mapping, what precedes, block) for each block of one kind: blocks refer to the last mapping above."""
    blocks = re.findall(r"^```(\S+(?: \S+)?)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    found = []
    mapping = before = ""
    for kind, body in blocks:
        if kind == info:
            found.append((mapping, before, body))
        mapping = body if kind == "yaml" else mapping
        before = body
    return found


@pytest.mark.parametrize(("mapping", "user", "contact"), examples("json contact"))
def test_an_example_gives_the_contact_that_stands_below_it(mapping: str, user: str, contact: str) -> None:
    assert parse(mapping, "mapping.yaml").contact(json.loads(user)) == json.loads(contact)


@pytest.mark.parametrize(("mapping", "user", "scope"), examples("text scope"))
def test_an_example_of_a_scope_holds_or_not_as_the_page_says(mapping: str, user: str, scope: str) -> None:
    holds = parse(mapping, "mapping.yaml").in_scope(json.loads(user))
    assert scope == ("in scope\n" if holds else "out of scope\n")


@pytest.mark.parametrize(("mapping", "_before", "error"), examples("text error"))
def test_an_example_of_an_error_gives_that_error(mapping: str, _before: str, error: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse(mapping, "mapping.yaml")
    assert str(caught.value) == error.strip()


TABLED = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("transform", "before", "after"), TABLED)
def test_a_transform_makes_of_a_text_what_the_table_says(transform: str, before: str, after: str) -> None:
    mapping = parse(f"version: 1\nproperties:\n  a: {{from: title, transforms: [{transform}]}}", "mapping.yaml")
    assert mapping.contact({"title": before}) == {"a": after}


def test_every_transform_has_an_example() -> None:
    tabled = {re.sub(r"\W*(\w+).*", r"\1", transform) for transform, _, _ in TABLED}
    assert tabled | {"join"} == set(KINDS)
    assert any("{join: " in mapping for mapping, _, _ in examples("json contact"))


def test_no_example_goes_unchecked() -> None:
    kinds = ("json contact", "text error", "text scope", "text printed")
    checked = {mapping for kind in kinds for mapping, _, _ in examples(kind)}
    assert checked == {body for _, _, body in examples("yaml")}
    printed = sum("--user-file" in before for _, before, _ in examples("text printed"))
    assert len(examples("json user")) == len(examples("json contact")) + len(examples("text scope")) + printed


@pytest.fixture
def hubspot(monkeypatch: pytest.MonkeyPatch, command: Callable[..., Any]) -> None:  # noqa: ARG001 - it clears the environment first
    """Put the fake in HubSpot's place, on the day that the page shows."""
    transport = httpx2.ASGITransport(create_app(token="pat-test", clock=lambda: PULLED_AT))
    monkeypatch.setattr("bridge.cli.mapping.properties.HubSpot", partial(HubSpot, transport=transport))
    monkeypatch.setattr("bridge.cli.mapping.properties.system_seams", lambda: Today)
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN", "pat-test")


class Today:
    """The outside world on the day that the page shows."""

    @staticmethod
    def clock() -> float:
        """Return the time."""
        return PULLED_AT


def typed(block: str) -> list[str]:
    """Return the arguments of a block's one command."""
    (line,) = block.splitlines()
    return line.removeprefix("$ bridge ").split()


@pytest.mark.usefixtures("hubspot")
def test_the_commands_print_what_the_page_shows(command: Callable[..., Any], tmp_path: Path) -> None:
    (pull,) = [block for _, _, block in examples("console") if "pull-properties" in block]
    assert command(*typed(pull)).code == 0
    users = {mapping: user for mapping, _, user in examples("json user")}
    shown = examples("text printed")
    assert len(shown) == 2
    for mapping, block, output in shown:
        (tmp_path / "mapping.yaml").write_text(mapping, "utf-8")
        (tmp_path / "alice.json").write_text(users.get(mapping, ""), "utf-8")
        assert command(*typed(block)).out == output


def test_the_page_gives_a_reason_for_every_row_of_the_packaged_mapping() -> None:
    table = TEXT.partition("## The packaged mapping")[2].partition("## ")[0]
    first = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    named = [name for cell in first for name in re.findall(r"`(\w+)`", cell)]
    assert named == [*load(None).properties, "wso2_username"]
