"""The connector `scim` 5.3.0 (SCIM 1.1), as recorded, with the failures its engine makes.

PUT and PATCH alike are a GET by user name and a PATCH. An HTTP error with a SCIM 1.1 error body is logged and counts
as success; only no answer, or one that Charon cannot decode, fails.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from harness.identity_server.simulator.claims import SCIM_1, Claims
from harness.identity_server.simulator.provisioning import javahash
from harness.identity_server.simulator.provisioning.connectors import Job, basic, scim_object
from harness.identity_server.simulator.provisioning.model import Operation
from harness.identity_server.simulator.provisioning.wire import Answer, Headers, Wire

_log = logging.getLogger(__name__)
_URIC = re.compile(r"[A-Za-z0-9;/?:@&=+$,\-_.!~*'()%]*")
"""What commons-httpclient 3.1 takes in the query of an escaped URI (RFC 2396, `uric`)."""


class Scim1:
    """SCIM 1.1 over commons-httpclient 3.1."""

    def paths(self, claims: Claims, values: Mapping[str, str]) -> dict[str, str]:
        """Return claims by their SCIM 1.1 path."""
        return claims.to_scim1(values)

    def ignores(self, operation: Operation) -> str | None:  # noqa: ARG002 - the other connector ignores one
        """Return None: it sends something for every operation."""
        return None

    async def provision(self, job: Job, wire: Wire) -> None:
        """Make the requests of a job."""
        if job.operation is Operation.POST:
            answer = await self._write(job, wire, "POST", wire.target.url)
            _settle(answer, decode=True)
            return
        user_id = await self._look_up(job, wire)
        if user_id is None:
            return
        method = "DELETE" if job.operation is Operation.DELETE else "PATCH"
        _settle(await self._write(job, wire, method, f"{wire.target.url}/{user_id}"), decode=False)

    async def _write(self, job: Job, wire: Wire, method: str, url: str) -> Answer:
        if method == "DELETE":
            return await wire.exchange(job.who, method, url, _headers(wire))
        body = javahash.write(scim_object(job, [SCIM_1], f"{SCIM_1}:"))
        headers = [*_headers(wire), ("Content-Length", ""), ("Content-Type", "application/json")]
        return await wire.exchange(job.who, method, url, headers, body)

    async def _look_up(self, job: Job, wire: Wire) -> str | None:
        """Return the id at the target, `null` without a hit, or None if the connector stops here."""
        if not _URIC.fullmatch(job.sent_name):
            raise wire.unsendable(job.who, f"the user name {job.sent_name!r} makes an invalid URI in this connector")
        url = f"{wire.target.url}?filter=userName%20Eq%20{job.sent_name}"
        answer = await wire.exchange(job.who, "GET", url, _headers(wire))
        if not answer.success:
            _settle(answer, decode=False)
            return None
        return _found_id(answer, job.operation)


def _headers(wire: Wire) -> Headers:
    return [("Authorization", basic(wire.target)), ("User-Agent", "Jakarta Commons-HttpClient/3.1")]


def _found_id(answer: Answer, operation: Operation) -> str | None:
    listed = _decoded(answer).get("Resources")
    if not isinstance(listed, list):
        raise answer.fail("the list has no Resources")
    if not listed:
        return "null"
    ids = [each["id"] for each in listed if isinstance(each, dict) and each.get("id") is not None]
    found = ids[0] if ids else None  # Charon decodes all users into one object, whose first values stay
    if found is None and operation is not Operation.DELETE:
        answer.call.outcome = "ok, but the user found has no id: nothing more is sent"
        return None
    return "null" if found is None else str(found)


def _settle(answer: Answer, *, decode: bool) -> None:
    """Judge an answer: see facts of the engine; only a POST's success is decoded, every error is."""
    if answer.success:
        if decode and "userName" not in _decoded(answer):
            raise answer.fail("the answer has no userName")
        return
    if not isinstance(_decoded(answer).get("Errors"), list):
        raise answer.fail(f"HTTP {answer.status} with a body that is no SCIM 1.1 error")
    answer.call.outcome = "refused, counts as success"
    _log.error("the target answered %s; the connector scim counts it as success", answer.status)


def _decoded(answer: Answer) -> dict[str, Any]:
    try:
        value = json.loads(answer.text)
    except ValueError:
        raise answer.fail(f"HTTP {answer.status} with a body that is no JSON") from None
    if not isinstance(value, dict):
        raise answer.fail(f"HTTP {answer.status} with a body that is no JSON object")
    return value
