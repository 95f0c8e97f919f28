"""`/admin`, for the people who run the bridge: where a user stands, and what happened."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bridge import events
from bridge.delivery.details import Details, details
from bridge.delivery.force import InForce
from bridge.delivery.status import UserStatus
from bridge.scim.auth import Credentials
from bridge.storage import Store
from bridge.trail import Trail


def routes(
    store: Store,
    credentials: Credentials | None,
    next_probe_at: Callable[[], float | None],
    in_force: InForce,
    trail: Trail,
) -> list[Route]:
    """Return the routes, or none when there are no credentials for them: then /admin does not exist.

    Args:
        store: the database.
        credentials: what a caller must send.
        next_probe_at: when an absent HubSpot is asked next, in seconds since 1970; None while it is there.
        in_force: what contacts should have.
        trail: what happened.
    """
    if credentials is None:
        return []
    guard = Guard(credentials)
    return [
        Route("/admin/users/{user_name:path}", guard(_Users(store, next_probe_at, in_force).show)),
        Route("/admin/events", guard(_Events(trail).show)),
    ]


Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets nobody in without the credentials."""

    credentials: Credentials

    def __call__(self, handler: Handler) -> Handler:
        """Return the handler behind the guard."""

        async def guarded(request: Request) -> Response:
            if self.credentials.match(request.headers.get("authorization")):
                return await handler(request)
            return error_answer(
                401,
                "Send the credentials of BRIDGE_ADMIN_USERNAME and BRIDGE_ADMIN_PASSWORD by HTTP Basic.",
                {"WWW-Authenticate": 'Basic realm="bridge admin", charset="UTF-8"'},
            )

        return guarded


@dataclass(frozen=True, slots=True)
class _Events:
    trail: Trail

    async def show(self, request: Request) -> Response:
        if not self.trail.size:
            return error_answer(
                404, "The trail is off: start the bridge with --trail 2000, so that it keeps what happens."
            )
        try:
            return events.answer(self.trail, request)
        except events.WrongQuery as error:
            return error_answer(400, str(error))


@dataclass(frozen=True, slots=True)
class _Users:
    store: Store
    next_probe_at: Callable[[], float | None]
    in_force: InForce

    async def show(self, request: Request) -> JSONResponse:
        name = request.path_params["user_name"]
        found = await self.store.run(lambda connection: details(connection, name, self.in_force.mapping))
        if found is None:
            return error_answer(
                404,
                f"Identity Server never sent a user named {name!r}: check the name with `bridge users list`, and "
                "whether outbound provisioning is on.",
            )
        return JSONResponse(full_document(replace(found, status=_waiting_for(found.status, self.next_probe_at()))))


def _waiting_for(status: UserStatus, probe: float | None) -> UserStatus:
    """While HubSpot is away, all who are owed something wait for the next probing call."""
    if probe is None or status.state not in {"owed", "waiting"}:
        return status
    return replace(status, next_try_at=max(probe, status.next_try_at or probe))


def document(status: UserStatus) -> dict[str, Any]:
    """Return a user's status as JSON; times are ISO 8601 in UTC."""
    error = {"class": status.error_class, "message": status.error_message} if status.error_class else None
    return {
        "userName": status.user_name,
        "state": status.state,
        "deleted": status.deleted,
        "version": status.version,
        "deliveredVersion": status.delivered_version,
        "contactId": status.contact_id,
        "attempts": status.attempts,
        "nextTryAt": _time(status.next_try_at),
        "error": error,
        "lastRequestAt": _time(status.last_request_at),
        "correlationId": status.correlation_id,
    }


def full_document(found: Details) -> dict[str, Any]:
    """Return a user's status and what an investigator compares as JSON."""
    following = found.next
    return {
        **document(found.status),
        "resource": found.resource,
        "properties": found.properties,
        "delivered": found.delivered,
        "next": None if following is None else {"operation": following.operation, "properties": following.properties},
    }


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def error_answer(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Answer with an error: what is wrong, and what to do."""
    return JSONResponse({"error": {"status": status, "message": message}}, status, headers)
