"""The start page: what runs, who may log in where, what to click, and the live view of the chain."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from harness.people import Person
from harness.up.feed import Entry, Feed

NAME: Final = "harness up"
"""What ``/up.json`` says, so that a second copy knows who has the port."""

_STATIC: Final = Path(__file__).parent / "static"
_SECURITY: Final = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Everything that a person needs: addresses and log-ins."""

    my_account: str
    hubspot: str
    bridge: str
    logs: str
    person: Person
    marketing: tuple[str, str]
    operator: tuple[str, str]
    provisioner: tuple[str, str]


def create_app(place: Place, feed: Feed, process_id: int) -> Starlette:
    """Return the start page as an ASGI application."""
    return Starlette(routes=_Pages(place, feed, process_id).routes())


class _Pages:
    def __init__(self, place: Place, feed: Feed, process_id: int) -> None:
        self._place = place
        self._feed = feed
        self._process_id = process_id
        templates = PackageLoader("harness.up", "templates")
        self._templates = Environment(loader=templates, autoescape=True, undefined=StrictUndefined)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._start),
            Route("/events", self._events),
            Route("/moments.json", self._moments),
            Route("/up.json", self._who),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]

    async def _start(self, _request: Request) -> Response:
        html = self._templates.get_template("start.html").render(place=self._place)
        return HTMLResponse(html, headers=_SECURITY)

    async def _who(self, _request: Request) -> Response:
        return JSONResponse({"name": NAME, "pid": self._process_id})

    async def _moments(self, _request: Request) -> Response:
        """Return everything seen so far, for those who have no server-sent events."""
        moments = [content for _, kind, content in self._feed.after(0) if kind == "moment"]
        return JSONResponse({"moments": list({moment["id"]: moment for moment in moments}.values())})

    async def _events(self, request: Request) -> Response:
        """Stream the feed as server-sent events; a browser that was away goes on behind ``Last-Event-ID``."""
        last = request.headers.get("last-event-id", "0")
        events = stream(self._feed, int(last) if last.isdecimal() else 0)
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def stream(feed: Feed, number: int) -> AsyncIterator[str]:
    """Give what is behind a number as server-sent events (WHATWG HTML, section 9.2), until the feed ends."""
    yield "retry: 500\n\n"
    async for entry in feed.read(number):
        yield ": still here\n\n" if entry is None else _event(entry)


def _event(entry: Entry) -> str:
    number, kind, content = entry
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(content, ensure_ascii=False, default=str)}\n\n"
