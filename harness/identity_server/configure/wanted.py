"""What a server is to be like."""

from dataclasses import dataclass, field
from typing import Final

import httpx2

from harness.identity_server.configure.errors import BadWish

CONNECTORS: Final = {"scim": "scim", "scim2": "SCIM2"}
"""The connectors by the names of this project, with the server's own names for them."""
BASE_PATH: Final = "/hubspot/contacts"
"""Where a bridge takes users unless it was told otherwise."""
_UNQUOTABLE: Final = "\"'\\"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The guide's set-up, with what a person chooses in it.

    Attributes:
        user_endpoint: the bridge's address for users, as the server reaches it.
        username: the bridge's Basic user name.
        password: the bridge's Basic password; never shown.
        connector: `scim` (SCIM 1.1) or `scim2` (SCIM 2.0).
        blocking: whether a registration waits for the bridge's answer.
        rules: *Enable Rules*: XACML policies decide what is provisioned.
        idp_name: the identity provider's name.
        lock_on_creation: whether a registered account is locked until its e-mail address is confirmed.
        my_account: on 6.1, whether the application My Account gets outbound settings of its own.
        password_provisioning: whether passwords are sent, in clear text; the bridge drops them.
        renew_password: write the bridge's password even where the server shows no difference, since it masks it.

    Raises:
        BadWish: one of them cannot be.
    """

    user_endpoint: str
    username: str
    password: str = field(repr=False)
    connector: str = "scim"
    blocking: bool = False
    rules: bool = False
    idp_name: str = "HubSpot.com"
    lock_on_creation: bool = False
    my_account: bool = True
    password_provisioning: bool = False
    renew_password: bool = False

    def __post_init__(self) -> None:
        if self.connector not in CONNECTORS:
            raise BadWish(f"There is no connector {self.connector!r}: choose {' or '.join(CONNECTORS)}.")
        if not endpoint_host(self.user_endpoint):
            raise BadWish(
                f"{self.user_endpoint!r} is no address of the bridge: give one like "
                "https://bridge:8253/hubspot/contacts, as the Identity Server reaches it."
            )
        if not self.idp_name.strip() or any(mark in self.idp_name for mark in _UNQUOTABLE):
            raise BadWish(f"{self.idp_name!r} is no name of an identity provider: give one without quotes.")

    @property
    def connector_name(self) -> str:
        """The connector as the server calls it."""
        return CONNECTORS[self.connector]

    @property
    def endpoint(self) -> str:
        """The user endpoint without a slash at its end."""
        return self.user_endpoint.rstrip("/")

    @property
    def doubts(self) -> tuple[str, ...]:
        """What may be meant and probably is not; each says what to do."""
        path = httpx2.URL(self.endpoint).path.rstrip("/")
        if path == BASE_PATH:
            return ()
        doubt = (
            f"A bridge takes users at {BASE_PATH}, not at {path or '/'}, unless it has another --base-path; where "
            "it takes none, a registration looks fine and is lost. See what `bridge serve` prints, and give that "
            "by --user-endpoint."
        )
        return (doubt,)


def endpoint_host(url: str) -> str:
    """Return the host of an http or https address without credentials, in small letters; empty if it is none."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        return ""
    return parsed.host.lower() if parsed.scheme in {"http", "https"} and not parsed.userinfo else ""
