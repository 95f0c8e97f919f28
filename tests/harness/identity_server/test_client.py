"""What a real identity server sent is read from what the bridge received."""

from collections.abc import Iterator

import pytest
import trustme
from pytest_httpserver import HTTPServer

from harness.clients import BridgeAdmin
from harness.identity_server.client import RealServer


def event(step: str, correlation: str, **data: object) -> dict[str, object]:
    return {"id": 1, "at": 5.0, "step": step, "userName": "anna", "correlationId": correlation, "data": data}


EVENTS = [
    event("received", "a", method="GET", target="/hubspot/contacts?filter=userName Eq anna"),
    event("answered", "a", status=200),
    event("received", "b", method="PATCH", target="/hubspot/contacts/7"),
    event("answered", "b", status=200),
    event("received", "c", method="DELETE", target="/hubspot/contacts/7"),
]


@pytest.fixture
def server(httpserver: HTTPServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    httpserver.expect_request("/admin/events", query_string="userName=anna").respond_with_json({"events": EVENTS})
    ca_file = tmp_path_factory.mktemp("ca") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(ca_file)
    url = httpserver.url_for("")
    with BridgeAdmin(url, credentials=("o", "p"), ca_file=ca_file) as bridge, RealServer(url, bridge) as real:
        yield real


def test_look_ups_are_no_calls_of_provisioning(server: RealServer) -> None:
    assert [call.method for call in server.provisioning("anna")] == ["PATCH", "DELETE"]


def test_a_call_that_is_not_answered_yet_has_no_status(server: RealServer) -> None:
    assert [call.status for call in server.provisioning("anna")] == [200, None]
