"""scim2-tester's checks of RFC 7643 and 7644, in process, against /scim/v2."""

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import CheckResult, Status, check_server

from tests.bridge.scim.service import Service

DELIBERATE = {
    "object_replacement": "the userName is a person's key here and in HubSpot, so another one is another person",
    "check_replace_attribute": "the same, by PATCH",
}
"""Checks that fail, and why they should; each must fail for the userName alone."""


class InProcess(httpx2.BaseTransport):
    """Carries requests to a service without a network."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        answer = self.service.send(request.method, request.url.raw_path.decode(), request.read(), headers)
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.content)


@pytest.fixture
def results(service: Service) -> list[CheckResult]:
    """What the tester found."""
    client = httpx2.Client(base_url="https://bridge.test/scim/v2", transport=InProcess(service))
    return check_server(SyncSCIMClient(client))


def test_every_check_of_the_rfcs_passes_but_the_deliberate_ones(results: list[CheckResult]) -> None:
    good = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE, Status.SKIPPED}
    bad = [result for result in results if result.status not in good]
    assert {result.title: result.reason for result in bad if result.title not in DELIBERATE} == {}
    assert {result.title for result in bad} == DELIBERATE.keys()
    assert all("userName" in (result.reason or "") for result in bad)
    assert len(results) > 100
