"""The client against scripted answers, in process."""

import asyncio
from collections.abc import Callable

import httpx2
import pytest

from bridge.hubspot.client import Answer, HubSpot
from bridge.hubspot.errors import HubSpotError, Refused, Unanswered, Unreachable, Unusable

Handler = Callable[[httpx2.Request], httpx2.Response]


def call(handler: Handler, timeout: float = 5.0) -> Answer:
    async def main() -> Answer:
        hubspot = HubSpot("https://api.example", "token", httpx2.MockTransport(handler), timeout)
        try:
            return await hubspot.call("POST", "/crm/v3/objects/contacts/batch/upsert", {"inputs": []})
        finally:
            await hubspot.aclose()

    return asyncio.run(main())


def answering(status: int, body: object = None, **headers: str) -> Handler:
    return lambda _request: httpx2.Response(status, json=body or {"message": "why"}, headers=headers)


def failing(error: Exception) -> Handler:
    def handler(_request: httpx2.Request) -> httpx2.Response:
        raise error

    return handler


def test_the_token_is_sent_as_a_bearer() -> None:
    seen: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["Authorization"])
        return httpx2.Response(200, json={})

    call(handler)
    assert seen == ["Bearer token"]


def test_the_burst_limit_is_read_from_the_answer() -> None:
    assert call(answering(200, {"a": 1}, **{"X-HubSpot-RateLimit-Max": "190"})).limit == 190


@pytest.mark.parametrize("said", ["", "many", "-1", "0", "²"])
def test_a_limit_that_is_no_number_is_ignored(said: str) -> None:
    def handler(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={}, headers=[(b"X-HubSpot-RateLimit-Max", said.encode("latin-1"))])

    assert call(handler).limit is None


def test_an_answer_without_content_is_an_empty_object() -> None:
    assert call(lambda _request: httpx2.Response(204)) == Answer(204, {}, None)


@pytest.mark.parametrize(("status", "unknown"), [(401, False), (403, False), (429, False), (500, True), (503, True)])
def test_an_answer_about_the_account_says_whether_the_call_may_have_been_applied(status: int, *, unknown: bool) -> None:
    with pytest.raises(Unusable) as caught:
        call(answering(status))
    assert caught.value.unknown is unknown


def test_a_wrong_token_says_what_to_do() -> None:
    with pytest.raises(Unusable, match="BRIDGE_HUBSPOT_TOKEN"):
        call(answering(401))


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_an_answer_about_what_was_sent_is_a_refusal_with_hubspots_words(status: int) -> None:
    with pytest.raises(Refused, match="why"):
        call(answering(status))


def test_a_success_that_is_no_json_leaves_the_outcome_unknown() -> None:
    with pytest.raises(Unusable) as caught:
        call(lambda _request: httpx2.Response(200, text="<html>"))
    assert caught.value.unknown


@pytest.mark.parametrize(
    ("error", "expected", "unknown"),
    [
        (httpx2.ConnectError("refused"), Unreachable, False),
        (httpx2.ReadError("reset"), Unanswered, True),
        (ConnectionResetError("reset"), Unanswered, True),
        (httpx2.ReadTimeout("slow"), Unanswered, True),
    ],
)
def test_a_connection_that_fails_says_whether_the_request_was_sent(
    error: Exception, expected: type[HubSpotError], *, unknown: bool
) -> None:
    with pytest.raises(expected) as caught:
        call(failing(error))
    assert getattr(caught.value, "unknown", None) is unknown


def test_a_redirect_is_not_followed_with_the_token() -> None:
    with pytest.raises(Unusable):
        call(answering(302, Location="https://elsewhere.example/"))
