"""Small HTTP clients of the environment's control interfaces: the fake HubSpot, the bridge's admin.

They look where no person looks, and they change what a person cannot: faults, settings, contacts made beforehand.
"""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import httpx2

from harness.errors import ControlError

_TIMEOUT: Final = 10.0  # seconds
_OK: Final = 200
_NO_CONTENT: Final = 204
_NOT_FOUND: Final = 404
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
