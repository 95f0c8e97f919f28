"""The connectors make exactly the requests that WSO2's own made."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from harness.identity_server.simulator.errors import ProvisioningFailed
from harness.identity_server.simulator.provisioning.connectors import Job
from harness.identity_server.simulator.provisioning.journal import Journal
from harness.identity_server.simulator.provisioning.manager import CONNECTORS
from harness.identity_server.simulator.provisioning.model import Operation, Target
from harness.identity_server.simulator.provisioning.wire import Wire
from tests.harness.identity_server.place import Seen, StubTarget

WIRE = Path(__file__).parents[2] / "wire"
CASES = [
    pytest.param(connector, case, id=f"{connector}: {case['case']}")
    for connector, file in (("scim", "scim1-connector.json"), ("scim2", "scim2-connector.json"))
    for case in json.loads((WIRE / file).read_text())
]


@pytest.mark.parametrize(("connector", "case"), CASES)
def test_a_recorded_case_is_repeated_request_by_request(connector: str, case: dict[str, Any]) -> None:
    stub = StubTarget(script=[_answer(exchange) for exchange in case["exchanges"]])
    wire = Wire(Target("https://bridge.example/hubspot/contacts", "admin", "admin"), Journal(lambda: 0.0), stub)
    job = Job(Operation(case["operation"]), case["userName"], case["claims"])
    result = "OK"
    try:
        asyncio.run(CONNECTORS[connector].provision(job, wire))
    except ProvisioningFailed:
        result = "FAIL"
    assert stub.requests == [_request(exchange) for exchange in case["exchanges"]]
    assert result == case["connector_result"]


def _answer(exchange: dict[str, Any]) -> tuple[int, Any]:
    return exchange["stub_response"]["status"], exchange["stub_response"]["body"]


def _request(exchange: dict[str, Any]) -> Seen:
    recorded = exchange["request"]
    return Seen(recorded["method"], recorded["target"], tuple(recorded["headers"].items()), recorded["body"])


def test_on_a_socket_there_is_no_header_but_the_recorded_ones_and_host() -> None:
    received = asyncio.run(_one_post())
    head, _, body = received.decode().partition("\r\n\r\n")
    first, host, *recorded = head.split("\r\n")
    assert first == "POST /hubspot/contacts HTTP/1.1"
    assert host.startswith("Host: 127.0.0.1:")
    assert recorded == [
        "Authorization: Basic YWRtaW46YWRtaW4=",
        "User-Agent: Jakarta Commons-HttpClient/3.1",
        "Content-Length: 60",
        "Content-Type: application/json",
    ]
    assert body == '{"schemas":["urn:scim:schemas:core:1.0"],"userName":"alice"}'


async def _one_post() -> bytes:
    received = asyncio.Queue[bytes]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        received.put_nowait(head + await reader.readexactly(60))
        writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n{"userName":"alice"}')
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        wire = Wire(Target(f"http://127.0.0.1:{port}/hubspot/contacts", "admin", "admin"), Journal(lambda: 0.0), None)
        await CONNECTORS["scim"].provision(Job(Operation.POST, "alice", {}), wire)
        await wire.close()
    return received.get_nowait()
