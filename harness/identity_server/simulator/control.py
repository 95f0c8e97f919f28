"""`/_sim/*`: what a test asks and sets. Outside the real server's paths, without credentials."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import BadControl, ScimRefusal
from harness.identity_server.simulator.provisioning.manager import CONNECTORS
from harness.identity_server.simulator.provisioning.model import Entry
from harness.identity_server.simulator.provisioning.turns import DoublePost
from harness.identity_server.simulator.scim.answers import json_object
from harness.identity_server.simulator.server import server_of
from harness.identity_server.simulator.setup import Configuration, Sender
from harness.identity_server.simulator.users import User

_SERVER_FLAGS = {
    "selfRegistration": "self_registration",
    "lockOnCreation": "lock_on_creation",
    "mobileEditDropsPhoneNumbers": "mobile_edit_drops_phone_numbers",
    "passwordProvisioning": "send_password",
}
"""Keys of true or false, with the configuration's name for them."""
_ENTRY_FLAGS = ("blocking", "rules")
_STOCK = "stock"
"""True: My Account has no outbound entry of its own, as after `--stock`; false: it has the resident one's."""
_ALLOWED: Mapping[str, tuple[Any, ...]] = {
    "connector": tuple(CONNECTORS),
    "sender": tuple(sender.value for sender in Sender),
    "doublePost": tuple(order.value for order in DoublePost),
    **dict.fromkeys((*_ENTRY_FLAGS, *_SERVER_FLAGS, _STOCK), (True, False)),
}


async def users(request: Request) -> Response:
    """List the users with their claims; no passwords."""
    server = server_of(request)
    return JSONResponse({"users": [_user(user) for user in server.users.all()]})


async def provisioning(request: Request) -> Response:
    """List what was sent, and what was not with the reason, in order; ids rise from 1 and begin anew at a reset."""
    server = server_of(request)
    return JSONResponse({"calls": [{"id": id_, **call.as_json()} for id_, call in enumerate(server.journal.calls, 1)]})


async def mailbox(request: Request) -> Response:
    """List the mails."""
    server = server_of(request)
    return JSONResponse({"messages": server.mailbox.as_json()})


async def reset(request: Request) -> Response:
    """Return to the state of the start."""
    server = server_of(request)
    await server.reset()
    return Response(status_code=204)


async def read_config(request: Request) -> Response:
    """Return the settings."""
    server = server_of(request)
    return JSONResponse(settings(server.configuration))


async def write_config(request: Request) -> Response:
    """Change the settings named; the others stay. Nothing is changed if one of them is wrong."""
    server = server_of(request)
    try:
        change(server.configuration, await json_object(request))
    except (BadControl, ScimRefusal) as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse(settings(server.configuration))


def settings(configuration: Configuration) -> dict[str, Any]:
    """Return the settings by key; those of an outbound entry are null without one."""
    entry = configuration.resident
    return {
        "connector": entry.connector if entry is not None else None,
        **{name: getattr(entry, name) if entry is not None else None for name in _ENTRY_FLAGS},
        "sender": configuration.sender.value,
        "doublePost": configuration.double_post.value,
        _STOCK: configuration.my_account is None,
        **{key: getattr(configuration, name) for key, name in _SERVER_FLAGS.items()},
    }


def change(configuration: Configuration, values: Mapping[str, Any]) -> None:
    """Change settings.

    Raises:
        BadControl: an unknown key or value, with what is allowed.
    """
    present = settings(configuration)
    changed = {key: value for key, value in values.items() if key not in present or value is not present[key]}
    for key, value in changed.items():
        _check(configuration, key, value)
    for key, value in changed.items():
        if key in _SERVER_FLAGS:
            setattr(configuration, _SERVER_FLAGS[key], value)
        elif key == "sender":
            configuration.sender = Sender(value)
        elif key == "doublePost":
            configuration.double_post = DoublePost(value)
        elif key == _STOCK:
            resident = configuration.resident
            configuration.my_account = None if value or resident is None else replace(resident)
        else:
            for entry in _entries(configuration):
                setattr(entry, key, value)


def _check(configuration: Configuration, key: str, value: Any) -> None:
    if key not in _ALLOWED:
        raise BadControl(f"unknown key {key!r}; allowed are {', '.join(_ALLOWED)}")
    allowed = _ALLOWED[key]
    if not isinstance(value, type(allowed[0])) or value not in allowed:
        names = ", ".join(choice if isinstance(choice, str) else json.dumps(choice) for choice in allowed)
        raise BadControl(f"{key} cannot be {json.dumps(value)}; allowed are {names}")
    if key in {"connector", _STOCK, *_ENTRY_FLAGS} and not _entries(configuration):
        raise BadControl(f"{key} belongs to an outbound entry, and there is none: start with --provision-to")


def _entries(configuration: Configuration) -> list[Entry]:
    return [entry for entry in (configuration.resident, configuration.my_account) if entry is not None]


def _user(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "userName": user.name,
        "claims": user.claims,
        "roles": user.roles,
        "locked": user.locked,
        "created": user.created,
        "modified": user.modified,
    }


routes: list[BaseRoute] = [
    Route("/_sim/users", users, methods=["GET"]),
    Route("/_sim/provisioning", provisioning, methods=["GET"]),
    Route("/_sim/mailbox", mailbox, methods=["GET"]),
    Route("/_sim/reset", reset, methods=["POST"]),
    Route("/_sim/config", read_config, methods=["GET"]),
    Route("/_sim/config", write_config, methods=["PUT"]),
]
