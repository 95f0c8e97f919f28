"""HTTP clients of the identity server: what an administrator and the registration pages send, and what it tells.

A real server tells less than the simulator: what it sent is then read from what the bridge received.
"""

import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from harness.clients import BridgeAdmin, Client, unverified
from harness.errors import ControlError
from harness.people import Person

_PORTAL: Final = "Client ZGFzaGJvYXJkOmRhc2hib2FyZA=="  # dashboard:dashboard, which the pages of every IS 6.1 send
CLAIMS: Final = "http://wso2.org/claims/"
PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class Call:
    """One event of the simulator's outbound provisioning.

    ``status`` is None when no answer came; ``method`` and ``target`` are None when nothing was sent.
    """

    at: float
    user_name: str
    operation: str
    method: str | None
    target: str | None
    status: int | None
    outcome: str


class IdentityServer(Client, ABC):
    """What any identity server answers: SCIM 2.0, sessions, and the call of the registration pages."""

    tells_what_failed: ClassVar[bool] = False
    """Whether ``provisioning`` has the calls that nobody answered."""

    def __init__(self, name: str, url: str, admin: tuple[str, str], verify: ssl.SSLContext) -> None:
        super().__init__(name, url, verify=verify)
        self._admin = admin

    def users(self) -> list[dict[str, Any]]:
        """Return the users, each with its ``userName``."""
        listed = self.json("GET", "/scim2/Users", auth=self._admin)
        return list(listed.get("Resources", []))

    @abstractmethod
    def provisioning(self, user_name: str) -> list[Call]:
        """Return the calls of outbound provisioning about one user, oldest first."""

    def exchanges(self) -> list[dict[str, Any]]:
        """Return all calls of outbound provisioning with their bodies; none where only the bridge knows them."""
        return []

    def delete_user(self, user_name: str) -> None:
        """Delete a user as an administrator does by SCIM 2.0.

        Raises:
            ControlError: there is no such user, or the identity server refused.
        """
        self.request("DELETE", self._resource(user_name), auth=self._admin)

    def sign_up(self, person: Person) -> None:
        """Register a person by the REST call that the registration pages make."""
        values = {
            "givenname": person.given_name,
            "lastname": person.family_name,
            "emailaddress": person.email,
            "phoneNumbers": person.phone,
        }
        claims = [{"uri": f"{CLAIMS}{name}", "value": value} for name, value in values.items()]
        user = {"username": person.user_name, "tenant-domain": "carbon.super", "password": person.password}
        body = {"user": {**user, "claims": claims}, "properties": []}
        self.json("POST", "/api/identity/user/v1.0/me", json=body, headers={"Authorization": _PORTAL})

    def create_user(self, person: Person) -> None:
        """Create a user as an administrator does by SCIM 2.0, past the pages and their checks."""
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": person.user_name,
            "password": person.password,
            "name": {"givenName": person.given_name, "familyName": person.family_name},
            "emails": [person.email],
            "phoneNumbers": [person.phone],
        }
        self.json("POST", "/scim2/Users", json=body, auth=self._admin)

    def end_sessions(self, user_name: str) -> None:
        """End all sessions of a user as an administrator does by the Session Management API."""
        user_id = self._resource(user_name).rpartition("/")[2]
        self.request("DELETE", f"/api/users/v1/{user_id}/sessions", auth=self._admin)

    def replace(self, user_name: str, value: Mapping[str, object]) -> None:
        """Replace attributes of a user as an administrator does by SCIM 2.0 (RFC 7644 section 3.5.2.3)."""
        body = {"schemas": [PATCH_OP], "Operations": [{"op": "replace", "value": dict(value)}]}
        self.json("PATCH", self._resource(user_name), json=body, auth=self._admin)

    def _resource(self, user_name: str) -> str:
        params = {"filter": f'userName eq "{user_name}"'}
        found = self.json("GET", "/scim2/Users", params=params, auth=self._admin).get("Resources", [])
        if not found:
            raise ControlError(f"{self._name}: there is no user {user_name}: register the person first")
        return f"/scim2/Users/{found[0]['id']}"


class Simulator(IdentityServer):
    """The simulator, with its control API."""

    tells_what_failed = True

    def __init__(self, url: str, *, admin: tuple[str, str] = ("admin", "admin")) -> None:
        super().__init__("simulator", url, admin, unverified())

    def users(self) -> list[dict[str, Any]]:
        """Return the users with their claims."""
        return list(self.json("GET", "/_sim/users")["users"])

    def provisioning(self, user_name: str) -> list[Call]:
        """Return what its record has about one user: also what was not sent, with the reason."""
        calls = self.json("GET", "/_sim/provisioning")["calls"]
        return [_call(each) for each in calls if str(each["userName"]).casefold() == user_name.casefold()]

    def exchanges(self) -> list[dict[str, Any]]:
        """Return all calls of outbound provisioning as the simulator keeps them."""
        return list(self.json("GET", "/_sim/provisioning")["calls"])

    def configure(self, config: Mapping[str, object]) -> None:
        """Change settings of the running simulator."""
        self.json("PUT", "/_sim/config", json=dict(config))


class RealServer(IdentityServer):
    """A server that keeps no record for us: what it sent is what the bridge's trail has."""

    def __init__(self, url: str, bridge: BridgeAdmin, *, admin: tuple[str, str] = ("admin", "admin")) -> None:
        super().__init__("identity server", url, admin, unverified())
        self._bridge = bridge

    def provisioning(self, user_name: str) -> list[Call]:
        """Return the calls about one user that reached the bridge and were more than a look-up."""
        return list(_calls_in(self._bridge.events(user_name), user_name))


def _calls_in(events: Sequence[Mapping[str, Any]], user_name: str) -> Iterator[Call]:
    answers = {each["correlationId"]: each["data"]["status"] for each in events if each["step"] == "answered"}
    for event in events:
        if event["step"] != "received" or event["data"]["method"] == "GET":
            continue
        status = answers.get(event["correlationId"])
        data = event["data"]
        yield Call(event["at"], user_name, data["method"], data["method"], data["target"], status, "as received")


def _call(json: Mapping[str, Any]) -> Call:
    return Call(
        at=json["at"],
        user_name=json["userName"],
        operation=json["operation"],
        method=json["method"],
        target=json["target"],
        status=json["status"],
        outcome=json["outcome"],
    )
