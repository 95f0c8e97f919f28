"""One request on its way: who calls, what was read of it, and the answer to whatever goes wrong."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bridge.directory import Directory
from bridge.scim.account import Account
from bridge.scim.answers import error_answer
from bridge.scim.auth import Credentials
from bridge.scim.dialect import as_declared, caller_of
from bridge.scim.document import parse, read_body
from bridge.scim.errors import InternalError, InvalidSyntaxError, MethodError, ScimError, UnavailableError
from bridge.scim.resource import schemas_of
from bridge.seams import NewId
from bridge.trail import Tell, tell_nobody

CORRELATION_HEADER = "X-Correlation-ID"

Observe: TypeAlias = Callable[[str, str, int], None]
"""Called after each request with its method, dialect (`1.1` or `2.0`) and status."""

_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_LOST = frozenset({401, 403, 413, 415})
_FAILED = 500
"""Statuses that say that a change was not taken, though not because of what it says."""

_log = structlog.get_logger("bridge.scim")


@dataclass(frozen=True, slots=True)
class Wire:
    """What every route needs: the directory, the credentials, the ids, the counter of requests and the trail."""

    directory: Directory
    credentials: Credentials
    new_id: NewId
    observe: Observe
    tell: Tell = tell_nobody


class Call:
    """A request, its caller (known better once the body is read) and its correlation id."""

    def __init__(self, request: Request, wire: Wire, users_path: str, *, at_base: bool) -> None:
        self.request = request
        self.directory = wire.directory
        self.caller = caller_of(request.headers, at_base=at_base)
        self.correlation_id = _correlation_id(request, wire.new_id)
        self.users_url = f"{str(request.base_url).rstrip('/')}{users_path}"
        self.account = Account(wire.tell, request, self.correlation_id)

    @property
    def user_id(self) -> str:
        """The id in the path."""
        return str(self.request.path_params["id"])

    @property
    def query_string(self) -> bytes:
        """The query part of the URL, as sent."""
        return bytes(self.request.scope["query_string"])

    async def document(self) -> dict[str, Any]:
        """Read the JSON object of the body; what it declares decides the dialect from here on."""
        document = parse(await read_body(self.request))
        self.caller = as_declared(self.caller, schemas_of(document))
        self.account.received(self.caller, document)
        return document


Handler: TypeAlias = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An ASGI application for one path: credentials first, then the method's handler, errors in SCIM form.

    Attributes:
        wire: what every route needs.
        handlers: by method. A handler for `*` takes every method.
        users_path: the path of the users that belong to it.
        at_base: whether it is below the base path rather than `/scim/v2`.
        is_open: whether it needs no credentials.
    """

    wire: Wire
    handlers: Mapping[str, Handler]
    users_path: str
    at_base: bool
    is_open: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = Call(Request(scope, receive), self.wire, self.users_path, at_base=self.at_base)
        with structlog.contextvars.bound_contextvars(correlation_id=call.correlation_id):
            response = await self._answer(call)
            method, dialect, status = call.request.method, call.caller.dialect.value, response.status_code
            # The query part is left out: it names persons. Identity Server repeats nothing, so a change that met one of
            # these is lost to the bridge until the user's next one.
            log = _log.warning if status in _LOST or status >= _FAILED else _log.info
            log("scim_request", method=method, path=scope["path"], dialect=dialect, status=status)
        response.headers[CORRELATION_HEADER] = call.correlation_id
        call.account.answered(call.caller, response)
        self.wire.observe(method, dialect, status)
        await response(scope, receive, send)

    async def _answer(self, call: Call) -> Response:
        call.account.came(call.caller)
        try:
            if not self.is_open:
                self.wire.credentials.check(call.request.headers.get("authorization"))
            return await self._handler(call.request.method)(call)
        except Exception as error:  # noqa: BLE001 - whatever happens, the caller gets an error in its own dialect
            return error_answer(_refusal(error), call.caller.dialect)

    def _handler(self, method: str) -> Handler:
        handler = self.handlers.get("GET" if method == "HEAD" else method) or self.handlers.get("*")
        if handler is None:
            allowed = ", ".join(self.handlers)
            raise MethodError(f"{method} is not served at this path: use {allowed}.", {"Allow": allowed})
        return handler


def _refusal(error: Exception) -> ScimError:
    if isinstance(error, ScimError):
        return error
    if isinstance(error, ClientDisconnect):
        return InvalidSyntaxError("The connection was closed before the whole body came: send it again.")
    if isinstance(error, SQLAlchemyError):
        _log.error("database_failed", exc_info=error)
        return UnavailableError(
            "The database of the bridge failed, so the request was not accepted: send it again later."
        )
    _log.error("scim_request_failed", exc_info=error)
    return InternalError(
        "The bridge failed, so the request was not accepted: look for the correlation id of this answer in its log."
    )


def _correlation_id(request: Request, new_id: NewId) -> str:
    sent = request.headers.get(CORRELATION_HEADER, "")
    return sent if _CORRELATION_ID.fullmatch(sent) else new_id()
