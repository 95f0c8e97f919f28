"""`bridge mapping pull-properties` against the fake HubSpot."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bridge.hubspot.client import HubSpot
from bridge.mapping.definitions import Definitions
from harness.hubspot.fake import create_app

Command = Callable[..., Any]


@pytest.fixture
def hubspot(monkeypatch: pytest.MonkeyPatch, command: Command) -> None:  # noqa: ARG001 - it clears the environment first
    """Put the fake in HubSpot's place."""
    transport = httpx2.ASGITransport(create_app(token="pat-test", clock=lambda: 1_700_000_000.0))
    monkeypatch.setattr("bridge.cli.mapping.properties.HubSpot", partial(HubSpot, transport=transport))
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN", "pat-test")


@pytest.mark.usefixtures("hubspot")
def test_the_definitions_are_written_with_the_time_and_can_be_checked_against(command: Command, tmp_path: Path) -> None:
    ended = command("mapping", "pull-properties", "--output", "p.json")
    definitions = Definitions.read(tmp_path / "p.json")
    assert ended.code == 0
    assert ended.out == f"{len(definitions.by_name)} properties written to p.json\n"
    assert definitions.by_name["hs_language"].options[:2] == ("de", "de-ch")
    assert definitions.by_name["hs_object_id"].read_only
    assert definitions.pulled_at.endswith("Z")


@pytest.mark.usefixtures("hubspot")
def test_without_output_they_are_printed_in_order_of_their_names(command: Command) -> None:
    document = json.loads(command("mapping", "pull-properties").out)
    names = [each["name"] for each in document["results"]]
    assert names == sorted(names)


@pytest.mark.usefixtures("hubspot")
def test_a_wrong_token_ends_with_2_and_says_what_to_set(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN", "pat-other")
    ended = command("mapping", "pull-properties")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "set BRIDGE_HUBSPOT_TOKEN to a service key of this account" in ended.err


def test_a_missing_token_ends_with_2_and_names_it(command: Command) -> None:
    ended = command("mapping", "pull-properties")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "BRIDGE_HUBSPOT_TOKEN not set" in ended.err


def test_a_hubspot_that_is_not_there_ends_with_3(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_HUBSPOT_TOKEN", "pat-test")
    ended = command("mapping", "pull-properties", "--hubspot-url", "http://127.0.0.1:9")
    assert (ended.code, ended.err.count("\n")) == (3, 1)
    assert "cannot be reached" in ended.err


@pytest.mark.usefixtures("hubspot")
def test_a_file_that_cannot_be_written_ends_with_2(command: Command) -> None:
    ended = command("mapping", "pull-properties", "--output", "none/p.json")
    assert ended.code == 2
    assert (
        ended.err == "bridge: --output none/p.json cannot be written (No such file or directory): name another file.\n"
    )
