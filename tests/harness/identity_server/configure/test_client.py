"""What goes wrong between the client and a server, each with the next step."""

import httpx2
import pytest

from harness.identity_server.configure import AdminClient
from harness.identity_server.configure.errors import (
    BadWish,
    ConfigureError,
    NoAnswer,
    NotIdentityServer,
    NotTrusted,
    Refused,
    WrongCredentials,
)


def client(answer: httpx2.Response | Exception) -> AdminClient:
    """Return a client of a server that always answers this."""

    def respond(_request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return AdminClient("https://is.example:9443", transport=httpx2.MockTransport(respond))


@pytest.mark.parametrize(
    ("answer", "error", "advice"),
    [
        (httpx2.Response(401), WrongCredentials, "IS_ADMIN_PASSWORD"),
        (httpx2.Response(403), Refused, "administrator's credentials"),
        (httpx2.Response(500, text="<html>"), Refused, "wso2carbon.log"),
        (httpx2.Response(404, json=["odd"]), Refused, "with 404: the server's log"),
        (httpx2.Response(200, text="<html>"), NotIdentityServer, "origin alone"),
        (httpx2.Response(302, headers={"location": "https://b/"}), NotIdentityServer, "leads to https://b/"),
        (httpx2.ConnectError("[Errno 111] Connection refused"), NoAnswer, "is the server running"),
        (httpx2.ReadTimeout("timed out"), NoAnswer, "timed out"),
        (
            httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed (_ssl.c:1)"),
            NotTrusted,
            r"\(certificate verify failed: self-signed\): give the certificate that signed it with --ca FILE",
        ),
        (
            httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, x"),
            NotTrusted,
            "use a name that stands in it",
        ),
    ],
)
def test_an_error_says_what_to_do(
    answer: httpx2.Response | Exception, error: type[ConfigureError], advice: str
) -> None:
    with client(answer) as admin, pytest.raises(error, match=advice) as raised:
        admin.get("/applications/resident")
    assert raised.value.exit_code == 3


@pytest.mark.parametrize("url", ["", "localhost:9443", "ftp://is", "https://", "https://is/carbon", "https://a:b@is"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(BadWish, match="https://localhost:9443") as raised:
        AdminClient(url)
    assert raised.value.exit_code == 2


def test_credentials_and_public_origin_go_with_every_request() -> None:
    seen: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={})

    transport = httpx2.MockTransport(respond)
    with AdminClient("https://127.0.0.1:1", public_url="https://localhost:9443", transport=transport) as admin:
        admin.get("/applications/resident")
    assert seen[0].headers["Host"] == "localhost:9443"
    assert seen[0].headers["Authorization"] == "Basic YWRtaW46YWRtaW4="
    assert str(seen[0].url).startswith("https://127.0.0.1:1/api/server/v1/")


def test_an_empty_answer_is_none() -> None:
    with client(httpx2.Response(200)) as admin:
        assert admin.put("/applications/resident", {}) is None


@pytest.mark.parametrize("status", [404, 501])
def test_what_is_not_there_is_not_found(status: int) -> None:
    with client(httpx2.Response(status)) as admin:
        assert admin.find("/identity-providers/x") is None
        assert not admin.has("/api-resources")


def test_what_cannot_be_looked_at_is_not_taken_for_absent() -> None:
    with client(httpx2.Response(500)) as admin, pytest.raises(Refused):
        admin.find("/identity-providers/x")


@pytest.mark.parametrize(
    "answer", [httpx2.Response(404), httpx2.Response(302, headers={"location": "/"}), httpx2.Response(200, text="<")]
)
def test_a_look_aside_finds_nothing_rather_than_fail(answer: httpx2.Response) -> None:
    with client(answer) as admin:
        assert admin.peek("/console/deployment.config.json") is None


@pytest.mark.parametrize(
    "answer", [httpx2.ConnectError("broke off"), httpx2.Response(400, text="This combination requires TLS.")]
)
def test_plain_http_to_a_server_is_answered_with_the_scheme_to_write(answer: Exception | httpx2.Response) -> None:
    def respond(_request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with (
        AdminClient("http://is.example:9443", transport=httpx2.MockTransport(respond)) as client,
        pytest.raises(ConfigureError, match="write https:// instead of http://"),
    ):
        client.get("/claim-dialects")
