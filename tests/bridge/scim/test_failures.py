"""What goes wrong on our side: an answer in SCIM form, no stack trace, and the correlation id to find it by."""

import asyncio
from typing import Any, NoReturn

import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bridge.scim.auth import Credentials
from bridge.scim.routes import routes
from tests.bridge.scim.service import BASE, RFC, WSO2_1, Service


def broken(service: Service, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def fail(*_: Any) -> NoReturn:
        raise error

    monkeypatch.setattr(service.store, "run", fail)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "GET"])
def test_a_failing_database_gives_503_that_says_it_was_not_accepted(
    service: Service, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    broken(service, monkeypatch, OperationalError("INSERT", {"title": "canary"}, Exception("disk is full")))
    target = BASE if method == "POST" else f"{BASE}/x"
    answer = service.send(method, target, {"userName": "alice"}, WSO2_1)
    assert answer.status == 503
    assert "not accepted" in answer.detail
    assert "canary" not in answer.detail
    assert service.changes == 0


def test_a_defect_gives_500_without_its_text(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(service, monkeypatch, RuntimeError("canary"))
    answer = service.send("POST", RFC, {"userName": "alice"})
    assert (answer.status, answer.json["status"]) == (500, "500")
    assert b"canary" not in answer.content
    assert b"Traceback" not in answer.content


def test_a_connection_that_ends_within_the_body_changes_nothing(service: Service) -> None:
    messages = [{"type": "http.request", "body": b'{"userName":', "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"x"), (b"authorization", b"Basic YWRtaW46YWRtaW4=")]
    scope = {"type": "http", "method": "POST", "path": BASE, "headers": headers, "query_string": b""}
    asyncio.run(service.app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert service.names() == []


def test_the_correlation_id_of_the_request_comes_back(service: Service) -> None:
    answer = service.send("GET", BASE, headers={"X-Correlation-ID": "abc-123"})
    assert answer.headers["x-correlation-id"] == "abc-123"


@pytest.mark.parametrize("sent", ["", "a b", "x" * 200, "a\tb", "<script>"])
def test_an_odd_correlation_id_is_replaced(service: Service, sent: str) -> None:
    answer = service.send("GET", BASE, headers={"X-Correlation-ID": sent})
    assert answer.headers["x-correlation-id"] == "id-1"


def test_each_request_is_observed_with_method_dialect_and_status(service: Service) -> None:
    service.send("POST", BASE, {"userName": "alice"}, WSO2_1)
    service.send("GET", RFC)
    service.send("GET", BASE, authorization=None)
    assert service.observed == [("POST", "1.1", 201), ("GET", "2.0", 200), ("GET", "1.1", 401)]


def test_nobody_needs_to_observe(service: Service) -> None:
    made = routes(service.directory, "/", credentials=Credentials("admin", "admin"), new_id=lambda: "x")
    service.app = Starlette(routes=made)
    assert service.send("GET", "/").status == 200


@pytest.mark.parametrize(
    "path", [f"{BASE}/a/b", f"{BASE}/Users/a/b", "/scim/v2/Other", "/scim/v2", "/scim/v2/", "/scim/v2/Users/a/b"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_path_is_404_in_scim_form(service: Service, path: str, method: str) -> None:
    answer = service.send(method, path)
    assert answer.status == 404
    assert ("Errors" in answer.json) is path.startswith(BASE)


@pytest.mark.parametrize(
    ("path", "method"), [(BASE, "DELETE"), (RFC, "PUT"), (f"{RFC}/x", "POST"), (f"{BASE}/x", "OPTIONS")]
)
def test_a_wrong_method_is_405_and_says_which_there_are(service: Service, path: str, method: str) -> None:
    answer = service.send(method, path)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


def test_head_is_answered_as_get(service: Service) -> None:
    assert service.send("HEAD", BASE).status == 200


def test_an_odd_host_header_is_no_reason_to_fail(service: Service) -> None:
    assert service.send("GET", BASE, headers={"Host": "[::"}).status == 200
