"""What a rung cannot do, and why: a scenario that needs it is skipped there, with this reason."""

from typing import Final

RUNGS: Final = ("embedded", "containers", "real-is", "live")
"""The rungs of the ladder, from the quickest to the most real."""

NETWORK: Final = "network"
SIMULATOR: Final = "simulator"

_LACKS: Final[dict[str, dict[str, str]]] = {
    "embedded": {NETWORK: "the servers are processes on one loopback, which nobody can cut: --rung containers has it"},
    "containers": {},
    "real-is": {SIMULATOR: "a real server cannot be told to behave so: the other rungs show it"},
}
NEEDS: Final = (NETWORK, SIMULATOR)
"""What ``@pytest.mark.needs(...)`` may name."""


def lack(rung: str, needed: str) -> str | None:
    """Return why a rung does not have what is needed, or None if it has it.

    Raises:
        ValueError: nothing of that name can be needed.
    """
    if needed not in NEEDS:
        raise ValueError(f"needs({needed!r}) is unknown: name one of {', '.join(NEEDS)}")
    return _LACKS.get(rung, {}).get(needed)
