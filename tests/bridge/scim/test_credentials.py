"""Who may call."""

import base64

import pytest

from bridge.scim.auth import Credentials
from tests.bridge.scim.service import ADMIN, BASE, RFC, WSO2_1, Service

WRONG = {
    "none": None,
    "another password": "Basic " + base64.b64encode(b"admin:wrong").decode(),
    "another name": "Basic " + base64.b64encode(b"root:admin").decode(),
    "another scheme": ADMIN.replace("Basic", "Bearer"),
    "no base64": "Basic ???",
    "nothing": "Basic ",
    "half": "Basic " + base64.b64encode(b"admin").decode(),
    "an empty pair": "Basic " + base64.b64encode(b":").decode(),
    "text beyond ASCII": "Basic zoë",
}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("what", WRONG)
def test_wrong_credentials_get_401_and_change_nothing(service: Service, what: str, method: str) -> None:
    user_id = service.create(userName="alice")
    changes = service.changes
    answer = service.send(method, f"{BASE}/{user_id}", {"userName": "alice", "title": "x"}, authorization=WRONG[what])
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "Errors" in answer.json
    assert service.changes == changes
    assert service.resource("alice") == {"userName": "alice"}


@pytest.mark.parametrize("path", [BASE, RFC, "/scim/v2/Schemas", "/scim/v2/nothing", "/scim/v2/Groups"])
def test_every_path_but_the_open_one_wants_credentials(service: Service, path: str) -> None:
    assert service.send("GET", path, authorization=None).status == 401
    assert service.send("GET", "/scim/v2/ServiceProviderConfig", authorization=None).status == 200


def test_the_body_is_not_read_before_the_credentials_are_right(service: Service) -> None:
    answer = service.send("POST", BASE, b"x" * 3_000_000, WSO2_1, authorization=None)
    assert answer.status == 401


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_password_beyond_ascii_is_taken_in_both_encodings(encoding: str) -> None:
    header = "Basic " + base64.b64encode("zoë:pässword".encode(encoding)).decode()
    assert Credentials("zoë", "pässword").match(header)
    assert not Credentials("zoë", "password").match(header)


def test_a_password_beyond_latin_1_is_taken_in_utf_8() -> None:
    header = "Basic " + base64.b64encode("admin:Đ€".encode()).decode()
    assert Credentials("admin", "Đ€").match(header)


def test_credentials_do_not_show_the_password() -> None:
    assert "secret" not in repr(Credentials("admin", "secret"))


def test_the_scheme_s_case_does_not_matter(service: Service) -> None:
    assert service.send("GET", BASE, authorization=ADMIN.replace("Basic", "basic")).status == 200
