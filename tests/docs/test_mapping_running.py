"""docs/mapping-running.md, typed at a bridge of this run's own: what is printed is what the page shows."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
import yaml

from harness.waiting import NotYet, Wait, eventually
from walkthroughs.markdown import ROOT, blocks
from walkthroughs.terminal import Terminal, terminal, typed

pytest_plugins = ["pytester"]

PAGE: Final = "mapping-running.md"
APPLY, EXPORT = (typed(block.text) for block in blocks("console") if block.page == PAGE)
OLD: Final = "version: 1\nproperties: {firstname: name.givenName, email: emails.value}\n"
NEW: Final = "version: 1\nproperties: {firstname: name.givenName, email: emails.value, jobtitle: title}\n"
PEOPLE: Final = [("alice", "Boss"), ("berta", "Chef"), ("clara", None)]
WITHIN: Final = Wait(60)


def text_of(info: str) -> str:
    (found,) = [block.text for block in blocks() if (block.page, block.info) == (PAGE, info)]
    return found


def unhashed(text: str) -> str:
    return re.sub(r"\([0-9a-f]{12}\)", "(HASH)", text).strip()


def serve(opened: Terminal) -> None:
    """Start HubSpot's fake and a bridge with three people in it, by the old mapping."""
    (opened.folder / "mapping.yaml").write_text(OLD)
    opened.type("harness hubspot serve --port 8310 --token pat-of-a-page")
    opened.type("export BRIDGE_USERNAME=is BRIDGE_PASSWORD=of-a-page BRIDGE_HUBSPOT_TOKEN=pat-of-a-page")
    opened.type("export BRIDGE_ADMIN_USERNAME=boss BRIDGE_ADMIN_PASSWORD=also-of-a-page")
    opened.type(f"export BRIDGE_HUBSPOT_URL=http://localhost:{opened.ports[8310]}")
    opened.type("bridge serve --mapping mapping.yaml")
    for name, title in PEOPLE:
        user = {"userName": name, "name": {"givenName": name.title()}, "emails": [f"{name}@example.com"]}
        (opened.folder / "user.json").write_text(json.dumps(user | ({"title": title} if title else {})))
        opened.type("bridge send user.json")


def until(opened: Terminal, command: str, pattern: str) -> None:
    def look() -> None:
        shown = opened.type(command)
        if not re.search(pattern, shown):
            raise NotYet(shown)

    eventually(look, f"{command} to show {pattern}", wait=WITHIN)


def test_what_is_printed_is_what_the_page_shows(tmp_path: Path) -> None:
    with terminal(tmp_path / "terminal", 8310) as opened:
        serve(opened)
        (opened.folder / "mapping.yaml").write_text(NEW)
        until(opened, APPLY[0].command, "jobtitle")
        for example in APPLY[:2]:
            assert unhashed(opened.type(example.command)) == unhashed(example.shown)
        until(opened, APPLY[2].command, "nothing to do")
        assert unhashed(opened.type(APPLY[2].command)) == unhashed(APPLY[2].shown)
        told = opened.run(["sh", "-c", EXPORT[0].command]).stderr
        assert told == EXPORT[0].shown
        exported = (opened.folder / "corpus.jsonl").read_text("utf-8").splitlines()
    assert len(exported) == len(PEOPLE)
    assert "example.com" not in "".join(exported)


def test_the_case_and_the_test_of_the_page_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    cases = pytester.mkdir("mapping") / "cases"
    cases.mkdir()
    (cases / "mobile.yaml").write_text(text_of("yaml case"), "utf-8")
    (cases.parent / "mapping.yaml").write_text((ROOT / "bridge/mapping/default.yaml").read_text("utf-8"), "utf-8")
    pytester.makepyfile(text_of("python"))
    pytester.runpytest_inprocess("-p", "harness.plugin").assert_outcomes(passed=1)


def test_the_hook_of_the_page_is_the_project_s() -> None:
    (repository,) = yaml.safe_load(text_of("yaml pre-commit"))["repos"]
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in repository["hooks"]] == [ours["id"]]
