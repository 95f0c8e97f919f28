"""What a rung or a release cannot do, and why: a scenario that needs it is skipped there, with this reason."""

from dataclasses import dataclass
from typing import Final

RUNGS: Final = ("embedded", "containers", "real-is", "live")
"""The rungs of the ladder, from the quickest to the most real."""

RELEASES: Final = ("6.1", "7.0", "7.1", "7.2", "7.3")
"""The identity server's releases, oldest first."""

IS_IMAGE: Final = "wso2/wso2is:7.1.0"
"""The identity server of rung ``real-is``, unless another is named."""

NETWORK: Final = "network"
SIMULATOR: Final = "simulator"

_LACKS: Final[dict[str, dict[str, str]]] = {
    "embedded": {NETWORK: "the servers are processes on one loopback, which nobody can cut: --rung containers has it"},
    "containers": {},
    "real-is": {SIMULATOR: "a real server cannot be told to behave so: the other rungs show it"},
}


@dataclass(frozen=True, slots=True)
class _Span:
    """From which release on something is so, and before which; ``otherwise`` says how the others are."""

    otherwise: str
    since: str = RELEASES[0]
    before: str = "8"

    def has(self, release: str) -> bool:
        """Whether a release has it."""
        return _order(self.since) <= _order(release) < _order(self.before)


_SPANS: Final = {
    "registration in steps": _Span("registration is one page there, with one password and no box", before="7.0"),
    "strict addresses": _Span("the registration page takes a plus in an address", before="7.0"),
    "late refusal": _Span("a password is checked before anything is sent", before="7.0"),
    "password rules": _Span("the registration form checks no rule for passwords", since="7.0"),
    "second POST": _Span("a registration waits for its call, and nothing overtakes it", before="7.0"),
    "own settings": _Span("My Account has no outbound settings of its own, and needs none", before="7.0"),
    "mobile instead": _Span("My Account adds a mobile number to the others", before="7.0"),
    "mobile besides": _Span("My Account replaces the numbers by the mobile one", since="7.0"),
}
"""In what the releases differ as far as a scenario can see it (docs/provenance.md says how it is known)."""

NEEDS: Final = (NETWORK, SIMULATOR, *_SPANS)
"""What ``@pytest.mark.needs(...)`` may name."""


def lack(rung: str, needed: str, release: str = RELEASES[0]) -> str | None:
    """Return why a rung with a release does not have what is needed, or None if it has it.

    Raises:
        ValueError: nothing of that name can be needed.
    """
    if needed not in NEEDS:
        raise ValueError(f"needs({needed!r}) is unknown: name one of {', '.join(NEEDS)}")
    span = _SPANS.get(needed)
    if span is not None:
        return None if span.has(release) else f"release {release}: {span.otherwise}"
    reason = _LACKS.get(rung, {}).get(needed)
    return None if reason is None else f"rung {rung}: {reason}"


def _order(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
