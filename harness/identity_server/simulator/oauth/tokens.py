"""From the code to the tokens; the signing key; revocation."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from harness.identity_server.simulator.oauth.authorize import CLIENT
from harness.identity_server.simulator.oauth.sessions import ACCESS_LIFE, REFRESH_LIFE, Grant
from harness.identity_server.simulator.server import Server, server_of
from harness.identity_server.simulator.users import TENANT

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def token(request: Request) -> Response:
    """Redeem a code or a refresh token (RFC 6749, sections 4.1.3 and 6; RFC 7636)."""
    server = server_of(request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if form.get("client_id") != CLIENT:
        return _refused(401, "invalid_client", f"A valid OAuth client could not be found: the only one is {CLIENT}.")
    match form.get("grant_type"):
        case "authorization_code":
            grant = _by_code(server, form)
        case "refresh_token":
            grant = server.sessions.take(server.sessions.refresh, form.get("refresh_token", ""))
        case _:
            return _refused(400, "unsupported_grant_type", "Only authorization_code and refresh_token are served.")
    if grant is None or server.users.find(grant.user_name) is None:
        return _refused(400, "invalid_grant", "The grant is unknown, used, over, or does not fit: sign in again.")
    return JSONResponse(_tokens(server, grant), headers=_NO_STORE)


async def jwks(request: Request) -> Response:
    """Return the public keys."""
    server = server_of(request)
    return JSONResponse(server.keys.jwks())


async def revoke(request: Request) -> Response:
    """Revoke a token (RFC 7009): 200 whether it was known or not."""
    server = server_of(request)
    value = (await request.form()).get("token")
    if isinstance(value, str):
        server.sessions.revoke(value)
    return Response(status_code=200)


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error_description": description, "error": error}, status, headers=_NO_STORE)


def _by_code(server: Server, form: Mapping[str, str]) -> Grant | None:
    grant = server.sessions.take(server.sessions.codes, form.get("code", ""))
    if grant is None or form.get("redirect_uri") != grant.redirect_uri:
        return None
    challenge = _base64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
    return grant if hmac.compare_digest(challenge, grant.challenge) else None


def _tokens(server: Server, grant: Grant) -> dict[str, str | int]:
    access, refresh, now = server.new_id(), server.new_id(), server.clock()
    server.sessions.access[access] = replace(grant, ends=now + ACCESS_LIFE)
    server.sessions.refresh[refresh] = replace(grant, ends=now + REFRESH_LIFE)
    return {
        "access_token": access,
        "refresh_token": refresh,
        "scope": grant.scope,
        "id_token": _id_token(server, grant, access),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFE,
    }


def _id_token(server: Server, grant: Grant, access: str) -> str:
    now = int(server.clock())
    return server.keys.sign(
        {
            "iss": f"{server.public_url}/oauth2/token",
            "sub": f"{grant.user_name}@{TENANT}",
            "aud": [CLIENT],
            "azp": CLIENT,
            "iat": now,
            "nbf": now,
            "exp": now + ACCESS_LIFE,
            "at_hash": _half_hash(access),
            "amr": ["BasicAuthenticator"],
            "sid": grant.session_id,
        }
    )


def _half_hash(text: str) -> str:
    """Return `at_hash` (OpenID Connect Core 1.0, section 3.1.3.6)."""
    return _base64url(hashlib.sha256(text.encode()).digest()[:16])


def _base64url(octets: bytes) -> str:
    """Return base64url without padding: also how RFC 7636 writes an S256 challenge."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


routes: list[BaseRoute] = [
    Route("/oauth2/token", token, methods=["POST"]),
    Route("/oauth2/jwks", jwks),
    Route("/oauth2/revoke", revoke, methods=["POST"]),
]
