"""What the identity server sent to the bridge, and what it did not send: the calls of ``/_sim/provisioning``."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from harness.timeline.moment import Moment

_ERROR: Final = 400
_WRONG: Final = ("failed", "refused", "skipped")
"""How an outcome begins that a reader should look at."""


def moments(calls: Iterable[Mapping[str, Any]]) -> list[Moment]:
    """Return one moment a call, at the time of sending; the same id comes again once the answer is there."""
    return [_moment(number, call) for number, call in enumerate(calls, 1)]


def _moment(number: int, call: Mapping[str, Any]) -> Moment:
    outcome, status = str(call.get("outcome") or ""), call.get("status")
    return Moment(
        id=f"is-{call.get('id', number)}",
        at=float(call["at"]),
        hop="identity server",
        person=str(call.get("userName") or ""),
        title=_title(call, outcome),
        payload=_payload(call, outcome),
        failed=outcome.startswith(_WRONG) or (isinstance(status, int) and status >= _ERROR),
    )


def _title(call: Mapping[str, Any], outcome: str) -> str:
    if call.get("method") is None:
        return f"nothing sent for a {call.get('operation')}: {outcome.partition(': ')[2] or outcome}"
    answer = call.get("status") or ("no answer yet" if outcome == "sent" else "no answer")
    said = "" if outcome in {"ok", "sent", ""} else f" ({outcome})"
    return f"{call['method']} {unquote(str(call.get('target')))} → {answer}{said}"


def _payload(call: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    about = {"operation": call.get("operation"), "outcome": outcome}
    if call.get("method") is None:
        return about
    request = {"method": call["method"], "target": call.get("target"), "headers": call.get("headers") or {}}
    return {
        **about,
        "request": {**request, "body": _parsed(call.get("body"))},
        "answer": {"status": call.get("status"), "body": _parsed(call.get("answer"))},
    }


def _parsed(text: Any) -> Any:
    """Return a body as JSON where it is some, so that it is read and not deciphered."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
