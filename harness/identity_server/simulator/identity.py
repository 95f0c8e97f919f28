"""Who calls: a person with a Bearer token or Basic credentials, or the administrator."""

from dataclasses import dataclass

from starlette.requests import Request

from harness.identity_server.simulator.errors import ScimRefusal
from harness.identity_server.simulator.provisioning.model import Caller
from harness.identity_server.simulator.server import ADMIN, server_of
from harness.identity_server.simulator.users import User, basic_credentials

_PORTAL = "Client ZGFzaGJvYXJkOmRhc2hib2FyZA=="
"""What the recovery portal sends: an application's name and password (dashboard:dashboard), not a person's."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has proved who they are, and whose outbound settings apply to what they write."""

    user: User
    caller: Caller


def person(request: Request) -> Identity:
    """Return the caller.

    Raises:
        ScimRefusal: 401 without valid credentials.
    """
    server = server_of(request)
    header = request.headers.get("authorization")
    if header is not None and header.lower().startswith("bearer "):
        grant = server.sessions.bearer(header[7:].strip())
        user = server.users.find(grant.user_name) if grant is not None else None
        caller = Caller.MY_ACCOUNT
    else:
        credentials = basic_credentials(header)
        user = server.users.authenticate(*credentials) if credentials is not None else None
        caller = Caller.RESIDENT
    if user is None or user.locked:
        raise ScimRefusal(401, "Unauthorized: send a Bearer token of My Account, or Basic credentials of the user.")
    return Identity(user, caller)


def is_portal(request: Request) -> bool:
    """Whether the recovery portal calls."""
    return request.headers.get("authorization") == _PORTAL


def person_or_portal(request: Request) -> None:
    """Let a person or the recovery portal in.

    Raises:
        ScimRefusal: 401 for everybody else.
    """
    if not is_portal(request):
        person(request)


def administrator(request: Request) -> Identity:
    """Return the caller if it is the administrator with Basic credentials.

    Raises:
        ScimRefusal: 401 without valid credentials, 403 for anybody else.
    """
    identity = person(request)
    if identity.caller is not Caller.RESIDENT or identity.user.name != ADMIN:
        raise ScimRefusal(403, "Forbidden: only the administrator may do this, with Basic credentials.")
    return identity
