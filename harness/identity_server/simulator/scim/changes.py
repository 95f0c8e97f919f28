"""From a changed resource to the events of the user store, as the server's SCIM 2 user manager does."""

from collections.abc import Mapping

from harness.identity_server.simulator.errors import LocalRefusal, ScimRefusal
from harness.identity_server.simulator.provisioning.model import Caller
from harness.identity_server.simulator.server import Server
from harness.identity_server.simulator.users import User


async def update(server: Server, user: User, paths: Mapping[str, str], caller: Caller) -> None:
    """Make a user's claims those of `paths` (empty text = absent).

    Each removed claim is a PATCH event; all added and changed claims are one PUT event, even if there are none.
    """
    claims = server.configuration.claims
    new = {uri: value for uri, value in claims.from_scim2(paths).items() if value}
    writable = {claim.uri for claim in claims.all() if claim.scim2_path is not None and not claim.read_only}
    for uri in [uri for uri in user.claims if uri in writable and uri not in new]:
        await server.accounts.remove_claim(user, uri, caller)
    changed = {uri: value for uri, value in new.items() if user.claims.get(uri) != value}
    await server.accounts.set_claims(user, changed, caller)


async def change_password(server: Server, user: User, password: str, caller: Caller) -> None:
    """Change a password.

    Raises:
        ScimRefusal: 400, the store refuses it.
    """
    try:
        await server.accounts.change_password(user, password, caller)
    except LocalRefusal as refusal:
        raise ScimRefusal(400, str(refusal), "invalidValue") from refusal
