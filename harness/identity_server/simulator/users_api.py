"""What My Account asks besides SCIM: sessions, associations, applications, consents and governance settings."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.errors import ScimRefusal
from harness.identity_server.simulator.governance import Governance
from harness.identity_server.simulator.identity import administrator, person, person_or_portal
from harness.identity_server.simulator.oauth.sessions import Session
from harness.identity_server.simulator.server import server_of


async def empty_list(request: Request) -> Response:
    """Answer with an empty list: the simulator keeps nothing of this kind."""
    person(request)
    return JSONResponse([])


async def applications(request: Request) -> Response:
    """List the applications a person may discover: none."""
    person(request)
    return JSONResponse({"totalResults": 0, "startIndex": 1, "count": 0, "applications": [], "links": []})


async def sessions(request: Request) -> Response:
    """List the person's browser sessions."""
    server = server_of(request)
    user = person(request).user
    mine = [_session(session) for session in server.sessions.browsers.values() if session.user_name == user.name]
    return JSONResponse({"userId": user.id, "sessions": mine})


async def end_sessions(request: Request) -> Response:
    """End one of the person's sessions, or all."""
    server = server_of(request)
    user = person(request).user
    wanted = request.path_params.get("id")
    for session in list(server.sessions.browsers.values()):
        if session.user_name == user.name and wanted in {None, session.id}:
            del server.sessions.browsers[session.id]
            server.sessions.end_tokens(session.id)
    return Response(status_code=204)


async def end_sessions_of(request: Request) -> Response:
    """End all sessions of a user, and with them the tokens, as an administrator (Session Management API)."""
    server = server_of(request)
    administrator(request)
    for user in server.users.all():
        if user.id == request.path_params["user_id"]:
            server.sessions.forget_user(user.name)
            return Response(status_code=204)
    raise ScimRefusal(404, "There is no user of this id: ask /scim2/Users for it.")


async def purposes(request: Request) -> Response:
    """List the purposes to which a person can consent: none. The registration portal asks as well."""
    person_or_portal(request)
    return JSONResponse([])


async def preferences(request: Request) -> Response:
    """Return governance settings by connector and property; unknown ones are left out."""
    server = server_of(request)
    person_or_portal(request)
    known = _preferences(server.configuration.governance)
    answers = []
    for asked in await _asked(request):
        connector = str(asked.get("connector-name"))
        names = asked.get("properties")
        values = known.get(connector, {})
        found = [name for name in values if name in names] if isinstance(names, list) else list(values)
        properties = [{"name": name, "value": values[name]} for name in found]
        answers.append({"connector-name": connector, "properties": properties})
    return JSONResponse(answers)


def _preferences(governance: Governance) -> dict[str, dict[str, str]]:
    return {
        connector.name: {each.name: governance.value(each.name) for each in connector.properties}
        for connector in governance.connectors
    }


async def _asked(request: Request) -> list[Mapping[str, Any]]:
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, list) or not all(isinstance(item, Mapping) for item in asked):
        raise ScimRefusal(400, 'Send a list of {"connector-name", "properties": [names]}.', "invalidSyntax")
    return asked


def _session(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "ip": session.address,
        "userAgent": session.user_agent,
        "loginTime": str(int(session.begun * 1000)),
        "lastAccessTime": str(int(session.used * 1000)),
        "applications": [{"subject": session.user_name, "appName": "My Account", "appId": "MY_ACCOUNT"}],
    }


_ME, _CONSENTS = "/api/users/v1/me", "/api/identity/consent-mgt/v1.0/consents"
routes: list[BaseRoute] = [
    Route(f"{_ME}/associations", empty_list),
    Route(f"{_ME}/federated-associations", empty_list),
    Route(f"{_ME}/applications", applications),
    Route(f"{_ME}/sessions", sessions, methods=["GET"]),
    Route(f"{_ME}/sessions", end_sessions, methods=["DELETE"]),
    Route(f"{_ME}/sessions/{{id}}", end_sessions, methods=["DELETE"]),
    Route("/api/users/v1/{user_id}/sessions", end_sessions_of, methods=["DELETE"]),
    Route(_CONSENTS, empty_list),
    Route(f"{_CONSENTS}/purposes", purposes),
    Route("/api/server/v1/identity-governance/preferences", preferences, methods=["POST"]),
]
