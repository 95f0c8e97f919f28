"""The outbound HTTP client of the connectors: it sends exactly the headers it is given, and notes every call."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2

from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.journal import Journal, redact
from harness.identity_server.simulator.provisioning.model import Call, Target

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A connector's view of an HTTP answer, with the record in which its judgement is noted."""

    status: int
    text: str
    call: Call

    @property
    def success(self) -> bool:
        """Whether the connectors take the status for a success."""
        return self.status in {200, 201, 204}

    def fail(self, reason: str) -> ProvisioningFailed:
        """Note a failure and return the error to raise."""
        self.call.outcome = f"failed: {reason}"
        return ProvisioningFailed(reason)


class Wire:
    """Sends requests to the target. A new connection each time and no time-out: so do the vendor's clients."""

    def __init__(self, target: Target, journal: Journal, transport: httpx2.AsyncBaseTransport | None) -> None:
        self.target = target
        self._journal = journal
        self._transport = transport
        self._client: httpx2.AsyncClient | None = None

    async def exchange(self, who: tuple[str, str], method: str, url: str, headers: Headers, body: str = "") -> Answer:
        """Send one request.

        Args:
            who: user name and operation, for the record.
            method: HTTP method.
            url: absolute URL, escaped already.
            headers: all headers but Host, which goes first; an empty Content-Length is filled in.
            body: text of the body.

        Raises:
            ProvisioningFailed: there was no answer.
        """
        try:
            parsed = httpx2.URL(url)
        except httpx2.InvalidURL as error:
            raise self.unsendable(who, f"the endpoint {url!r} is no URL ({error})") from None
        content = body.encode()
        filled = [(name, value or str(len(content))) for name, value in headers]
        call = self._journal.sent(*who, method, parsed.raw_path.decode(), body)
        call.headers = {name: _shown(name, value) for name, value in filled}
        request = httpx2.Request(method, parsed, headers=filled, content=content or None)
        return await self._send(request, call)

    def unsendable(self, who: tuple[str, str], reason: str) -> ProvisioningFailed:
        """Note that a request could not even be made, and return the error to raise."""
        self._journal.unsent(*who, f"failed: {reason}")
        return ProvisioningFailed(reason)

    async def close(self) -> None:
        """Give the client's resources back."""
        if self._client is not None:
            await self._client.aclose()

    async def _send(self, request: httpx2.Request, call: Call) -> Answer:
        try:
            answer = await self._opened().send(request)
        except (httpx2.HTTPError, OSError) as error:
            call.outcome = f"failed: {error or type(error).__name__}"
            raise ProvisioningFailed(f"no answer from {self.target.url}: {error or type(error).__name__}") from error
        except asyncio.CancelledError:
            call.outcome = "failed: the identity server was stopped"
            raise
        call.status = answer.status_code
        call.answer = redact(answer.text)
        call.outcome = "ok"
        return Answer(answer.status_code, answer.text, call)

    def _opened(self) -> httpx2.AsyncClient:
        """Make the client at the first call: the CA file may be written after this server has started."""
        if self._client is None:
            self._client = httpx2.AsyncClient(
                transport=self._transport,
                verify=self._trust(),
                timeout=None,  # the vendor's clients set none: a hanging target hangs a blocking sign-up
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
                trust_env=False,
            )
        return self._client

    def _trust(self) -> ssl.SSLContext | bool:
        if self._transport is not None or self.target.url.startswith("http://"):
            return False
        if self.target.ca_file is None:
            return ssl.create_default_context()
        try:
            return ssl.create_default_context(cafile=self.target.ca_file)
        except FileNotFoundError:
            raise OSError(
                f"the CA file {self.target.ca_file} is not there: start the bridge first, "
                "or give its certificate with --provision-ca"
            ) from None
        except ssl.SSLError as error:
            raise OSError(f"the CA file {self.target.ca_file} is no PEM certificate: {error}") from None


def _shown(name: str, value: str) -> str:
    """Return a header's value for the record; of credentials only the scheme."""
    return f"{value.partition(' ')[0]} [redacted]" if name.lower() == "authorization" else value
