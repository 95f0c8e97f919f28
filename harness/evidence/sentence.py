"""The sentence in which a failed test says why: what was awaited, what was seen last, and the hop it is stuck at."""

import re
from dataclasses import dataclass
from typing import Final

_SAID: Final = re.compile(r"^E\s+(.*)$")
"""pytest's mark, and an indentation that is that of the source."""
_CLASS: Final = re.compile(r"^(?:[a-z_]\w*\.)*[A-Z]\w*: ")
"""The name of an exception's class before its text."""
_OURS: Final = re.compile(r"^(?:harness\.errors\.\w+|AssertionError): ")
HOPS: Final = ("identity server to bridge", "identity server", "bridge to HubSpot", "bridge", "HubSpot")
"""The hops by the names that `harness.diagnosis` gives them (which imports much more), the longer ones first."""
_HOP: Final = re.compile(rf"(?:^|; )({'|'.join(HOPS)}): ")
_PARTS: Final = ("awaited: ", "seen last: ", "stuck at: ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Why a test failed; ``first`` is always there, the rest is empty where it was not said."""

    first: str
    seen: str = ""
    stuck: str = ""
    hop: str = ""
    rest: str = ""


def sentence_of(text: str) -> Sentence:
    """Read the failure as pytest prints it."""
    lines = _said(text)
    named = {part: _after(part, lines) for part in _PARTS[1:]}
    rest = [line for line in lines[1:] if not line.startswith(_PARTS)]
    stuck = named["stuck at: "]
    return Sentence(lines[0], named["seen last: "], stuck, _hop(stuck, lines[0]), "\n".join(rest).strip())


def _said(text: str) -> list[str]:
    """Return the last block of lines that begin with E, pytest's mark; without one, the last line."""
    block: list[str] = []
    for line in text.splitlines():
        if (match := _SAID.match(line)) is not None:
            text_of = match[1]
            block = [text_of] if _CLASS.match(text_of) else [*block, text_of]
    if not block:
        filled = [line.strip() for line in text.splitlines() if line.strip()]
        block = filled[-1:] or ["no reason given"]
    return [_OURS.sub("", block[0]), *block[1:]]


def _after(part: str, lines: list[str]) -> str:
    return next((line.removeprefix(part) for line in lines if line.startswith(part)), "")


def _hop(stuck: str, first: str) -> str:
    found = _HOP.search(stuck)
    if found is not None:
        return found[1]
    return "browser" if stuck.startswith("page ") or "page" in first else ""
