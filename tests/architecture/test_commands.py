"""The commands that README and docs tell people to type exist, with every flag that is named."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import bridge.cli
import harness.cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAMS = {"bridge": bridge.cli.app, "harness": harness.cli.app}


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of every command of ours in a page's code, continued lines joined."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for line in [*inline, *(line for block in fenced for line in block.replace("\\\n", " ").splitlines())]:
        words = re.sub(r"^\s*\$ |#.*", "", line).split()
        while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
            words = words[1:]
        if words and words[0] in PROGRAMS and len(words) > 1:
            yield words


def unknown(words: list[str]) -> list[str]:
    """Return the sub-commands and flags that the program does not know."""
    command: Any = typer.main.get_command(PROGRAMS[words[0]])
    rest = words[1:]
    while hasattr(command, "resolve_command") and rest and not rest[0].startswith("-"):
        context = command.make_context(words[0], [], resilient_parsing=True)
        if command.get_command(context, rest[0]) is None:
            return [rest[0]]
        _, command, rest = command.resolve_command(context, rest)
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return [flag for word in rest for flag in re.findall(r"^--[\w-]+", word) if flag not in known | {"--help"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_a_page_exists_with_its_flags(page: Path) -> None:
    assert {" ".join(words): wrong for words in commands(page.read_text()) if (wrong := unknown(words))} == {}


def test_a_command_that_does_not_exist_is_noticed() -> None:
    page = "Run `harness doctor --instal` or\n```console\n$ A=b harness hubspot \\\n    serv --port 1\n```\n"
    assert [unknown(words) for words in commands(page)] == [["--instal"], ["serv"]]


def test_a_command_that_exists_is_not() -> None:
    assert unknown(["harness", "hubspot", "serve", "--port", "0", "--no-tls"]) == []
