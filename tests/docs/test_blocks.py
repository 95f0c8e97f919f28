"""Every block of code on a page is what it says it is."""

import configparser
import json
import re
import subprocess
import tomllib

import pytest
import yaml

from bridge.mapping import parse
from harness.faults import rules_of
from walkthroughs.markdown import PAGES, ROOT, Block, blocks

CHECKED = {"json", "yaml", "toml", "ini", "python", "sh", "http"}
NOT_CODE = {"text", "groovy", ""}
"""What is shown and cannot be checked here: output, drawings, and Jenkins' own language."""
COMMANDS = {"console"}
"""What tests/architecture/test_commands.py checks."""


def cases(*languages: str) -> list[object]:
    return [pytest.param(block, id=f"{block.page}-{number}") for number, block in enumerate(blocks(*languages))]


def documents() -> list[Block]:
    """Return the JSON of all pages; the body of each HTTP request is one too."""
    bodies = [Block(block.page, "json", body) for block in blocks("http") for body in bodies_of(block.text)]
    return [*blocks("json"), *bodies]


def bodies_of(text: str) -> list[str]:
    return re.findall(r"(?:\A|\n)(\{.*\})\s*\Z", text, re.DOTALL)


def test_every_block_is_of_a_kind_that_somebody_checks() -> None:
    assert {block.language for block in blocks()} - CHECKED - NOT_CODE - COMMANDS == set()


@pytest.mark.parametrize("block", [pytest.param(each, id=f"{each.page}-{n}") for n, each in enumerate(documents())])
def test_json_on_a_page_is_json(block: Block) -> None:
    json.loads(block.text)


@pytest.mark.parametrize("block", cases("yaml"))
def test_yaml_on_a_page_is_yaml(block: Block) -> None:
    assert isinstance(yaml.safe_load(block.text), dict)


@pytest.mark.parametrize("block", cases("python"))
def test_python_on_a_page_compiles(block: Block) -> None:
    compile(block.text, block.page, "exec")


@pytest.mark.parametrize("block", cases("ini"))
def test_a_unit_on_a_page_has_its_sections(block: Block) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string(block.text)
    assert unit.sections() == ["Unit", "Service", "Install"]


def test_toml_on_a_page_is_toml() -> None:
    for block in blocks("toml"):
        tomllib.loads(block.text)


@pytest.mark.parametrize("block", cases("sh"))
def test_a_script_on_a_page_is_one_for_the_shell(block: Block) -> None:
    subprocess.run(["sh", "-n"], input=block.text, text=True, check=True)  # noqa: S607 - the shell is wherever it is


def test_every_mapping_on_a_page_beside_its_own_loads() -> None:
    mappings = [
        block.text
        for block in blocks("yaml")
        if block.page != "mapping.md" and block.info != "yaml approvals"
        if {"version", "properties"} <= set(yaml.safe_load(block.text))
    ]
    for text in mappings:
        parse(text, "mapping.yaml")


def test_every_fault_rule_on_a_page_is_one() -> None:
    rules = [rule for block in documents() if "fault" in (rule := json.loads(block.text)) and "match" in rule]
    assert rules
    assert all(rules_of(rule) for rule in rules)


def test_the_folders_that_the_architecture_names_are_there() -> None:
    (tree,) = [block.text for block in blocks("") if block.page == "architecture.md"]
    named = re.findall(r"^(\w+)/ ", tree, re.MULTILINE)
    assert len(named) == len(set(named)) == len(tree.splitlines())
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_every_environment_of_tox_that_a_page_names_is_there() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    there = {name.removeprefix("testenv:") for name in tox.sections() if name.startswith("testenv:")}
    named = {
        name
        for page in PAGES
        for names in re.findall(r"ci/tox -e ([\w,-]+)", page.read_text(encoding="utf-8"))
        for name in names.split(",")
    }
    assert "e2e" in named
    assert named <= there


def test_a_block_that_names_a_file_shows_it() -> None:
    named = {block.info.partition(" ")[2]: block.text for block in blocks() if "/" in block.info}
    assert named == {name: (ROOT / name).read_text(encoding="utf-8") for name in named}
    assert {
        "ci/github/checks.yml",
        "ci/github/nightly.yml",
        "ci/gitlab/gitlab-ci.yml",
        "ci/jenkins/Jenkinsfile",
    } <= set(named)
