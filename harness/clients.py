"""Small HTTP clients of the environment's control interfaces: the fake HubSpot, the simulator, the bridge's admin.

They look where no person looks, and they change what a person cannot: faults, settings, contacts made beforehand.
"""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import httpx2

from harness.errors import ControlError
from harness.people import Person

_TIMEOUT: Final = 10.0  # seconds
_OK: Final = 200
_NO_CONTENT: Final = 204
_NOT_FOUND: Final = 404
_PORTAL: Final = "Client ZGFzaGJvYXJkOmRhc2hib2FyZA=="  # dashboard:dashboard, which the pages of every IS 6.1 send
CLAIMS: Final = "http://wso2.org/claims/"
PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER_NAME_PROPERTY: Final = "wso2_username"
"""The unique HubSpot property by which the bridge knows its contacts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as the fake keeps it; a property that was never set is absent, a cleared one is empty or null."""

    id: str
    properties: Mapping[str, str | None]
    archived: bool

    def value(self, name: str) -> str:
        """Return a property's value; empty when it has none."""
        return self.properties.get(name) or ""


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


@dataclass(frozen=True, slots=True)
class UserRecord:
    """The bridge's record of one user, as ``/admin/users/{userName}`` tells it."""

    state: str
    version: int
    delivered_version: int | None
    contact_id: str | None
    attempts: int
    next_try_at: object
    error: Mapping[str, str] | None
    json: Mapping[str, Any]


class Client:
    """What the three clients share: one connection pool and errors that say who answered what."""

    def __init__(self, name: str, url: str, *, verify: ssl.SSLContext, **options: Any) -> None:
        self._name = name
        self._http = httpx2.Client(base_url=url, verify=verify, timeout=_TIMEOUT, trust_env=False, **options)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request.

        Raises:
            ControlError: nobody answered, or with a status of 400 or more other than 404.
        """
        try:
            response = self._http.request(method, path, **options)
        except httpx2.TransportError as error:
            raise ControlError(f"{self._name}: no answer to {method} {path} ({error!r}): is it running?") from error
        if response.is_error and response.status_code != _NOT_FOUND:
            raise ControlError(f"{self._name}: {method} {path} was answered {response.status_code} {response.text}")
        return response

    def json(self, method: str, path: str, **options: Any) -> Any:
        """Send a request and return the answer's JSON; a 404 is an error here."""
        response = self.request(method, path, **options)
        if response.status_code == _NOT_FOUND:
            raise ControlError(f"{self._name}: {method} {path} was answered 404 {response.text}")
        return response.json() if response.content else None


class FakeHubSpot(Client):
    """The fake's control API, and the one call of HubSpot's own API that scenarios make."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__("fake HubSpot", url, verify=unverified())
        self._authorization = {"Authorization": f"Bearer {token}"}

    def contacts(self) -> list[Contact]:
        """Return all contacts, archived ones included."""
        listed = self.json("GET", "/_fake/contacts")["contacts"]
        return [Contact(each["id"], each["properties"], each["archived"]) for each in listed]

    def contacts_of(self, user_name: str, email: str = "") -> list[Contact]:
        """Return the contacts with the userName or the e-mail address of one person; an empty one finds none."""
        return [contact for contact in self.contacts() if _is_of(contact, user_name, email)]

    def create_contact(self, properties: Mapping[str, str]) -> str:
        """Create a contact as marketing does in HubSpot's pages, and return its id."""
        created = self.json("POST", "/_fake/contacts", json={"properties": dict(properties)})
        return str(created["id"])

    def history(self, contact_id: str, name: str) -> list[str]:
        """Return the values a property had, newest first, as HubSpot's API tells them."""
        path = f"/crm/v3/objects/contacts/{contact_id}"
        contact = self.json("GET", path, params={"propertiesWithHistory": name}, headers=self._authorization)
        return [str(entry["value"]) for entry in contact["propertiesWithHistory"].get(name, [])]

    def requests(self) -> list[dict[str, Any]]:
        """Return the API requests the fake received, oldest first."""
        return list(self.json("GET", "/_fake/requests")["requests"])

    def add_fault(self, rule: Mapping[str, Any]) -> None:
        """Add a fault rule (design: "A fault rule")."""
        self.json("POST", "/_fake/faults", json=rule)

    def clear_faults(self) -> None:
        """Remove all fault rules."""
        self.request("DELETE", "/_fake/faults")


class Simulator(Client):
    """The simulator's control API, and what an administrator does by SCIM 2.0."""

    def __init__(self, url: str, *, admin: tuple[str, str] = ("admin", "admin")) -> None:
        super().__init__("simulator", url, verify=unverified())
        self._admin = admin

    def users(self) -> list[dict[str, Any]]:
        """Return the users of the identity server."""
        return list(self.json("GET", "/_sim/users")["users"])

    def provisioning(self, user_name: str) -> list[Call]:
        """Return the calls of outbound provisioning about one user, oldest first."""
        calls = self.json("GET", "/_sim/provisioning")["calls"]
        return [_call(each) for each in calls if str(each["userName"]).casefold() == user_name.casefold()]

    def exchanges(self) -> list[dict[str, Any]]:
        """Return all calls of outbound provisioning as the simulator keeps them."""
        return list(self.json("GET", "/_sim/provisioning")["calls"])

    def configure(self, config: Mapping[str, object]) -> None:
        """Change settings of the running simulator."""
        self.json("PUT", "/_sim/config", json=dict(config))

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
            raise ControlError(f"simulator: there is no user {user_name}: register the person first")
        return f"/scim2/Users/{found[0]['id']}"


class BridgeAdmin(Client):
    """The bridge's admin interface, health and metrics."""

    def __init__(self, url: str, *, credentials: tuple[str, str], ca_file: Path) -> None:
        context = ssl.create_default_context(cafile=str(ca_file))
        super().__init__("bridge", url, verify=context, auth=credentials)

    def user(self, user_name: str) -> UserRecord | None:
        """Return the bridge's record of a user; None when it has none."""
        response = self.request("GET", f"/admin/users/{user_name}")
        if response.status_code == _NOT_FOUND:
            return None
        return _record(response.json())

    def events(self, user_name: str = "") -> list[dict[str, Any]]:
        """Return the trail's events, oldest first, of one user or of all; none where the trail is off."""
        response = self.request("GET", "/admin/events", params={"userName": user_name} if user_name else {})
        return [] if response.status_code == _NOT_FOUND else list(response.json()["events"])

    def health(self) -> dict[str, Any]:
        """Return the body of ``/health/ready``."""
        return dict(self.json("GET", "/health/ready"))


def unverified() -> ssl.SSLContext:
    """Return a context for the simulator's test certificate, which only the bridge's callers must verify."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def newest(contacts: Sequence[Contact]) -> Contact | None:
    """Return the live contact, else the one archived last, else None."""
    live = [contact for contact in contacts if not contact.archived]
    candidates = live or contacts
    return candidates[-1] if candidates else None


def _is_of(contact: Contact, user_name: str, email: str) -> bool:
    claimed = ((USER_NAME_PROPERTY, user_name), ("email", email))
    return any(value and contact.value(name).casefold() == value.casefold() for name, value in claimed)


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


def _record(json: Mapping[str, Any]) -> UserRecord:
    return UserRecord(
        state=json["state"],
        version=json["version"],
        delivered_version=json["deliveredVersion"],
        contact_id=json["contactId"],
        attempts=json["attempts"],
        next_try_at=json["nextTryAt"],
        error=json["error"],
        json=json,
    )
