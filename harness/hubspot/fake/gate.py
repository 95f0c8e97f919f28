"""What every API request passes: credentials, the log, the limits, the fault rules.

In this order: an unknown caller gets 401 and leaves no trace; a known one is logged, then counted against the limits,
and only an admitted call is counted by fault rules. A request is read whole before anything happens to it and is
carried out to its end in a task of its own, as a server does that has not noticed its client's leaving.
"""

import asyncio
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.faults import Fault
from harness.hubspot.fake import connection
from harness.hubspot.fake.answers import Answer, answer_of, error_answer
from harness.hubspot.fake.bodies import readable
from harness.hubspot.fake.errors import HubSpotError, InvalidAuthenticationError, RateLimitedError
from harness.hubspot.fake.portal import Portal
from harness.hubspot.fake.requests import Exchange

CORRELATION_ID = "harness.correlation_id"
"""Under this key of the scope the API finds the correlation id of its answer."""

_GARBAGE = b"<html><head><title>502 Bad Gateway</title></head><body><center>cloudflare</center></body>"


class Gate:
    """An ASGI application in front of the API."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self._app = app
        self._portal = portal
        self._running: set[asyncio.Task[Answer | None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it suffer its fault."""
        body = await _whole_body(receive)
        if body is None:
            return
        correlation_id = self._portal.next_correlation_id()
        scope[CORRELATION_ID] = correlation_id
        if not self._knows(scope):
            self._portal.keep()
            await self._finished(error_answer(InvalidAuthenticationError(), correlation_id), scope).send(send)
            return
        exchange = self._logged(scope, body)
        try:
            self._portal.limits.admit()
        except RateLimitedError as limited:
            answer = error_answer(limited, correlation_id)
            self._note(exchange, answer)
            await self._finished(answer, scope).send(send)
            return
        fault = exchange.fault = self._portal.faults.decide(exchange.method, exchange.path, body)
        answer = await self._carried_out(scope, body, exchange)
        await self._deliver(answer, fault, scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = Headers(scope=scope).get("authorization", "")
        return compare_digest(given.encode(), f"Bearer {self._portal.settings.token}".encode())

    def _logged(self, scope: Scope, body: bytes) -> Exchange:
        exchange = Exchange(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            at=self._portal.now(),
            correlation_id=scope[CORRELATION_ID],
            body=readable(body),
        )
        self._portal.requests.add(exchange)
        self._portal.keep(exchange)
        return exchange

    async def _carried_out(self, scope: Scope, body: bytes, exchange: Exchange) -> Answer:
        """Carry the request out, even when the caller is cancelled meanwhile, and return the answer to be given."""
        task = asyncio.create_task(self._carry_out(scope, body, exchange))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _carry_out(self, scope: Scope, body: bytes, exchange: Exchange) -> Answer:
        fault = exchange.fault
        if fault is not None and fault.kind == "delay" and fault.when == "before":
            await asyncio.sleep(fault.seconds)
        answer = Answer(503, [], b"")
        if fault is None or fault.applied:
            answer = await answer_of(self._app, scope, body)
            exchange.applied = True
            self._note(exchange, answer)
        if fault is not None and fault.kind in ("status", "applied-then-error"):
            answer = error_answer(_injected(fault.status), exchange.correlation_id)
            self._note(exchange, answer)
        if fault is not None and fault.kind == "delay" and fault.when == "after":
            await asyncio.sleep(fault.seconds)
        return answer

    async def _deliver(self, answer: Answer, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        whole = self._finished(answer, scope)
        match fault.kind if fault else None:
            case "reset":
                await connection.reset(scope, receive)
            case "hang":
                await connection.gone(receive)
            case "truncate":
                await whole.send_half(send)
                await connection.cut(scope, receive)
            case "garbage":
                await whole.with_body(_GARBAGE).send(send)
            case _:
                await whole.send(send)

    def _note(self, exchange: Exchange, answer: Answer) -> None:
        """Write an answer down, and with it what the request changed: nobody has been told of it yet."""
        exchange.status = answer.status
        exchange.answer = readable(answer.body)
        self._portal.keep(exchange)

    def _finished(self, answer: Answer, scope: Scope) -> Answer:
        headers = {"X-HubSpot-Correlation-Id": scope[CORRELATION_ID]}
        if answer.status != InvalidAuthenticationError.status:
            headers |= self._portal.limits.headers()
        return answer.with_headers(headers)


def _injected(status: int) -> HubSpotError:
    """Return the error of a status in the form which HubSpot gives it."""
    if status == RateLimitedError.status:
        return RateLimitedError("TEN_SECONDLY_ROLLING")
    if status == InvalidAuthenticationError.status:
        return InvalidAuthenticationError()
    error = HubSpotError("A fault rule answered this request.")
    error.status = status
    return error


async def _whole_body(receive: Receive) -> bytes | None:
    """Read the body; `None` when the client left before it was through, so that half a request is never applied."""
    parts: list[bytes] = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
    return None
