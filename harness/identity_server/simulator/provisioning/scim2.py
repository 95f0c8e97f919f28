"""The connector `scim2`, after the recording of 2.0.11 (IS 7.2); for IS 6.1 (2.0.1) that is an assumption.

PUT is a GET by user name and a PUT of the claims of this call; PATCH sends nothing. Every HTTP error fails, and so
does a GET without a hit.
"""

import json
from collections.abc import Mapping
from urllib.parse import quote

from harness.identity_server.simulator.claims import USER, Claims
from harness.identity_server.simulator.provisioning import javahash
from harness.identity_server.simulator.provisioning.connectors import Job, basic, scim_object
from harness.identity_server.simulator.provisioning.model import Operation
from harness.identity_server.simulator.provisioning.wire import Answer, Headers, Wire

_URI = ";/?:@&=+$,-_.!~*'()%"


class Scim2:
    """SCIM 2 over Apache HttpClient."""

    def paths(self, claims: Claims, values: Mapping[str, str]) -> dict[str, str]:
        """Return claims by their SCIM 2 path; identity claims live in the enterprise extension."""
        return claims.to_outbound_scim2(values)

    def ignores(self, operation: Operation) -> str | None:
        """Return why PATCH sends nothing: neither claim removals nor passwords ever leave."""
        return "the connector scim2 ignores PATCH" if operation is Operation.PATCH else None

    async def provision(self, job: Job, wire: Wire) -> None:
        """Make the requests of a job."""
        if job.operation is Operation.POST:
            await self._write(job, wire, "POST", wire.target.url)
            return
        url = f"{wire.target.url}/{await self._look_up(job, wire)}"
        if job.operation is Operation.DELETE:
            headers = _headers(wire, "application/json", accept=True)
            _demand_success(await wire.exchange(job.who, "DELETE", url, headers))
        else:
            await self._write(job, wire, "PUT", url)

    async def _write(self, job: Job, wire: Wire, method: str, url: str) -> None:
        body = javahash.write(scim_object(job, [], f"{USER}:"))
        headers = _headers(wire, "application/scim+json", accept=True, sized=True)
        _demand_success(await wire.exchange(job.who, method, url, headers, body))

    async def _look_up(self, job: Job, wire: Wire) -> str:
        name = quote(job.sent_name, safe=_URI)
        url = f"{wire.target.url}?filter=userName%20Eq%20{name}&startIndex=1&count=1"
        answer = await wire.exchange(job.who, "GET", url, _headers(wire, "application/json"))
        _demand_success(answer)
        return _first_id(answer)


def _headers(wire: Wire, media_type: str, *, accept: bool = False, sized: bool = False) -> Headers:
    return [
        ("Authorization", basic(wire.target)),
        *([("Accept", "*/*")] if accept else []),
        ("Content-Type", media_type),
        ("User-Agent", "wso2/scim2/client"),
        *([("Content-Length", "")] if sized else []),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]


def _demand_success(answer: Answer) -> None:
    if not answer.success:
        raise answer.fail(f"HTTP {answer.status}")


def _first_id(answer: Answer) -> str:
    try:
        return str(json.loads(answer.text)["Resources"][0]["id"])
    except ValueError:
        raise answer.fail("the list is no JSON") from None
    except (LookupError, TypeError):
        raise answer.fail("the user was not found") from None
