"""`/_sim/*`: what a test asks and sets. Outside the real server's paths, without credentials."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator import governance
from harness.identity_server.simulator.errors import BadControl, ScimRefusal
from harness.identity_server.simulator.identity_providers import OutboundConnector, twin
from harness.identity_server.simulator.provisioning.model import Entry
from harness.identity_server.simulator.provisioning.turns import DoublePost
from harness.identity_server.simulator.scim.answers import json_object
from harness.identity_server.simulator.server import server_of
from harness.identity_server.simulator.setup import CONNECTOR_NAMES, Configuration, Sender, mend_my_account
from harness.identity_server.simulator.users import User

_GOVERNANCE = {"selfRegistration": governance.ENABLE, "lockOnCreation": governance.LOCK}
"""Keys of true or false, with the governance property that they switch."""
_MOBILE, _PASSWORDS = "mobileEditDropsPhoneNumbers", "passwordProvisioning"
_ENTRY_FLAGS = ("blocking", "rules")
_STOCK = "stock"
"""True: My Account has no outbound entry of its own, as after `--stock`; false: it has the resident one's."""
_ALLOWED: Mapping[str, tuple[Any, ...]] = {
    "connector": tuple(CONNECTOR_NAMES),
    "sender": tuple(sender.value for sender in Sender),
    "doublePost": tuple(order.value for order in DoublePost),
    **dict.fromkeys((*_ENTRY_FLAGS, *_GOVERNANCE, _MOBILE, _PASSWORDS, _STOCK), (True, False)),
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
    """Return the settings by key; those of an outbound entry are the resident's first one's, null without one."""
    entry = next(iter(configuration.resident or ()), None)
    names = {name: key for key, name in CONNECTOR_NAMES.items()}
    return {
        "connector": names.get(entry.connector, entry.connector) if entry is not None else None,
        **{name: getattr(entry, name) if entry is not None else None for name in _ENTRY_FLAGS},
        "sender": configuration.sender.value,
        "doublePost": configuration.double_post.value,
        _STOCK: configuration.my_account is None,
        **{key: configuration.governance.on(name) for key, name in _GOVERNANCE.items()},
        _MOBILE: configuration.mobile_edit_drops_phone_numbers,
        _PASSWORDS: any(connector.sends_password for connector in _connectors(configuration)),
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
        _set(configuration, key, value)


def _set(configuration: Configuration, key: str, value: Any) -> None:
    if key in _GOVERNANCE:
        configuration.governance.switch(_GOVERNANCE[key], on=value)
    elif key == _MOBILE:
        configuration.mobile_edit_drops_phone_numbers = value
    elif key == "sender":
        configuration.sender = Sender(value)
    elif key == "doublePost":
        configuration.double_post = DoublePost(value)
    elif key == _STOCK and value:
        configuration.my_account = None
    elif key == _STOCK:
        mend_my_account(configuration)
    elif key == _PASSWORDS:
        for connector in _connectors(configuration):
            connector.set("enable-pwd-provisioning", json.dumps(value))
    else:
        for entry in configuration.every_entry():
            _set_entry(configuration, entry, key, value)


def _set_entry(configuration: Configuration, entry: Entry, key: str, value: Any) -> None:
    """Change an outbound entry. A connector that its identity provider lacks is made after the one it had."""
    if key != "connector":
        setattr(entry, key, value)
        return
    name = CONNECTOR_NAMES[value]
    provider = configuration.providers.named(entry.idp)
    present = provider.connector(entry.connector) if provider is not None else None
    if provider is not None and present is not None and provider.connector(name) is None:
        provider.connectors.append(twin(present, name))
    entry.connector = name


def _check(configuration: Configuration, key: str, value: Any) -> None:
    if key not in _ALLOWED:
        raise BadControl(f"unknown key {key!r}; allowed are {', '.join(_ALLOWED)}")
    allowed = _ALLOWED[key]
    if not isinstance(value, type(allowed[0])) or value not in allowed:
        names = ", ".join(choice if isinstance(choice, str) else json.dumps(choice) for choice in allowed)
        raise BadControl(f"{key} cannot be {json.dumps(value)}; allowed are {names}")
    needs_entry = {"connector", _STOCK, _PASSWORDS, *_ENTRY_FLAGS}
    if key in needs_entry and not configuration.every_entry():
        reason = "belongs to an outbound entry, and there is none: start with --provision-to, or make one by the API"
        raise BadControl(f"{key} {reason}")


def _connectors(configuration: Configuration) -> list[OutboundConnector]:
    """Return the connectors of the identity providers that the outbound entries name."""
    names = {entry.idp for entry in configuration.every_entry()}
    providers = [provider for provider in configuration.providers.all() if provider.name in names]
    return [connector for provider in providers for connector in provider.connectors]


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
