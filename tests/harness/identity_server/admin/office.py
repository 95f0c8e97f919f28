"""A fresh server in this process, and its administrator's calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from harness.identity_server.simulator.server import Server
from tests.harness.identity_server.place import Place

API = "/api/server/v1"
ADMIN = ("admin", "admin")
SIGN_UP = "/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw"
ENDPOINT = "https://bridge.example/hubspot/contacts"


@dataclass(frozen=True, slots=True)
class Office:
    """A fresh server, seen by its administrator."""

    place: Place

    @property
    def server(self) -> Server:
        """The server."""
        return self.place.server

    async def ask(self, method: str, path: str, body: Any = None, **options: Any) -> httpx2.Response:
        """Call the administration API as the administrator."""
        sent = {} if body is None else {"json": body}
        return await self.place.http.request(method, API + path, **({"auth": ADMIN} | sent | options))

    async def get(self, path: str) -> Any:
        """Return what a resource answers."""
        answer = await self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def make_provider(self, name: str = "HubSpot.com", connector: str = "scim", **more: str) -> str:
        """Make an identity provider with one connector; return its id."""
        prefix = connector.lower()
        values = {"username": "bridge-user", "password": "bridge-secret", "user-ep": ENDPOINT, **more}
        properties = [{"key": f"{prefix}-{key}", "value": value} for key, value in values.items()]
        outbound = {
            "defaultConnectorId": IDS[connector],
            "connectors": [{"connectorId": IDS[connector], "isEnabled": True, "properties": properties}],
        }
        body = {"name": name, "provisioning": {"outboundConnectors": outbound}}
        answer = await self.ask("POST", "/identity-providers", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def provision_to(self, name: str = "HubSpot.com", **more: Any) -> None:
        """Make an identity provider the resident service provider's one outbound entry."""
        answer = await self.ask("PUT", "/applications/resident", {"outboundProvisioningIdps": [entry(name, **more)]})
        assert answer.status_code == 200, answer.text

    async def govern(self, **properties: str) -> httpx2.Response:
        """Set properties of self-registration."""
        listed = [{"name": f"SelfRegistration.{name}", "value": value} for name, value in properties.items()]
        return await self.ask("PATCH", SIGN_UP, {"operation": "UPDATE", "properties": listed})

    async def open_for_registration(self, lock: str = "false") -> None:
        """Make the identity provider, the blocking entry, and let people register."""
        await self.make_provider()
        await self.provision_to()
        assert (await self.govern(Enable="true", LockOnCreation=lock)).status_code == 200

    async def my_account(self) -> str:
        """Return the path of the application My Account."""
        listed = await self.get('/applications?filter=name eq "My Account"')
        return f"/applications/{listed['applications'][0]['id']}"


IDS = {"scim": "c2NpbQ", "SCIM2": "U0NJTTI"}


def entry(name: str = "HubSpot.com", connector: str = "scim", **more: Any) -> dict[str, Any]:
    """Return an outbound entry, blocking unless said otherwise."""
    return {"idp": name, "connector": connector, "blocking": True, "rules": False, "jit": False, **more}


def requested(*tails: str) -> dict[str, Any]:
    """Return a claim configuration that requests local claims."""
    claims = [{"claim": {"uri": f"http://wso2.org/claims/{tail}"}, "mandatory": False} for tail in tails]
    return {"dialect": "LOCAL", "requestedClaims": claims}


MakeOffice = Callable[..., Office]
