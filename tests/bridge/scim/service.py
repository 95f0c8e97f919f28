"""The SCIM routes over a directory in memory, called without a server, so that a test says every byte."""

import asyncio
import base64
import itertools
import json
import random  # noqa: TID251 - a seeded generator for the seams
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

from bridge.directory import Directory
from bridge.scim.auth import Credentials
from bridge.scim.routes import routes
from bridge.seams import Seams
from bridge.storage import InlineStore, open_engine

BASE = "/hubspot/contacts"
RFC = "/scim/v2/Users"
ADMIN = "Basic " + base64.b64encode(b"admin:admin").decode()
WSO2_1 = {"User-Agent": "Jakarta Commons-HttpClient/3.1", "Content-Type": "application/json"}
WSO2_2 = {"User-Agent": "wso2/scim2/client", "Content-Type": "application/scim+json"}
NO_AGENT: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.content)

    @property
    def detail(self) -> str:
        """The error's text, in either dialect's form."""
        body = self.json
        return str(body["Errors"][0]["description"] if "Errors" in body else body["detail"])


class Service:
    """The routes and what they stand on. `changes` counts the wake-ups of the delivery."""

    def __init__(self) -> None:
        ids, times = itertools.count(1), itertools.count(1_700_000_000)
        self.seams = Seams(lambda: float(next(times)), lambda: f"id-{next(ids)}", random.Random(1))  # noqa: S311 - a test's
        self.store = InlineStore(open_engine("sqlite://"))
        self.observed: list[tuple[str, str, int]] = []
        self.changes = 0
        self.directory = Directory(self.store, self.seams, self._changed)
        served = routes(
            self.directory,
            BASE,
            credentials=Credentials("admin", "admin"),
            new_id=self.seams.new_id,
            observe=lambda *seen: self.observed.append(seen),
        )
        self.app = Starlette(routes=served)

    def _changed(self) -> None:
        self.changes += 1

    def send(
        self,
        method: str,
        target: str,
        body: Any = None,
        headers: Mapping[str, str] = NO_AGENT,
        *,
        chunks: Sequence[bytes] | None = None,
        authorization: str | None = ADMIN,
    ) -> Answer:
        """Send one request; `body` is sent as JSON unless it is text or bytes."""
        sent = dict(headers) | ({"Authorization": authorization} if authorization else {})
        return asyncio.run(_exchange(self.app, method, target, sent, _chunks(body) if chunks is None else chunks))

    def resource(self, user_name: str) -> Mapping[str, Any]:
        """Return what the directory keeps of a user."""
        user = asyncio.run(self.directory.by_name(user_name))
        assert user is not None, f"there is no {user_name}"
        return user.resource

    def names(self) -> list[str]:
        """Return the userNames in the directory."""
        return [user.user_name for user in asyncio.run(self.directory.page(0, 1000)).users]

    def create(self, **attributes: Any) -> str:
        """Create a user as the scim connector does, and return its id."""
        answer = self.send("POST", BASE, attributes, WSO2_1)
        assert answer.status == 201, answer.content
        return str(answer.json["id"])


def _chunks(body: Any) -> list[bytes]:
    if body is None:
        return [b""]
    if isinstance(body, bytes):
        return [body]
    return [body.encode() if isinstance(body, str) else json.dumps(body).encode()]


async def _exchange(
    app: Starlette, method: str, target: str, headers: Mapping[str, str], chunks: Sequence[bytes]
) -> Answer:
    path, _, query = target.partition("?")
    parts = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks[:-1]]
    parts.append({"type": "http.request", "body": chunks[-1], "more_body": False})
    sent: list[Any] = []

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in ({"Host": "bridge.test"} | dict(headers)).items()],
        "scheme": "https",
        "server": ("bridge.test", 443),
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}, content)
