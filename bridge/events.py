"""`GET /admin/events`: the trail as JSON, and as server-sent events for those who want to look on."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bridge.trail import Event, Trail, Wanted

LARGEST_LIMIT: Final = 1_000
"""Events in one JSON answer at most."""

_HEARTBEAT: Final = 15.0
"""Seconds after which an idle stream says that it is there: proxies close what is silent, often after 30 or 60."""

_PARAMETERS: Final = ("userName", "correlationId", "after", "limit")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_NOT_BUFFERED: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class WrongQuery(Exception):
    """A parameter that cannot be used; the text says what to send."""


@dataclass(frozen=True, slots=True)
class _Query:
    wanted: Wanted
    after: int | None
    limit: int | None


def answer(trail: Trail, request: Request) -> Response:
    """Answer with the events that are asked for, in the form that `Accept` asks for.

    Raises:
        WrongQuery: a parameter is unknown or no number.
    """
    query = _query(request)
    if "text/event-stream" in request.headers.get("accept", "").casefold():
        return StreamingResponse(
            _stream(trail, query.wanted, query.after or 0, query.limit),
            headers=_NOT_BUFFERED,
            media_type="text/event-stream",
        )
    found = trail.after(query.after or 0, query.wanted)
    limit = query.limit or LARGEST_LIMIT
    # With `after`, the next ones; without, the newest ones.
    shown = found[-limit:] if query.after is None else found[:limit]
    cut_behind = query.after is not None and len(shown) < len(found)
    last = shown[-1].id if cut_behind else trail.last
    return JSONResponse({"events": [each.document() for each in shown], "last": last}, headers=_NOT_BUFFERED)


async def _stream(trail: Trail, wanted: Wanted, after: int, limit: int | None) -> AsyncIterator[str]:
    """Yield events as they happen, at most so many.

    A reader holds no more than its place: what it is too slow for is lost to it.
    """
    yield ": the trail of the bridge\n\n"
    place = after if after <= trail.last else 0
    while not trail.is_closed():
        if place + 1 < trail.oldest and place:
            yield f"event: lost\ndata: {json.dumps({'before': trail.oldest})}\n\n"
        newest = trail.last
        for event in trail.after(place, wanted):
            yield _sent(event)
            limit = limit - 1 if limit is not None else None
            if limit == 0 or trail.is_closed():
                return
        place = newest
        if trail.last == place:
            await trail.news(_HEARTBEAT)
            if trail.last == place and not trail.is_closed():
                yield ": still here\n\n"


def _sent(event: Event) -> str:
    data = json.dumps(event.document(), ensure_ascii=False, separators=(",", ":"), default=str)
    return f"id: {event.id}\nevent: trail\ndata: {data}\n\n"


def _query(request: Request) -> _Query:
    for name in request.query_params:
        if name not in _PARAMETERS:
            raise WrongQuery(f"There is no parameter {name!r}: use {', '.join(_PARAMETERS)}.")
    said = request.headers.get("last-event-id") or request.query_params.get("after")
    after = None if said is None or said == "" else _number("after", said)
    asked = request.query_params.get("limit")
    limit = min(max(_number("limit", asked), 1), LARGEST_LIMIT) if asked else None
    wanted = Wanted(request.query_params.get("userName", ""), request.query_params.get("correlationId", ""))
    return _Query(wanted, after, limit)


_ADVICE = {
    "after": "send the id of an event, such as the answer's 'last'",
    "limit": f"send how many events to answer, from 1 to {LARGEST_LIMIT}",
}


def _number(name: str, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise WrongQuery(f"{name!r} must be a whole number of at most 15 digits: {_ADVICE[name]}.")
    return int(text)
