"""What runs here is what was recorded from the whole server: our stand-ins change nothing that is sent."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from harness.identity_server.peer.process import Peer

WIRE: Final = Path(__file__).parents[1] / "tests" / "wire"
CASES: Final = [
    pytest.param(kind, case, id=f"{kind}: {case['case']}")
    for kind, file in (("scim", "scim1-connector.json"), ("scim2", "scim2-connector.json"))
    for case in json.loads((WIRE / file).read_text("utf-8"))
]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_recorded_case_is_sent_again_byte_for_byte(
    target: Any, told_to_target: Callable[[str], Peer], kind: str, case: dict[str, Any]
) -> None:
    peer = told_to_target(kind)
    target.answers(*[answer(exchange["stub_response"]) for exchange in case["exchanges"]])
    outcome = peer.provision(case["operation"], case["userName"], case["claims"])
    assert target.requests == [request(exchange["request"]) for exchange in case["exchanges"]]
    assert ("OK" if outcome.ok else "FAIL") == case["connector_result"], outcome.reason
    assert [(each.method, each.target) for each in outcome.exchanges] == [sent[:2] for sent in target.requests]


def answer(stub: dict[str, Any]) -> tuple[int, str]:
    """Return what the stub answered when the case was recorded."""
    return stub["status"], "" if stub["body"] is None else json.dumps(stub["body"], ensure_ascii=False)


def request(recorded: dict[str, Any]) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return a recorded request as the target notes it."""
    return recorded["method"], recorded["target"], list(recorded["headers"].items()), recorded["body"]
