"""What the bridge did, step by step: the events of its trail (``/admin/events``)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from harness.timeline.moment import Moment
from harness.timeline.values import brief, difference, leaves, pairs

_ERROR: Final = 400
_WRONG: Final = frozenset({"refused", "waiting", "incomplete", "outside"})
"""States of an outcome that a reader should look at."""


def moments(events: Iterable[Mapping[str, Any]]) -> list[Moment]:
    """Return one moment an event, in the order of the trail."""
    return [_moment(event) for event in events]


def _moment(event: Mapping[str, Any]) -> Moment:
    step, data = str(event["step"]), event.get("data") or {}
    title = _TITLES.get(step, _other)(event, data)
    return Moment(
        id=f"bridge-{event['id']}",
        at=float(event["at"]),
        hop="bridge",
        person=str(event.get("userName") or ""),
        title=title,
        payload={
            "step": step,
            "version": event.get("version"),
            "correlationId": event.get("correlationId"),
            **data,
        },
        failed=_failed(step, data),
    )


def _failed(step: str, data: Mapping[str, Any]) -> bool:
    if step == "answered":
        return isinstance(status := data.get("status"), int) and status >= _ERROR
    return step == "outcome" and data.get("state") in _WRONG


def _received(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    said = str(data.get("dialect") or "")
    dialect = f" as SCIM {said.removeprefix('SCIM ')}" if said else ""
    return f"received {data.get('method')} {unquote(str(data.get('target')))}{dialect}"


def _understood(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    said = pairs(leaves(data.get("says")))
    return f"understood: {data.get('operation')}" + (f" {said}" if said else "")


def _changed(event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    before, after = data.get("before"), data.get("after")
    start = f"directory: version {event.get('version')}"
    if not after:
        return f"{start}, deleted" if before else f"{start}, nothing there"
    if not before:
        return f"{start}, new: {pairs(leaves(after))}"
    changes = difference(before, after)
    shown = (f"{path} {brief(old) or '(none)'} → {brief(new) or '(none)'}" for path, (old, new) in changes.items())
    return f"{start}, {', '.join(shown) or 'nothing changed'}"


def _answered(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    return f"answered {data.get('status')}"


def _mapped(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    return f"mapped: {pairs(data.get('properties') or {}) or 'no property'}"


def _sent(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    properties = pairs(data.get("properties") or {})
    return f"sends {data.get('operation')}" + (f": {properties}" if properties else "")


def _outcome(_event: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    contact = f", contact {data['contactId']}" if data.get("contactId") else ""
    error = data.get("error") or {}
    reason = f": {error.get('class')}: {error.get('message')}" if error else ""
    return f"outcome: {data.get('state')}{contact}{reason}"


def _other(event: Mapping[str, Any], _data: Mapping[str, Any]) -> str:
    return str(event["step"])


_TITLES: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]]] = {
    "received": _received,
    "understood": _understood,
    "changed": _changed,
    "answered": _answered,
    "mapped": _mapped,
    "sent": _sent,
    "outcome": _outcome,
}
