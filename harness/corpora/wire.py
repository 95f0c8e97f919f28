"""What WSO2's connectors were recorded to send, as users: the corpus ``wire:FOLDER``."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

_DEFAULT: Final = Path("tests/wire")
"""Where this project keeps the recordings."""


def wire(argument: str) -> Iterator[Mapping[str, Any]]:
    """Yield the body of each recorded request that says a whole user or a part of one.

    Args:
        argument: the folder of the recordings; nothing: ``tests/wire`` below the current folder.

    Raises:
        ValueError: there are no recordings; says what to write.
    """
    folder = Path(argument) if argument else _DEFAULT
    files = sorted(folder.glob("*.json"))
    if not files:
        raise ValueError(f"there are no recordings in {folder}; write wire:FOLDER, the folder of *.json files")
    for file in files:
        yield from _users(file)


def _users(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        cases = json.loads(file.read_text("utf-8"))
        bodies = [exchange["request"]["body"] for case in cases for exchange in case["exchanges"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file} is no file of recordings; write wire:FOLDER, a folder of such files alone") from error
    for body in filter(None, bodies):
        said = json.loads(body)
        if "userName" in said:
            yield said
