"""What every HTTP request gets: a correlation id, one line in the log, and an answer when our own code fails."""

import asyncio
import re
from dataclasses import dataclass

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.seams import NewId
from bridge.telemetry import describe

_PLAUSIBLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_HEADER = b"x-correlation-id"


@dataclass(frozen=True, slots=True)
class RequestLog:
    """ASGI middleware around the whole application.

    The correlation id is that of the header `X-Correlation-ID`, if it is a plain word, or a new one; it stands in
    `scope["state"]["correlation_id"]`, in each line of the log and in the answer's header. Paths are logged without
    their query, which may carry a user name; headers and bodies never are.
    """

    app: ASGIApp
    new_id: NewId

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        correlation_id = _given_id(scope) or self.new_id()
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            await _serve(self.app, scope, receive, _Answer(send, correlation_id))


@dataclass(slots=True)
class _Answer:
    """Sends on, adds the header, and remembers the status."""

    send: Send
    correlation_id: str
    status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (_HEADER, self.correlation_id.encode())]
        await self.send(message)


async def _serve(app: ASGIApp, scope: Scope, receive: Receive, answer: _Answer) -> None:
    log = structlog.get_logger("bridge.requests")
    loop = asyncio.get_running_loop()
    start = loop.time()
    try:
        await app(scope, receive, answer)
    except Exception as error:  # noqa: BLE001 - the last handler: whatever it is, the caller gets an answer
        log.error("request_failed", error=describe(error))  # noqa: TRY400 - a traceback would quote data
        if answer.status is None:
            await _fail(scope, receive, answer)
    level = "debug" if scope["path"].startswith(("/health/", "/metrics")) else "info"
    getattr(log, level)(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=answer.status,
        milliseconds=round((loop.time() - start) * 1000, 1),
    )


async def _fail(scope: Scope, receive: Receive, answer: _Answer) -> None:
    """Answer 500 in a form that both kinds of SCIM caller read an error from: the connectors need `Errors`."""
    text = f"The bridge failed; its log says why under correlation id {answer.correlation_id}."
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": "500",
        "detail": text,
        "Errors": [{"description": text, "code": "500"}],
    }
    await JSONResponse(body, 500)(scope, receive, answer)


def _given_id(scope: Scope) -> str | None:
    given = next((value for name, value in scope["headers"] if name == _HEADER), b"").decode("latin-1")
    return given if _PLAUSIBLE_ID.fullmatch(given) else None
