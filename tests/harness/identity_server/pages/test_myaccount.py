import base64
import json
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from tests.harness.identity_server.pages.portal import PUBLIC_URL, Html, client_of, simulator

ANSWER = {"code": "code-1", "session_state": "state-of-session", "state": "request_0"}
NOTHING = {"authCode": "", "sessionState": "", "state": ""}


def script_of(text: str) -> str:
    return Html(text).one("script").attributes["src"]


@pytest.mark.parametrize("path", ["/myaccount", "/myaccount/", "/myaccount/personal-info", "/myaccount/any/thing"])
def test_any_path_starts_the_sign_in(portal: TestClient, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code == 200
    assert script_of(answer.text) == "/myaccount/static/myaccount/start.js"


def test_the_code_posted_back_opens_the_app(portal: TestClient) -> None:
    answer = portal.post("/myaccount", data=ANSWER)
    assert script_of(answer.text) == "/myaccount/static/myaccount/home.js"


def test_the_code_in_the_query_opens_the_app_too(portal: TestClient) -> None:
    assert script_of(portal.get("/myaccount", params=ANSWER).text) == "/myaccount/static/myaccount/home.js"


def test_an_error_posted_back_starts_the_sign_in(portal: TestClient) -> None:
    answer = portal.post("/myaccount", data={"error": "access_denied"})
    assert script_of(answer.text) == "/myaccount/static/myaccount/start.js"


def test_the_code_is_handed_out_once(portal: TestClient) -> None:
    portal.post("/myaccount", data=ANSWER)
    first = portal.get("/myaccount/auth")
    assert first.headers["cache-control"] == "no-store"
    assert first.json() == {"authCode": "code-1", "sessionState": "state-of-session", "state": "request_0"}
    assert portal.get("/myaccount/auth").json() == NOTHING


def test_without_a_code_there_is_nothing_to_hand_out(portal: TestClient) -> None:
    assert portal.get("/myaccount/auth").json() == NOTHING


@pytest.mark.parametrize(
    "cookie", ["nonsense", "é", base64.urlsafe_b64encode(json.dumps([1]).encode()).decode(), "%00", "AAAA"]
)
def test_a_cookie_of_somebody_else_counts_as_none(portal: TestClient, cookie: str) -> None:
    answer = portal.get("/myaccount/auth", headers=[(b"cookie", f"myaccount-session={cookie}".encode())])
    assert answer.json() == NOTHING


def test_no_script_can_read_the_code_and_no_plain_connection_carries_it(portal: TestClient) -> None:
    cookie = portal.post("/myaccount", data=ANSWER).headers["set-cookie"].lower()
    assert {"httponly", "secure", "path=/myaccount", "samesite=lax"} <= {part.strip() for part in cookie.split(";")}


def test_the_app_goes_by_the_public_origin_whatever_the_host(portal: TestClient) -> None:
    answer = portal.get("/myaccount", headers={"Host": "127.0.0.1:1234"})
    assert Html(answer.text).one("body").attributes["data-public-url"] == PUBLIC_URL


def test_another_public_origin_is_taken_over() -> None:
    with client_of(simulator(public_url="https://is.example:8443")) as portal:
        body = Html(portal.get("/myaccount").text).one("body")
    assert body.attributes["data-public-url"] == "https://is.example:8443"


@pytest.mark.parametrize("name", ["login", "username", "details", "result", "myaccount/start", "myaccount/home"])
def test_every_script_of_a_page_is_served_and_what_it_imports(portal: TestClient, name: str) -> None:
    waiting, seen = [f"/myaccount/static/{name}.js"], set[str]()
    while waiting:
        path = waiting.pop()
        answer = portal.get(path)
        assert answer.status_code == 200
        assert "javascript" in answer.headers["content-type"]
        seen.add(path)
        imported = [line.split('"')[1] for line in answer.text.splitlines() if line.startswith("import ")]
        urls = [urlsplit(str(answer.url.join(each))).path for each in imported]
        waiting += [each for each in urls if each not in seen]
