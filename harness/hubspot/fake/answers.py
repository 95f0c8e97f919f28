"""HTTP answers in HubSpot's form."""

from dataclasses import dataclass
from json import dumps
from typing import Any

from starlette.types import ASGIApp, Message, Scope, Send

from harness.hubspot.fake.errors import HubSpotError

MEDIA_TYPE = "application/json;charset=utf-8"
_NO_CONTENT = 204
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: the answers of an API are short."""

    status: int
    headers: Headers
    body: bytes

    async def send(self, send: Send) -> None:
        """Send the answer."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})

    async def send_half(self, send: Send) -> None:
        """Send the head and half of the body, and leave the answer open; of an answer without a body, nothing."""
        if self.body:
            half = self.body[: len(self.body) // 2]
            await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
            await send({"type": "http.response.body", "body": half, "more_body": True})

    def with_headers(self, headers: dict[str, str]) -> "Answer":
        """Return the answer with headers added."""
        added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        return Answer(self.status, [*self.headers, *added], self.body)

    def with_body(self, body: bytes) -> "Answer":
        """Return the answer with another body and its length; a 204, which can have none, becomes a 200."""
        kept = [(name, value) for name, value in self.headers if name != b"content-length"]
        return Answer(
            200 if self.status == _NO_CONTENT else self.status, [*kept, (b"content-length", b"%d" % len(body))], body
        )


def json_answer(status: int, document: Any) -> Answer:
    """Return a JSON answer."""
    body = dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, [(b"content-type", MEDIA_TYPE.encode())], b"").with_body(body)


def error_answer(error: HubSpotError, correlation_id: str) -> Answer:
    """Return HubSpot's answer for an error."""
    return json_answer(error.status, error.body(correlation_id))


async def answer_of(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """Run an application on one whole request and return its whole answer."""
    status = 500
    headers: Headers = []
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", []))
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, headers, b"".join(parts))
