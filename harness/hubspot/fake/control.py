"""`/_fake/…`: what a test asks and tells the fake outside HubSpot's API, without credentials."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.faults import FaultRuleError, rules_of
from harness.hubspot.fake.behaviour import BehaviourError
from harness.hubspot.fake.bodies import BadBodyError, parse
from harness.hubspot.fake.contacts import UI, Contact
from harness.hubspot.fake.errors import HubSpotError
from harness.hubspot.fake.instants import iso
from harness.hubspot.fake.limits import WINDOW_SECONDS, Allowance
from harness.hubspot.fake.portal import Portal

_LIMIT_KEYS = {"limit": "per_window", "dailyLimit": "per_day"}


def control_routes(portal: Portal) -> Mount:
    """Return the control API of a portal."""
    control = _Control(portal)
    return Mount(
        "/_fake",
        routes=[
            Route("/contacts", control.contacts, methods=["GET"]),
            Route("/contacts", control.add_contact, methods=["POST"]),
            Route("/requests", control.requests, methods=["GET"]),
            Route("/reset", control.reset, methods=["POST"]),
            Route("/clock", control.clock, methods=["GET", "POST"]),
            Route("/faults", control.faults, methods=["GET", "POST", "DELETE"]),
            Route("/limits", control.limits, methods=["GET", "PUT"]),
            Route("/behaviour", control.behaviour, methods=["GET", "PUT"]),
        ],
        middleware=[Middleware(_KeptFirst, portal=portal)],
    )


class _KeptFirst:
    """Keeps what a request has changed before its answer begins."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self._app = app
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._portal.keep()
            await send(message)

        await self._app(scope, receive, kept)


class _Control:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def contacts(self, _request: Request) -> Response:
        """List all contacts, archived ones too, with every set property."""
        return JSONResponse({"contacts": [_contact(contact) for contact in self._portal.contacts.all()]})

    async def add_contact(self, request: Request) -> Response:
        """Create a contact as a person does in HubSpot's pages: `{"properties": {…}, "secondaryEmails": […]}`."""
        body = _only(await _json(request), ("properties", "secondaryEmails"))
        emails = body.get("secondaryEmails") or []
        if not isinstance(emails, list) or not all(isinstance(email, str) for email in emails):
            raise HTTPException(400, '"secondaryEmails" is a list of texts.')
        savepoint = self._portal.contacts.savepoint()
        try:
            contact = self._portal.contacts.create(_texts(body.get("properties")), UI)
            if emails:
                contact = self._portal.contacts.add_emails(contact, emails)
        except HubSpotError as error:
            self._portal.contacts.roll_back(savepoint)
            raise HTTPException(400, error.message) from error
        return JSONResponse(_contact(contact), 201)

    async def requests(self, _request: Request) -> Response:
        """List the API requests of known callers, in the order of arrival; ids rise from 1, anew after a reset."""
        told = [{"id": id_, **exchange.as_json()} for id_, exchange in enumerate(self._portal.requests, 1)]
        return JSONResponse({"requests": told})

    async def reset(self, _request: Request) -> Response:
        """Forget everything but the settings of the start."""
        self._portal.reset()
        return Response(status_code=204)

    async def clock(self, request: Request) -> Response:
        """Tell the fake's time; with `{"advance": seconds}` put it forward first."""
        if request.method == "POST":
            advance = _only(await _json(request), ("advance",)).get("advance")
            if not isinstance(advance, int | float) or isinstance(advance, bool) or not 0 <= advance < 1e9:  # noqa: PLR2004 - thirty years, and shuts out infinity
                raise HTTPException(400, '"advance" is a number of seconds, not negative.')
            self._portal.clock_offset += advance
        now = self._portal.now()
        return JSONResponse({"now": now, "iso": iso(now), "offset": self._portal.clock_offset})

    async def faults(self, request: Request) -> Response:
        """List the fault rules; POST adds one or a list of them, DELETE lifts all."""
        if request.method == "DELETE":
            self._portal.faults.clear()
        if request.method == "POST":
            try:
                self._portal.faults.add(rules_of(await _json(request)))
            except FaultRuleError as error:
                raise HTTPException(400, str(error)) from error
        return JSONResponse({"faults": self._portal.faults.as_json()}, 201 if request.method == "POST" else 200)

    async def limits(self, request: Request) -> Response:
        """Tell the limits and what is used of them; PUT changes `limit` and `dailyLimit` (`null`: none)."""
        limits = self._portal.limits
        if request.method == "PUT":
            body = _only(await _json(request), tuple(_LIMIT_KEYS))
            changed = {_LIMIT_KEYS[key]: _limit(key, value) for key, value in body.items()}
            current = {"per_window": limits.allowance.per_window, "per_day": limits.allowance.per_day}
            limits.allowance = Allowance(**{**current, **changed})
        return JSONResponse(
            {
                "limit": limits.allowance.per_window,
                "intervalMilliseconds": int(WINDOW_SECONDS * 1000),
                "used": limits.used,
                "dailyLimit": limits.allowance.per_day,
                "usedToday": limits.used_today,
            }
        )

    async def behaviour(self, request: Request) -> Response:
        """Tell the switches for what is not established about HubSpot; PUT changes those it names."""
        contacts = self._portal.contacts
        if request.method == "PUT":
            try:
                contacts.behaviour = contacts.behaviour.changed(_object(await _json(request)))
            except BehaviourError as error:
                raise HTTPException(400, str(error)) from error
        return JSONResponse(contacts.behaviour.as_json())


async def control_error(_request: Request, error: Exception) -> Response:
    """Answer a bad request to the control API in one line of JSON."""
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code, headers=dict(error.headers or {}))


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "properties": dict(contact.values),
        "archived": contact.archived,
        "createdAt": iso(contact.created_at),
        "updatedAt": iso(contact.updated_at),
        "history": {
            name: [
                {"value": change.value, "at": change.at, "timestamp": iso(change.at), "sourceType": change.source.type}
                for change in changes
            ]
            for name, changes in contact.history.items()
        },
    }


async def _json(request: Request) -> Any:
    try:
        return parse(await request.body())
    except BadBodyError as error:
        raise HTTPException(400, f"The body must be JSON: {error}") from error


def _object(document: Any) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise HTTPException(400, "The body must be a JSON object.")
    return document


def _only(document: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
    body = _object(document)
    if unknown := [key for key in body if key not in keys]:
        raise HTTPException(400, f"Unknown {', '.join(unknown)}; allowed are {', '.join(keys)}.")
    return body


def _texts(document: Any) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in _object(document or {}).items()}


def _limit(key: str, value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise HTTPException(400, f'"{key}" is a whole number of calls, or null for none.')
    return value
