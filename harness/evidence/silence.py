"""What should have followed and did not: a hop's silence is where a change got lost, and no moment shows it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from harness.diagnosis import Hop
from harness.timeline.moment import Moment
from harness.timeline.order import same_person
from harness.timeline.values import difference, leaves

_ERROR: Final = 400
_EDITS: Final = re.compile(r"\b(registers|has registered|changes|deletes|creates)\b")
"""Words of the steps that the identity server should tell the bridge of."""
_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WRITES: Final = frozenset({"create", "put", "patch", "delete", "replace", "merge"})
_REPLACES: Final = "/scim/v2"
"""Where a PUT takes away what it does not say (RFC 7644 section 3.5.1)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What did not happen, the hop that should have done it, and the id of the moment after which it is missed."""

    hop: Hop
    text: str
    moment: str


def silences(user_name: str, moments: Sequence[Moment]) -> list[Silence]:
    """Return what did not happen to a person, from left to right."""
    mine = [moment for moment in moments if same_person(moment.person, user_name)]
    steps = [moment for moment in moments if moment.hop == "browser" and user_name in moment.title]
    told = [*_unsent(user_name, steps, mine)]
    if any(moment.hop == "bridge" for moment in mine):  # a bridge without a trail is not silent
        told += [*_unchanged(mine), *_unsaid(mine), *_undelivered(mine)]
    return told


def _unsent(user_name: str, steps: Sequence[Moment], mine: Sequence[Moment]) -> Iterator[Silence]:
    edits = [step for step in steps if _EDITS.search(step.title)]
    writes = [each for each in mine if each.hop == "identity server" and _method(each) in _METHODS]
    if edits and not any(each.at >= edits[-1].at for each in writes):
        text = f"After “{edits[-1].title}” the identity server sent the bridge nothing about {user_name}."
        yield Silence(Hop.IDENTITY_SERVER, text, edits[-1].id)


def _unchanged(mine: Sequence[Moment]) -> Iterator[Silence]:
    for parts in _requests(mine):
        operation = _part(parts, "understood").get("operation")
        status = _part(parts, "answered").get("status")
        if operation in _WRITES and "changed" not in parts and isinstance(status, int) and status < _ERROR:
            text = f"The bridge answered a {operation} with {status}, but its directory did not change."
            yield Silence(Hop.BRIDGE, text, parts["answered"].id)


def _unsaid(mine: Sequence[Moment]) -> Iterator[Silence]:
    """Name the values that a change took away although the request did not speak of them."""
    for parts in _requests(mine):
        changed, says = _part(parts, "changed"), _part(parts, "understood").get("says")
        replaces = str(_part(parts, "received").get("target")).startswith(_REPLACES)
        if not isinstance(says, dict) or not changed.get("before") or not changed.get("after") or replaces:
            continue
        lost = {
            path: old
            for path, (old, new) in difference(changed["before"], changed["after"]).items()
            if path not in leaves(says) and path.partition("[")[0].partition(".")[0] != "userName"
        }
        for path, old in lost.items():
            now = leaves(changed["after"]).get(path, "")
            yield Silence(
                Hop.BRIDGE,
                f"The directory's {path} became {now or 'nothing'} (before: {old or 'nothing'}) in version "
                f"{changed.get('version')}, by a request that did not speak of it.",
                parts["changed"].id,
            )


def _undelivered(mine: Sequence[Moment]) -> Iterator[Silence]:
    changed = [each for each in mine if each.payload.get("step") == "changed" and each.hop == "bridge"]
    if not changed:
        return
    version = _version(changed[-1].payload)
    later = [each for each in mine if each.hop == "bridge" and _version(each.payload) >= version]
    outcomes = [each for each in later if each.payload.get("step") == "outcome"]
    if not outcomes:
        text = f"Version {version} in the bridge's directory has no outcome: HubSpot was not asked, or did not answer."
        yield Silence(Hop.DELIVERY, text, changed[-1].id)
    elif outcomes[-1].failed:
        tries = f"{len(outcomes)} time{'' if len(outcomes) == 1 else 's'}"
        text = f"Version {version} was tried {tries}; the last try ended in “{outcomes[-1].title}”, and none followed."
        yield Silence(Hop.DELIVERY, text, outcomes[-1].id)


def _requests(mine: Sequence[Moment]) -> list[dict[str, Moment]]:
    """Return the bridge's moments by request and step."""
    requests: dict[str, dict[str, Moment]] = {}
    for moment in mine:
        if moment.hop == "bridge" and (id_ := moment.payload.get("correlationId")):
            requests.setdefault(str(id_), {})[str(moment.payload.get("step"))] = moment
    return list(requests.values())


def _part(parts: Mapping[str, Moment], step: str) -> Mapping[str, Any]:
    return parts[step].payload if step in parts else {}


def _version(payload: Mapping[str, Any]) -> int:
    version = payload.get("version")
    return version if isinstance(version, int) else 0


def _method(moment: Moment) -> str:
    request = moment.payload.get("request") or {}
    return str(request.get("method"))
