"""Requests that are wrong: each gets an error in the caller's dialect that says what to do, and changes nothing."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bridge.scim.document import LARGEST_BODY
from tests.bridge.scim.service import BASE, NO_AGENT, RFC, WSO2_1, WSO2_2, Service

CALLERS = {"scim": (BASE, WSO2_1), "scim2": (BASE, WSO2_2), "rfc": (RFC, NO_AGENT), "nobody": (BASE, NO_AGENT)}


def nested(levels: int) -> str:
    """Return a user whose body has that many levels of objects."""
    return '{"userName":"alice","x":' + '{"x":' * (levels - 2) + "{}" + "}" * (levels - 1)


BODIES: Mapping[str, tuple[Any, int, str]] = {
    "nothing": (b"", 400, "not JSON"),
    "no JSON": (b"<user/>", 400, "not JSON"),
    "half JSON": (b'{"userName":"alice"', 400, "line 1, column 20"),
    "two objects": (b'{"userName":"a"}{"userName":"b"}', 400, "not JSON"),
    "a list": ([{"userName": "alice"}], 400, "no object"),
    "a text": (b'"alice"', 400, "no object"),
    "null": (b"null", 400, "no object"),
    "no UTF-8": ('{"userName":"zoë"}'.encode("latin-1"), 400, "UTF-8"),
    "UTF-16": ('{"userName":"zoë"}'.encode("utf-16"), 400, "UTF-8"),
    "NaN": (b'{"userName":"alice","x":NaN}', 400, "finite"),
    "infinity": (b'{"userName":"alice","x":-Infinity}', 400, "finite"),
    "a number too large": (b'{"userName":"alice","x":1e999}', 400, "finite"),
    "a number too long": (b'{"userName":"alice","x":' + b"9" * 5000 + b"}", 400, "not JSON"),
    "half a surrogate pair": (b'{"userName":"al\\ud800ice"}', 400, "surrogate"),
    "half a surrogate pair in a name": (b'{"userName":"alice","\\udfff":1}', 400, "surrogate"),
    "NUL": (b'{"userName":"al\\u0000ice"}', 400, "NUL"),
    "NUL deep down": (b'{"userName":"alice","x":[{"y":"\\u0000"}]}', 400, "NUL"),
    "21 levels": (nested(21), 400, "levels"),
    "100,000 lists": ("[" * 100_000, 400, "levels"),
    "100,000 lists closed": ('{"userName":"a","x":' + "[" * 100_000 + "]" * 100_000 + "}", 400, "levels"),
    "too large": ({"userName": "alice", "x": "x" * LARGEST_BODY}, 413, "bytes"),
    "no userName": ({"name": {"givenName": "Alice"}}, 400, "userName"),
    "userName null": ({"userName": None}, 400, "userName"),
    "userName empty": ({"userName": ""}, 400, "userName"),
    "userName blank": ({"userName": " \t"}, 400, "userName"),
    "userName a number": ({"userName": 7}, 400, "userName"),
    "userName a list": ({"userName": ["alice"]}, 400, "userName"),
    "userName a store domain": ({"userName": "EU.EXAMPLE/"}, 400, "userName"),
    "userName twice": (b'{"userName":"alice","USERNAME":"bob"}', 400, "twice"),
    "userName twice by schema": (
        {"userName": "alice", "urn:ietf:params:scim:schemas:core:2.0:User:userName": "bob"},
        400,
        "twice",
    ),
    "name a number": ({"userName": "alice", "name": 5}, 400, "'name' must be a JSON object"),
    "name a text": ({"userName": "alice", "name": "Alice"}, 400, "'name' must be a JSON object"),
    "name a list": ({"userName": "alice", "name": ["Alice"]}, 400, "'name'"),
    "givenName a number": ({"userName": "alice", "name": {"givenName": 5}}, 400, "'givenName'"),
    "emails a number": ({"userName": "alice", "emails": 7}, 400, "'emails'"),
    "emails a list of numbers": ({"userName": "alice", "emails": [7]}, 400, "'emails'"),
    "emails lists in a list": ({"userName": "alice", "emails": [["a"]]}, 400, "'emails'"),
    "an e-mail's value a number": ({"userName": "alice", "emails": [{"value": 7}]}, 400, "'value'"),
    "an e-mail's type a number": ({"userName": "alice", "emails": [{"type": 7, "value": "a"}]}, 400, "'type'"),
    "title a number": ({"userName": "alice", "title": 7}, 400, "'title'"),
    "active a text": ({"userName": "alice", "active": "perhaps"}, 400, "'active'"),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("what", BODIES)
def test_a_bad_body_is_refused_in_the_caller_s_dialect(service: Service, what: str, caller: str) -> None:
    body, status, part = BODIES[what]
    path, headers = CALLERS[caller]
    answer = service.send("POST", path, body, headers)
    assert answer.status == status
    assert part in answer.detail
    assert ("Errors" in answer.json) is (caller in {"scim", "nobody"})
    assert service.names() == []


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("what", [what for what, (_, _, part) in BODIES.items() if part != "userName"])
def test_a_bad_body_changes_nobody(service: Service, what: str, method: str) -> None:
    user_id = service.create(userName="alice", title="Dr")
    body, status, _part = BODIES[what]
    assert service.send(method, f"{BASE}/{user_id}", body, WSO2_1).status == status
    assert service.resource("alice") == {"userName": "alice", "title": "Dr"}


def test_a_body_of_20_levels_and_one_of_the_largest_size_are_taken(service: Service) -> None:
    assert service.send("POST", BASE, nested(20), WSO2_1).status == 201
    frame = len(json.dumps({"userName": "bob", "x": ""}))
    body = json.dumps({"userName": "bob", "x": "x" * (LARGEST_BODY - frame)})
    assert len(body) == LARGEST_BODY
    assert service.send("POST", BASE, body, WSO2_1).status == 201


def test_the_limit_holds_whatever_content_length_says(service: Service) -> None:
    chunks = [b'{"userName":"alice","x":"', *[b"x" * 65536] * 17, b'"}']
    answer = service.send("POST", BASE, headers={**WSO2_1, "Content-Length": "10"}, chunks=chunks)
    assert answer.status == 413
    assert service.names() == []


def test_a_body_over_the_limit_is_not_read_to_its_end(service: Service) -> None:
    # The last chunk is missing, so that reading on would fail.
    answer = service.send("POST", BASE, headers=WSO2_1, chunks=[b"x" * (LARGEST_BODY + 1), b"never read"])
    assert answer.status == 413


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "TEXT/XML"]
)
def test_a_body_that_is_declared_as_no_json_is_refused(service: Service, kind: str) -> None:
    answer = service.send("POST", BASE, {"userName": "alice"}, {**WSO2_1, "Content-Type": kind})
    assert answer.status == 415
    assert "application/json" in answer.detail


@pytest.mark.parametrize("kind", ["application/json", "application/scim+json;charset=utf-8", "text/plain", ""])
def test_a_body_that_may_be_json_is_read(service: Service, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    assert service.send("POST", BASE, {"userName": "alice"}, headers).status == 201


def test_a_compressed_body_is_refused(service: Service) -> None:
    answer = service.send("POST", BASE, b"\x1f\x8b", {**WSO2_1, "Content-Encoding": "gzip"})
    assert answer.status == 415
    assert "compressed" in answer.detail


def test_a_byte_order_mark_is_no_reason_to_refuse(service: Service) -> None:
    assert service.send("POST", BASE, b'\xef\xbb\xbf{"userName":"alice"}', WSO2_1).status == 201


CANARY = "canary-7f3a"
SECRETS: Mapping[str, Any] = {
    "top": {"userName": "alice", "password": CANARY},
    "another case": {"userName": "alice", "PassWord": CANARY},
    "by schema": {"userName": "alice", "urn:ietf:params:scim:schemas:core:2.0:User:password": CANARY},
    "an object": {"userName": "alice", "password": {"value": CANARY}},
    "deep": {"userName": "alice", "urn:scim:wso2:schema": {"inner": [{"password": CANARY, "x": "y"}]}},
    "in an unknown attribute": {"userName": "alice", "x": {"Password": CANARY}},
    "patch by path": {"userName": "alice", "Operations": [{"op": "replace", "path": "password", "value": CANARY}]},
    "patch by schema path": {
        "userName": "alice",
        "Operations": [{"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:PASSWORD", "value": CANARY}],
    },
    "patch without path": {"userName": "alice", "Operations": [{"op": "add", "value": {"password": CANARY}}]},
}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("what", SECRETS)
def test_a_password_is_nowhere(service: Service, capsys: pytest.CaptureFixture[str], what: str, method: str) -> None:
    target = BASE if method == "POST" else f"{BASE}/null"
    answer = service.send(method, target, SECRETS[what], WSO2_1)
    assert answer.status in {200, 201}
    assert CANARY not in json.dumps(dict(service.resource("alice")))
    assert CANARY.encode() not in answer.content
    assert CANARY not in "".join(capsys.readouterr())


def test_a_broken_body_is_not_repeated_in_the_error(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    answer = service.send("POST", BASE, f'{{"userName":"alice","password":"{CANARY}"'.encode(), WSO2_1)
    assert answer.status == 400
    assert CANARY.encode() not in answer.content
    assert CANARY not in "".join(capsys.readouterr())


BAD_PATCHES: Mapping[str, tuple[Any, str]] = {
    "operations no list": ("x", "invalidSyntax"),
    "operations empty": ([], "invalidSyntax"),
    "an operation no object": ([7], "invalidSyntax"),
    "no op": ([{"path": "title", "value": "x"}], "invalidSyntax"),
    "an unknown op": ([{"op": "merge", "path": "title", "value": "x"}], "invalidSyntax"),
    "a path no text": ([{"op": "add", "path": 7, "value": "x"}], "invalidSyntax"),
    "no value": ([{"op": "add", "path": "title"}], "invalidSyntax"),
    "a value no object": ([{"op": "add", "value": "x"}], "invalidSyntax"),
    "remove without path": ([{"op": "remove"}], "noTarget"),
    "a broken path": ([{"op": "add", "path": "emails[type eq", "value": "x"}], "invalidPath"),
    "a comparison": ([{"op": "add", "path": 'title eq "x"', "value": "x"}], "invalidPath"),
    "a part of a text": ([{"op": "add", "path": "title.x", "value": "x"}], "invalidPath"),
    "values of a text": ([{"op": "add", "path": 'title[value eq "x"]', "value": "x"}], "invalidPath"),
    "values of an object": ([{"op": "add", "path": 'name[value eq "x"]', "value": "x"}], "invalidPath"),
    "no such value": ([{"op": "replace", "path": 'emails[type eq "x"].value', "value": "x"}], "noTarget"),
    "the id": ([{"op": "replace", "path": "id", "value": "x"}], "mutability"),
    "the meta": ([{"op": "remove", "path": "meta.created"}], "mutability"),
    "no userName": ([{"op": "remove", "path": "userName"}], "mutability"),
    "another userName": ([{"op": "replace", "path": "userName", "value": "bob"}], "mutability"),
    "another userName without path": ([{"op": "replace", "value": {"userName": "bob"}}], "mutability"),
    "a wrong type": ([{"op": "replace", "path": "name", "value": 5}], "invalidValue"),
    "a wrong type below": ([{"op": "replace", "path": "name.givenName", "value": 5}], "invalidValue"),
    "the second one": ([{"op": "add", "path": "title", "value": "x"}, {"op": "remove"}], "noTarget"),
}


@pytest.mark.parametrize("what", BAD_PATCHES)
def test_a_bad_patch_is_refused_with_its_scim_type_and_changes_nothing(service: Service, what: str) -> None:
    user_id = service.create(userName="alice", title="Dr", emails=[{"type": "work", "value": "w"}])
    before = service.resource("alice")
    operations, scim_type = BAD_PATCHES[what]
    answer = service.send("PATCH", f"{RFC}/{user_id}", {"Operations": operations})
    assert (answer.status, answer.json["scimType"]) == (400, scim_type)
    assert service.resource("alice") == before
