"""Every example of docs/mapping.md does what the page says."""

import json
import re
from pathlib import Path

import pytest

from bridge.mapping import MappingError, parse

PAGE = Path(__file__).parents[3] / "docs" / "mapping.md"


def examples(info: str) -> list[tuple[str, str, str]]:
    """Return (mapping, what precedes, block) for each block of one kind: blocks refer to the last mapping above."""
    blocks = re.findall(r"^```(\S+(?: \S+)?)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
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


@pytest.mark.parametrize(("mapping", "_before", "error"), examples("text error"))
def test_an_example_of_an_error_gives_that_error(mapping: str, _before: str, error: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse(mapping, "mapping.yaml")
    assert str(caught.value) == error.strip()


def test_no_example_goes_unchecked() -> None:
    checked = {mapping for kind in ("json contact", "text error") for mapping, _, _ in examples(kind)}
    assert checked == {body for _, _, body in examples("yaml")}
    assert len(examples("json user")) == len(examples("json contact"))
