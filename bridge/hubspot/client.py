"""One call to HubSpot's API: bearer token, bounded time, and an error class for each way to fail."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from bridge.hubspot.errors import Refused, Unanswered, Unreachable, Unusable

_CONNECTIONS: Final = 100
_NOT_APPLIED: Final = frozenset({401, 403, 404, 423, 429, 477})
"""Answers that say for sure that nothing was written."""

_ADVICE: Final = {
    401: "HubSpot does not know the token: set BRIDGE_HUBSPOT_TOKEN to a service key of this account",
    403: "the token lacks a scope: give it crm.objects.contacts.read and .write, crm.schemas.contacts.read and .write",
    404: "there is no such path: check --hubspot-url",
    429: "HubSpot's limit is used up: if other apps share it, lower --hubspot-limit",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer about the items: its status, its JSON object (empty for 204), and the burst limit it names."""

    status: int
    body: dict[str, Any]
    limit: int | None


class HubSpot:
    """A HubSpot account behind its API.

    Every method makes one HTTP request; nothing is retried here.
    """

    def __init__(
        self,
        url: str,
        token: str,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout: float = 20.0,
    ) -> None:
        """Take the API's URL, the bearer token, another transport for tests, and the time-out in seconds."""
        self._timeout = timeout
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            transport=transport,
            timeout=timeout,
            limits=httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
        )

    async def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, accept: frozenset[int] = frozenset()
    ) -> Answer:
        """Make one call.

        Args:
            method: the HTTP method.
            path: below the URL, with its query.
            body: the JSON body.
            accept: statuses beyond 2xx that are an answer and no failure.

        Raises:
            Away: HubSpot cannot be used now (Unreachable, Unanswered, Unusable).
            Refused: what was sent is wrong.
        """
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.request(method, path, json=body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise Unreachable("CONNECTION", f"HubSpot cannot be reached ({error}): check --hubspot-url") from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise Unanswered("TIMEOUT", f"HubSpot did not answer within {self._timeout:g} s") from error
        except (httpx2.RequestError, OSError) as error:
            raise Unanswered("CONNECTION", f"the connection to HubSpot broke ({type(error).__name__})") from error
        return _read(response, accept)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _read(response: httpx2.Response, accept: frozenset[int]) -> Answer:
    status = response.status_code
    body = _object(response)
    answered = 200 <= status < 300 or status in accept  # noqa: PLR2004 - HTTP's own numbers
    if answered and body is not None:
        return Answer(status, body, _limit(response))
    if answered:
        raise Unusable("ANSWER", "HubSpot's answer is no JSON object", status, unknown=True)
    if 400 <= status < 500 and status not in _NOT_APPLIED and status != 408:  # noqa: PLR2004 - HTTP's own numbers
        raise Refused(status, body or {"message": f"HubSpot answered {status} without a reason"})
    said = str((body or {}).get("message") or f"status {status}")
    advice = _ADVICE.get(status)
    reason = f"{said} ({advice})" if advice else said
    raise Unusable(f"HTTP_{status}", reason, status, unknown=status not in _NOT_APPLIED)


def _object(response: httpx2.Response) -> dict[str, Any] | None:
    if not response.content:
        return {} if response.status_code == 204 else None  # noqa: PLR2004 - 204 has no body
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _limit(response: httpx2.Response) -> int | None:
    """Return `X-HubSpot-RateLimit-Max`: calls in any interval of ten seconds."""
    said = response.headers.get("X-HubSpot-RateLimit-Max", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None
