"""The outbound entries of a service provider: which identity provider's connector it uses, and how."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from harness.identity_server.configure.report import Change
from harness.identity_server.configure.site import on_off
from harness.identity_server.configure.wanted import Wanted

Entry = Mapping[str, Any]
KEY: Final = "outboundProvisioningIdps"


def entry_of(wanted: Wanted) -> dict[str, Any]:
    """Return the wanted entry; the server fails without blocking and rules."""
    return {
        "idp": wanted.idp_name,
        "connector": wanted.connector_name,
        "blocking": wanted.blocking,
        "rules": wanted.rules,
        "jit": False,
    }


def changes_of(owner: str, step: str, present: Sequence[Entry], wanted: Wanted) -> tuple[Change, ...]:
    """Return how the entries of a service provider differ from the wanted one."""
    ours = [entry for entry in present if entry.get("idp") == wanted.idp_name]
    wish = entry_of(wanted)
    if not ours:
        chosen = f"{wanted.connector_name}, Blocking {on_off(wanted.blocking)}, Enable Rules {on_off(wanted.rules)}"
        return (Change(f"{owner}, {wanted.idp_name}", "absent", chosen, step),)
    if len(ours) > 1:
        return (Change(f"{owner}, {wanted.idp_name}", f"{len(ours)} entries", "one", step),)
    labels = {"connector": "connector", "blocking": "Blocking", "rules": "Enable Rules", "jit": "just in time"}
    differing = [key for key in labels if _value(ours[0], key) != wish[key]]
    return tuple(Change(f"{owner}, {labels[key]}", _shown(ours[0], key), _shown(wish, key), step) for key in differing)


def merged(present: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Return the entries with ours among them; those of other identity providers stay."""
    return [*(entry for entry in present if entry.get("idp") != wanted.idp_name), entry_of(wanted)]


def _value(entry: Entry, key: str) -> object:
    return entry.get(key) if key == "connector" else bool(entry.get(key))


def _shown(entry: Entry, key: str) -> str:
    return str(entry.get(key)) if key == "connector" else on_off(_value(entry, key))
