"""The folder of one test under ``reports/tests``."""

import re
from pathlib import Path
from typing import Any, Final

from harness.evidence.redaction import Redactor

_LONGEST_SLUG: Final = 150  # characters; file systems take 255 bytes


def slug(test_id: str) -> str:
    """Return a folder name for a pytest node id: letters, digits, dots and dashes, unique for all practical ids."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", test_id).strip("-.")[-_LONGEST_SLUG:]


class Folder:
    """Writes the evidence of one test, each file redacted."""

    def __init__(self, path: Path, redactor: Redactor) -> None:
        self.path = path
        self.redactor = redactor
        path.mkdir(parents=True, exist_ok=True)

    def text(self, name: str, text: str) -> None:
        """Write a text file."""
        (self.path / name).write_text(self.redactor.text(text) + "\n", encoding="utf-8")

    def json(self, name: str, value: Any) -> None:
        """Write a JSON file."""
        (self.path / name).write_text(self.redactor.json(value) + "\n", encoding="utf-8")

    def picture(self, name: str, image: bytes) -> None:
        """Write a screenshot; pages show typed passwords as dots."""
        (self.path / name).write_bytes(image)
