"""No spelling of a secret survives in evidence."""

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from harness.evidence.folder import Folder, slug
from harness.evidence.redaction import REDACTED, Redactor

SECRET = "Al&ce1! \"pw'"


@pytest.mark.parametrize(
    "written",
    [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), json.dumps(SECRET), html.escape(SECRET)],
)
def test_a_known_secret_is_taken_out_however_it_is_written(written: str) -> None:
    redacted = Redactor([SECRET]).text(f"before {written} after")
    assert REDACTED in redacted
    assert "ce1" not in redacted


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "abcd"])
def test_a_known_secret_is_taken_out_of_base64(user: str) -> None:
    encoded = base64.b64encode(f"{user}:{SECRET}".encode()).decode()
    redacted = Redactor([SECRET]).text(encoded)
    assert REDACTED in redacted
    assert len(redacted) < len(encoded)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic dGhlLXNlY3JldA==",
        "authorization: Bearer the-secret-token",
        "code=1&access_token=the-secret&scope=x",
        '{"refresh_token": "the-secret"}',
        '{"password":"the-secret"}',
        "seen eyJ0aGUtc2VjcmV0Ijo.dGhlLXNlY3JldA.c2ln in the console",
    ],
)
def test_an_unknown_secret_is_taken_out_by_its_place(text: str) -> None:
    redacted = Redactor().text(text)
    assert REDACTED in redacted
    assert "the-secret" not in redacted
    assert "dGhlLXNlY3JldA" not in redacted


def test_the_rest_stays_as_it_is() -> None:
    text = "POST /hubspot/contacts 201 anna@example.com password policy Basic credentials"
    assert Redactor([SECRET]).text(text) == text


def test_a_slug_is_a_folder_name() -> None:
    assert slug("scenarios/test_a.py::test_b[scim2-O'Brien]") == "scenarios-test-a.py-test-b-scim2-O-Brien"


def test_every_file_of_a_folder_is_redacted(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "test", Redactor(["hush-hush"]))
    folder.text("a.txt", "say hush-hush")
    folder.json("b.json", {"said": ["hush-hush"]})
    assert all("hush" not in path.read_text() for path in folder.path.iterdir())
