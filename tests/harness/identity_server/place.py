"""The simulator in this process, with a target that answers as it is told and remembers what it was asked."""

import asyncio
import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2

from harness.identity_server.simulator.server import Server

PUBLIC_URL = "https://localhost:9443"
CALLBACK = f"{PUBLIC_URL}/myaccount"
VERIFIER = "v" * 43
PASSWORD = "Alice1!pw"
CLAIMS = "http://wso2.org/claims/"
PORTAL = {"Authorization": "Client ZGFzaGJvYXJkOmRhc2hib2FyZA=="}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request at the target: headers in the order and spelling of sending, without Host."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


Answer = tuple[int, Any] | Exception
"""Status and body (None = empty, a text = as it is, else JSON), or the error in place of an answer."""


@dataclass(slots=True)
class StubTarget(httpx2.AsyncBaseTransport):
    """A bridge that knows everybody. `script` holds answers for the next requests; `gate`, if set, holds them back."""

    requests: list[Seen] = field(default_factory=list)
    script: list[Answer] = field(default_factory=list)
    gate: Callable[[Seen], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Remember a request and answer it."""
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
        seen = Seen(
            request.method,
            request.url.raw_path.decode(),
            tuple(header for header in headers if header[0] != "Host"),
            (await request.aread()).decode(),
        )
        self.requests.append(seen)
        if self.gate is not None:
            await self.gate(seen)
        answer = self.script.pop(0) if self.script else _usual(seen)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        content = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        return httpx2.Response(status, text=content)

    @property
    def calls(self) -> list[str]:
        """Method and target of each request."""
        return [f"{seen.method} {seen.target}" for seen in self.requests]


def _usual(seen: Seen) -> Answer:
    match seen.method:
        case "POST":
            return 201, {**seen.json, "id": "1"}
        case "GET":
            return 200, {"totalResults": 1, "Resources": [{"userName": "x", "id": "1"}]}
        case "DELETE":
            return 200, None
        case _:
            return 200, {**seen.json, "id": "1"}


@dataclass(frozen=True, slots=True)
class Place:
    """A simulator, a client of it with the origin that browsers know, and its target."""

    server: Server
    http: httpx2.AsyncClient
    target: StubTarget

    async def register(self, name: str = "alice", password: str = PASSWORD, **claims: str) -> httpx2.Response:
        """Register a person as the recovery portal does."""
        given = {"givenname": "Alice", "lastname": "Doe", "emailaddress": "alice@example.com", **claims}
        listed = [{"uri": CLAIMS + tail, "value": value} for tail, value in given.items()]
        user = {"username": name, "tenant-domain": "carbon.super", "password": password, "claims": listed}
        body = {"user": user, "properties": [{"key": "callback", "value": "x"}, {"key": "consent"}]}
        return await self.http.post("/api/identity/user/v1.0/me", json=body, headers=PORTAL)

    async def calls(self) -> list[dict[str, Any]]:
        """Return what `/_sim/provisioning` tells."""
        return list((await self.http.get("/_sim/provisioning")).json()["calls"])

    async def outcomes(self) -> list[str]:
        """Return the outcomes of `/_sim/provisioning`."""
        return [call["outcome"] for call in await self.calls()]

    async def configure(self, **settings: object) -> None:
        """Put settings to `/_sim/config`."""
        answer = await self.http.put("/_sim/config", json=settings)
        assert answer.status_code == 200, answer.text

    async def patch_me(self, value: Mapping[str, object], **options: Any) -> httpx2.Response:
        """Send a PATCH as My Account does, by default with alice's Basic credentials."""
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        body = {"Operations": [{"op": "replace", "value": value}], "schemas": schemas}
        return await self.http.patch("/scim2/Me", json=body, **({"auth": ("alice", PASSWORD)} | options))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait, at most a second, until something that runs beside the caller has happened."""
        for _ in range(50):
            if condition():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"it did not happen; the target saw {self.target.calls}")

    async def seen(self, number: int) -> list[str]:
        """Return the target's calls once it has seen `number`, all answered."""
        await self.until(lambda: len(self.target.requests) >= number and self.server.provisioning.idle)
        return self.target.calls


class MakePlace(Protocol):
    """Makes a simulator."""

    def __call__(
        self, *, connector: str = "scim", blocking: bool = True, stock: bool = False, profile: str = "6.1"
    ) -> Place:
        """Return a simulator with the guide's set-up."""


def authorize_query(verifier: str = VERIFIER, **others: str) -> dict[str, str]:
    """Return the authorize request of My Account."""
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "ut": "",
        "response_type": "code",
        "client_id": "MY_ACCOUNT",
        "scope": "openid openid SYSTEM",
        "redirect_uri": CALLBACK,
        "response_mode": "form_post",
        "code_challenge_method": "S256",
        "code_challenge": challenge,
        "state": "request_0",
        **others,
    }


async def obtain_code(http: httpx2.AsyncClient, name: str = "alice", password: str = PASSWORD) -> str:
    """Sign in at My Account up to the code."""
    asked = await http.get("/t/carbon.super/oauth2/authorize", params=authorize_query())
    key = httpx2.URL(asked.headers["location"]).params["sessionDataKey"]
    back = await http.post("/commonauth", data={"username": name, "password": password, "sessionDataKey": key})
    page = await http.get(back.headers["location"])
    return page.text.split('name="code" value="')[1].split('"')[0]


async def redeem(http: httpx2.AsyncClient, code: str, /, **others: str) -> httpx2.Response:
    """Send the token request of My Account."""
    grant = {"client_id": "MY_ACCOUNT", "code": code, "grant_type": "authorization_code"}
    return await http.post(
        "/oauth2/token", data={**grant, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **others}
    )


async def bearer(http: httpx2.AsyncClient, name: str = "alice") -> dict[str, str]:
    """Sign in at My Account and return the header of its API calls."""
    token = (await redeem(http, await obtain_code(http, name))).json()
    return {"Authorization": f"Bearer {token['access_token']}"}
