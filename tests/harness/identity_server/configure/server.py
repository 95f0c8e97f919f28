"""A server of recorded shapes: it answers what the files say, changes nothing, and remembers what was asked.

The shapes are those of the server's published API description and of its source, as far as a client reads them.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from harness.identity_server.configure import AdminClient, Wanted

API = "/api/server/v1"
CLAIMS = f"{API}/claim-dialects/local/claims"
TELEPHONE = f"{CLAIMS}/aHR0cDovL3dzbzIub3JnL2NsYWltcy90ZWxlcGhvbmU"
PHONE_NUMBERS = f"{CLAIMS}/aHR0cDovL3dzbzIub3JnL2NsYWltcy9waG9uZU51bWJlcnM"
PROVIDERS = f"{API}/identity-providers"
PROVIDER = f"{PROVIDERS}/b5c6a2f0-7a9f-4f5c-9f39-0f7f5f7a2c11"
CONNECTORS = f"{PROVIDER}/provisioning/outbound-connectors"
RESIDENT = f"{API}/applications/resident"
SIGN_UP = f"{API}/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw"
APPLICATIONS = f"{API}/applications"
MY_ACCOUNT = f"{APPLICATIONS}/29048810-1447-4ea0-a348-30d15ab65fa3"
DECISION = "/api/identity/entitlement/decision/pdp"
CONSOLE = "/console/deployment.config.json"
PROBES = {"7.0": f"{API}/api-resources", "7.1": f"{API}/actions/types", "7.2": f"{API}/flow"}
"""Parts of the API by the release with which they came."""
META = f"{PROVIDERS}/meta/outbound-provisioning-connectors/U0NJTTI"

WANTED = Wanted("https://bridge:8253/hubspot/contacts", "bridge-user", "bridge-secret")
_FRESH = {
    TELEPHONE: "claim-telephone",
    PHONE_NUMBERS: "claim-phone-numbers",
    CLAIMS: "claims",
    PROVIDERS: "providers-none",
    RESIDENT: "resident-fresh",
    SIGN_UP: "self-sign-up-fresh",
    APPLICATIONS: "applications",
    MY_ACCOUNT: "my-account",
}
_OURS = {PROVIDERS: "providers", CONNECTORS: "connectors", f"{CONNECTORS}/c2NpbQ": "connector"}


def shape(name: str) -> Any:
    """Return a recorded shape."""
    return json.loads((Path(__file__).parent / "shapes" / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    params: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class Server:
    """Answers GETs by path, and each write with 200 and no body unless `refusals` has something else for it."""

    answers: dict[str, Any] = field(default_factory=dict)
    refusals: dict[tuple[str, str], httpx2.Response] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def client(self) -> AdminClient:
        """Return an administrator of this server."""
        return AdminClient("https://is.example:9443", transport=httpx2.MockTransport(self.answer))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Remember a request and answer it."""
        body = json.loads(request.content) if request.content else None
        asked = Asked(request.method, request.url.path, dict(request.url.params), body)
        self.asked.append(asked)
        if (asked.method, asked.path) in self.refusals:
            return self.refusals[asked.method, asked.path]
        if asked.method != "GET" and asked.path not in self.answers:
            return httpx2.Response(200)
        if asked.path not in self.answers:
            return httpx2.Response(404, json=shape("error-no-provider"))
        return httpx2.Response(200, json=self.answers[asked.path])

    @property
    def writes(self) -> list[Asked]:
        """Return what was asked that changes something."""
        return [asked for asked in self.asked if asked.method != "GET" and asked.path != DECISION]

    def written(self, method: str, path: str) -> Any:
        """Return the body of the one write of that kind."""
        (body,) = [asked.body for asked in self.writes if (asked.method, asked.path) == (method, path)]
        return body


def fresh(release: str = "6.1") -> Server:
    """Return a server as it is after its first start."""
    server = Server({path: shape(name) for path, name in _FRESH.items()})
    server.answers[DECISION] = shape("decision-not-applicable")
    for name, path in PROBES.items():
        if name <= release:
            server.answers[path] = []
    server.answers[META] = shape("meta-scim2-7.3" if release == "7.3" else "meta-scim2")
    return server


def with_provider(release: str = "6.1") -> Server:
    """Return a fresh server on which the guide was followed up to its step 8, the identity provider."""
    server = fresh(release)
    server.answers |= {path: shape(name) for path, name in _OURS.items()}
    return server


def configured(release: str = "6.1") -> Server:
    """Return a server that is as it is wanted."""
    server = with_provider(release)
    server.answers |= {RESIDENT: shape("resident"), SIGN_UP: shape("self-sign-up")}
    server.answers[TELEPHONE]["supportedByDefault"] = False
    server.answers[PHONE_NUMBERS] |= {"supportedByDefault": True, "required": True}
    entries = copy.deepcopy(server.answers[RESIDENT]["provisioningConfigurations"])
    claims = [f"http://wso2.org/claims/{name}" for name in ("givenname", "lastname", "phoneNumbers")]
    requested = [{"claim": {"uri": uri}, "mandatory": False} for uri in claims]
    server.answers[MY_ACCOUNT]["provisioningConfigurations"] = entries
    server.answers[MY_ACCOUNT]["claimConfiguration"]["requestedClaims"] = requested
    return server
