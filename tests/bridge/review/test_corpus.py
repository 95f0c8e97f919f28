"""A corpus of users: read line by line, each user as the bridge would keep it, each bad line named."""

import io
import json
import re
import sys
import tracemalloc
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import WrongUse
from bridge.review.corpus import read_users
from bridge.review.users import as_kept
from bridge.scim.errors import ScimError
from bridge.scim.merge import apply
from bridge.scim.resource import whole

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def corpus(tmp_path: Path, *lines: object) -> str:
    file = tmp_path / "users.jsonl"
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return str(file)


def test_each_line_is_a_user_as_the_bridge_would_keep_it(tmp_path: Path) -> None:
    line = {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "USERNAME": "anna",
        "password": "secret",
        "emails": ["Anna@Example.com"],
        "phoneNumbers": {"type": "mobile", "value": "1"},
        f"{ENTERPRISE}:organization": "Example",
    }
    (user,) = read_users(corpus(tmp_path, line))
    assert user.name == "anna"
    assert user.resource == {
        "userName": "anna",
        "emails": [{"value": "Anna@Example.com"}],
        "phoneNumbers": [{"type": "mobile", "value": "1"}],
        ENTERPRISE: {"organization": "Example"},
    }


def test_a_user_that_the_bridge_kept_is_read_as_it_is(tmp_path: Path) -> None:
    kept = {"userName": "a", "emails": [{"type": "work", "value": "w@x"}, {}], "name": {"givenName": ""}}
    assert [user.resource for user in read_users(corpus(tmp_path, kept))] == [kept]


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    given_ = corpus(tmp_path, "\ufeff" + json.dumps({"userName": "a"}), "", "  ", {"userName": "b"})
    assert [user.name for user in read_users(given_)] == ["a", "b"]


def test_a_corpus_comes_by_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"userName": "a"}\n')))
    assert [user.name for user in read_users("-")] == ["a"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "is no JSON: Expecting property name enclosed in double quotes at column"),
        ("{} {}", "is no JSON: Extra data at column 4; write one SCIM user a line"),
        ("[1]", "is JSON but no user; write an object with a userName"),
        ('"anna"', "is JSON but no user; write an object with a userName"),
        ("{}", "is no user: the userName is missing; write it, as it says whose attributes these are"),
        ('{"userName": 7}', "is no user: 'userName' must be a JSON string; write it in double quotes"),
        ('{"userName": "a", "name": "Anna"}', "is no user: 'name' must be a JSON object; write its sub-attributes"),
        ('{"userName": "a", "userName": "b"}', "is no JSON: 'userName' stands twice"),
        ('{"userName": "a", "title": NaN}', "is no JSON: NaN is no number"),
        ('{"userName": "a", "title": "\\ud800"}', "a text holds half a surrogate pair"),
        ('{"userName": "a", "x": ' + "[" * 30 + "]" * 30 + "}", "it nests more than 20 levels"),
        ('{"userName": "a", "password": "b", }', "is not JSON"),
    ],
)
def test_a_line_that_is_no_user_is_named_with_its_number(tmp_path: Path, line: str, error: str) -> None:
    given_ = corpus(tmp_path, {"userName": "first"}, line)
    with pytest.raises(WrongUse) as raised:
        list(read_users(given_))
    assert str(raised.value).startswith(f"{given_}:2: {error}")
    assert "\n" not in str(raised.value)


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "users.jsonl"
    file.write_bytes(b'{"userName": "\xe4"}')
    with pytest.raises(WrongUse, match=":1: is not UTF-8; save the file as UTF-8"):
        list(read_users(str(file)))


def test_a_line_beyond_all_measure_is_not_read_whole(tmp_path: Path) -> None:
    given_ = corpus(tmp_path, {"userName": "a", "photos": ["x" * 2_000_000]})
    with pytest.raises(WrongUse, match=":1: is over 1048576 bytes"):
        list(read_users(given_))


def test_a_corpus_without_users_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=":1: has no user in it"):
        list(read_users(corpus(tmp_path, "")))


def test_a_corpus_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"nobody.jsonl:1: cannot be read: No such file or directory; name a file"):
        list(read_users(str(tmp_path / "nobody.jsonl")))


def test_memory_does_not_grow_with_the_number_of_users(tmp_path: Path) -> None:
    def most(count: int) -> int:
        given_ = corpus(tmp_path, *({"userName": f"user{number}", "title": "x" * 500} for number in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in read_users(given_)) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(2000) < most(200) + 50_000


def made(argument: str) -> Iterator[dict[str, Any]]:
    count = int(argument)
    yield from ({"userName": f"{number}"} for number in range(count))


@pytest.fixture
def generators(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "made": EntryPoint("made", "made_users:made", "bridge.corpora"),
        "gone": EntryPoint("gone", "no_such_package:users", "bridge.corpora"),
    }
    module = sys.modules[__name__]
    monkeypatch.setitem(sys.modules, "made_users", module)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: list(found.values()) if group else [])


@pytest.mark.usefixtures("generators")
def test_a_corpus_can_be_made_by_another_package() -> None:
    assert [user.name for user in read_users("made:3")] == ["0", "1", "2"]


@pytest.mark.usefixtures("generators")
@pytest.mark.parametrize(
    ("given_", "error"),
    [
        ("mad:3", "mad:3:1: there is no such file, and no generator 'mad'; there are gone, made"),
        ("gone:3", "gone:3:1: needs no_such_package, which is not here; pip install '.[harness]' brings it"),
        ("made:x", "made:x:1: invalid literal"),
        ("made:0", "made:0:1: gives no user; ask for one at least"),
    ],
)
def test_a_generator_that_cannot_be_used_is_refused(given_: str, error: str) -> None:
    with pytest.raises(WrongUse) as raised:
        list(read_users(given_))
    assert str(raised.value).startswith(error)


texts = st.sampled_from(["", "a", "Work", "work", "a@x", " ", "EU/a", "/"]) | st.text(max_size=3)
values = texts | st.booleans() | st.none() | st.integers(0, 3)
parts = st.dictionaries(
    st.sampled_from(["value", "type", "primary", "country", "Value", "givenName", "x", "schemas"]), values
)
entries = st.lists(values | parts | st.just({}), max_size=3)
names = st.sampled_from(
    [
        *("userName", "username", "title", "active", "name", "emails", "phoneNumbers", "addresses", "groups", "id"),
        *("password", "custom", "Emails", ENTERPRISE, f"{ENTERPRISE}:organization", "urn:scim:schemas:core:1.0"),
        *("urn:scim:wso2:schema", "urn:scim:schemas:core:1.0:title", f"{ENTERPRISE}:manager", "Urn:x:y", "customName"),
    ]
)
users = st.dictionaries(names, values | parts | entries, max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(users, texts)
def test_the_quick_way_gives_what_the_bridge_s_own_code_gives(user: dict[str, Any], name: str) -> None:
    document = {"userName": name, **user}
    if any(isinstance(value, list) and {} in value for value in document.values()):
        return  # the directory's mark has no form on the wire
    try:
        user_name, operation = whole(document, merges=True)
        expected = {"userName": user_name, **apply({}, operation)}
    except ScimError as error:
        with pytest.raises(ScimError, match=f"^{re.escape(error.detail)}$"):
            as_kept(document)
        return
    assert as_kept(document) == expected
