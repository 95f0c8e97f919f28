"""docs/mapping-changes.md, followed from the first version of the pull request to its merge."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bridge.mapping.diff import RULES
from walkthroughs.markdown import Block, blocks, section
from walkthroughs.terminal import Terminal, Typed, terminal, typed

PAGE: Final = "mapping-changes.md"
WIDTH: Final = "120"
"""Columns of the terminal that the page shows."""


def block(info: str) -> Block:
    (found,) = (each for each in blocks() if (each.page, each.info) == (PAGE, info))
    return found


def command(name: str) -> Typed:
    (found,) = typed(block(f"console {name}").text)
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str


def enter(opened: Terminal, line: str) -> Ended:
    done = opened.run(["sh", "-c", line])
    assert done.stderr == ""
    return Ended(done.returncode, done.stdout)


def git(opened: Terminal, arguments: str) -> None:
    identity = "-c user.name=Author -c user.email=author@example.com -c init.defaultBranch=main"
    done = opened.run(["sh", "-c", f"git {identity} {arguments}"])
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ended]]:
    """Follow the page: the mapping in git, the change, the mending, the merge."""
    with terminal(tmp_path_factory.mktemp("change"), 8310) as opened:
        opened.environment["COLUMNS"] = WIDTH
        mapping = opened.folder / "mapping" / "contacts.yaml"
        mapping.parent.mkdir()
        mapping.write_text(block("yaml contacts").text)
        git(opened, "init --quiet")
        git(opened, "add mapping")
        git(opened, "commit --quiet --message 'Contacts'")
        (opened.folder / "change.diff").write_text(block("text change").text)
        git(opened, "apply change.diff")
        ended = {"first": enter(opened, command("first").command)}
        ended["comment"] = Ended(0, (opened.folder / "change.md").read_text())
        ended["page"] = Ended(0, (opened.folder / "change.html").read_text())
        before, after = "    from: emails[not (type pr)].value\n", block("yaml contacts").text
        row = after[after.index("    from:\n") : after.index("    transforms: [trim, lower]")]
        mapping.write_text(mapping.read_text().replace(before, row))
        (opened.folder / "mapping" / "approvals.yaml").write_text(block("yaml approvals").text)
        ended["second"] = enter(opened, command("second").command)
        git(opened, "add mapping")
        git(opened, "commit --quiet --message 'One form of phone numbers; no suppliers'")
        ended["third"] = enter(opened, command("third").command)
        ended["coverage"] = enter(opened, command("coverage").command)
        yield ended


@pytest.mark.parametrize(("name", "code"), [("first", 1), ("second", 0), ("third", 1), ("coverage", 1)])
def test_each_command_prints_and_ends_as_the_page_says(followed: dict[str, Ended], name: str, code: int) -> None:
    assert lines(followed[name].out) == lines(command(name).shown)
    assert followed[name].code == code


def test_the_comment_is_the_one_on_the_page(followed: dict[str, Ended]) -> None:
    assert lines(followed["comment"].out) == lines(block("text comment").text)
    assert "51 users" in followed["comment"].out


def test_the_page_that_is_pictured_says_the_same(followed: dict[str, Ended]) -> None:
    assert command("first").shown.splitlines()[0] in followed["page"].out


def test_every_rule_is_in_the_table() -> None:
    table = section(PAGE, "## What the words mean")
    assert [line for line in table.splitlines() if line.startswith("| ") and "---" not in line][1:] == [
        f"| {rule.grade} | {rule.name} | {rule.meaning} |" for rule in RULES
    ]


@pytest.mark.parametrize(
    ("harness", "code", "ran"),
    [
        ("printf '%s\\n' a.py::test_a a.py::test_b", 0, "ran a.py::test_a a.py::test_b\n"),
        ("printf ''", 0, ""),
        ("exit 2", 2, ""),
    ],
)
def test_the_line_that_runs_what_is_touched_runs_nothing_else(
    tmp_path: Path, harness: str, code: int, ran: str
) -> None:
    (line,) = (each.text for each in blocks() if each.page == PAGE and "--touched-by main:" in each.text)
    for name, text in (("harness", harness), ("pytest", 'echo "ran $*"')):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        program.chmod(0o700)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)  # noqa: S603, S607 - the page's own line
    assert (done.returncode, done.stdout, done.stderr) == (code, ran, "")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
