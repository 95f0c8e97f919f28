"""The paths of the SCIM service: the users at the base path, and at `/scim/v2` beside RFC 7644's discovery."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bridge.directory import Directory, User
from bridge.scim.answers import deleted_answer, list_answer, user_answer, user_view
from bridge.scim.auth import Credentials
from bridge.scim.call import Call, Endpoint, Handler, Observe, Wire
from bridge.scim.dialect import Caller, Dialect
from bridge.scim.discovery import NOT_SERVED, resource_types, schemas, service_provider_config
from bridge.scim.errors import NotFoundError, NotServedError
from bridge.scim.listing import found
from bridge.scim.operation import Operation
from bridge.scim.projection import ALL
from bridge.scim.query import ById, ByName, Matching, Query, projection_of, query_of, search_of
from bridge.scim.resource import is_patch_op, partial, patch_op, whole
from bridge.seams import NewId
from bridge.trail import Tell, tell_nobody

RFC_PATH = "/scim/v2"

_FILTER_VIEW = Caller(Dialect.SCIM_2, wso2=False, at_base=False)
"""Filters see users as RFC 7643 describes them, whoever asks."""


def _observe_nothing(_method: str, _dialect: str, _status: int) -> None:
    """Count nothing."""


def routes(
    directory: Directory,
    base_path: str,
    *,
    credentials: Credentials,
    new_id: NewId,
    observe: Observe = _observe_nothing,
    tell: Tell = tell_nobody,
) -> list[BaseRoute]:
    """Return the routes of the SCIM service.

    Args:
        directory: the users.
        base_path: where WSO2's connectors are pointed to, such as `/hubspot/contacts`.
        credentials: what a caller must send.
        new_id: makes correlation ids for requests that bring none.
        observe: called after each request with its method, dialect and status.
        tell: takes what happened to a request.
    """
    wire = Wire(directory, credentials, new_id, observe, tell)
    base = base_path.rstrip("/")
    return [
        *_discovery(wire),
        *_users(wire, f"{RFC_PATH}/Users", at_base=False),
        *(
            _route(wire, RFC_PATH + below, f"{RFC_PATH}/Users", {"*": _nothing_here}, at_base=False)
            for below in ("", "/{rest:path}")
        ),
        *_users(wire, f"{base}/Users", at_base=True),
        *_users(wire, base, at_base=True),
        _route(wire, base + "/{rest:path}", base, {"*": _nothing_here}, at_base=True),
    ]


def _users(wire: Wire, path: str, *, at_base: bool) -> list[BaseRoute]:
    collection: dict[str, Handler] = {"GET": _list, "POST": _create}
    member: dict[str, Handler] = {"GET": _read, "PUT": _put, "PATCH": _patch, "DELETE": _delete}
    search: dict[str, Handler] = {"POST": _search}
    paths = {path: collection, f"{path}/": collection, f"{path}/.search": search, path + "/{id}": member}
    return [_route(wire, one, path, handlers, at_base=at_base) for one, handlers in paths.items() if one]


def _discovery(wire: Wire) -> list[BaseRoute]:
    users = f"{RFC_PATH}/Users"
    opened: dict[str, Handler] = {"GET": service_provider_config}
    guarded: dict[str, Handler] = {
        "/ResourceTypes": resource_types,
        "/ResourceTypes/{name}": resource_types,
        "/Schemas": schemas,
        "/Schemas/{name}": schemas,
    }
    return [
        # RFC 7643 section 5: how to authenticate should be readable without having authenticated.
        Route(f"{RFC_PATH}/ServiceProviderConfig", Endpoint(wire, opened, users, at_base=False, is_open=True)),
        *(_route(wire, RFC_PATH + path, users, {"GET": handler}, at_base=False) for path, handler in guarded.items()),
        *(
            _route(wire, f"{RFC_PATH}/{name}{below}", users, {"*": _not_served(reason)}, at_base=False)
            for name, reason in NOT_SERVED.items()
            for below in ("", "/{rest:path}")
        ),
    ]


def _route(wire: Wire, path: str, users_path: str, handlers: dict[str, Handler], *, at_base: bool) -> BaseRoute:
    return Route(path, Endpoint(wire, handlers, users_path, at_base))


async def _list(call: Call) -> Response:
    return await _listed(call, query_of(call.query_string, call.caller))


async def _search(call: Call) -> Response:
    return await _listed(call, search_of(await call.document()))


async def _listed(call: Call, query: Query) -> Response:
    name = query.wanted.user_name if isinstance(query.wanted, ByName) else None
    call.account.understood("list", {"filter": _meant(query), "startIndex": query.start, "count": query.count}, name)
    total, users = await found(call.directory, query, lambda user: user_view(user, _FILTER_VIEW, call.users_url))
    views = [query.projection.of(user_view(user, call.caller, call.users_url)) for user in users]
    return list_answer(total, query.start, views, call.caller)


async def _create(call: Call) -> Response:
    # IS sends a new user more than once, and in parts: a user that is there is merged, whoever sends it.
    name, operation = whole(await call.document(), merges=True)
    call.account.understood("create", operation, name)
    user = await call.directory.create(name, operation, call.correlation_id)
    return _shown(call, 201, user)


async def _read(call: Call) -> Response:
    call.account.understood("read", {"id": call.user_id})
    return _shown(call, 200, _there(await call.directory.by_id(call.user_id)))


async def _put(call: Call) -> Response:
    document = await call.document()
    name, operation = whole(document, merges=call.caller.partial)
    return await _change(call, "put", name, operation)


async def _patch(call: Call) -> Response:
    document = await call.document()
    if is_patch_op(document):
        return await _change(call, "patch", *patch_op(document, merges=call.caller.partial))
    return await _change(call, "patch", *partial(document, scim_1=call.caller.dialect is Dialect.SCIM_1))


async def _change(call: Call, method: str, name: str | None, operation: Operation) -> Response:
    call.account.understood(method, operation, name)
    # A connector asks for the id before it sends a change; when the bridge does not know the user (its database is
    # new), the older one sends the change to the id "null", and it is the only time that it does.
    adopt = name if call.caller.partial else None
    user = await call.directory.change(call.user_id, operation, call.correlation_id, adopt)
    return _shown(call, 200, _there(user))


async def _delete(call: Call) -> Response:
    call.account.understood("delete", {"id": call.user_id})
    if not await call.directory.delete(call.user_id, call.correlation_id):
        raise _no_user()
    return deleted_answer(call.caller)


async def _nothing_here(call: Call) -> Response:
    raise NotFoundError(f"There is nothing at this path: the users are at {call.users_url}.")


def _not_served(reason: str) -> Handler:
    async def answer(_call: Call) -> Response:
        raise NotServedError(reason)

    return answer


def _there(user: User | None) -> User:
    if user is None:
        raise _no_user()
    return user


def _meant(query: Query) -> str:
    """Return which users a query means, in words; a filter beyond one person may compare with anything."""
    match query.wanted:
        case ByName(user_name):
            return f"userName is {user_name}"
        case ById(user_id):
            return f"id is {user_id}"
        case Matching(node):
            return "none: all users" if node is None else str(node)


def _no_user() -> NotFoundError:
    return NotFoundError("There is no user with this id: look the user up by its userName, or create it.")


def _shown(call: Call, status: int, user: User) -> Response:
    call.account.user_name = user.user_name
    # SCIM 1.1 and WSO2's connectors decode the whole user, so nothing is left out for them.
    chosen = ALL if call.caller.plain else projection_of(call.query_string)
    return user_answer(status, user, call.caller, call.users_url, chosen)
