"""One thing that `harness doctor` looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["fine", "note", "missing"]
"""A note does not stop the scenarios; what is missing does."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was seen, and the command or step that mends it where that is not fine."""

    name: str
    state: State
    seen: str
    mend: str = ""
