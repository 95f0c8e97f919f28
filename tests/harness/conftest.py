"""Stand-ins for the programs of a machine."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of small programs in the folder ``bin``: a name, then the lines for the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def make(name: str, *lines: str) -> Path:
        program = folder / name
        program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        program.chmod(0o755)
        return program

    return make
