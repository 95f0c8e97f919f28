"""SCIM values as paths, and PATCH upon them."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.identity_server.simulator.errors import ScimRefusal
from harness.identity_server.simulator.scim.paths import flatten, patched

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
USER = {
    "name.givenName": "Alice",
    "emails": "a@x.ch",
    "emails.work": "w@x.ch",
    "phoneNumbers": "1",
    f"{ENTERPRISE}:country": "CH",
}


def after(*operations: dict[str, Any], keeps: bool = False) -> dict[str, str]:
    """Return the user after operations."""
    return patched(USER, list(operations), keeps_plain_phones=keeps).paths


def test_entries_are_flattened_by_type_and_the_last_of_a_type_wins() -> None:
    entries = [{"type": "mobile", "value": "1"}, "", {"type": "mobile", "value": "2"}, "3", {"value": "4"}]
    assert flatten({"phoneNumbers": entries}).paths == {"phoneNumbers": "3,4", "phoneNumbers.mobile": "2"}


def test_read_only_and_secret_attributes_are_no_paths() -> None:
    given = {"id": "1", "meta": {"created": "x"}, "password": "x", "roles": ["x"], "userName": "x", "title": None}
    assert flatten(given).paths == {"title": ""}


def test_the_core_urn_is_no_part_of_a_path() -> None:
    assert flatten({CORE: {"name": {"givenName": "A"}}}).paths == {"name.givenName": "A"}


def test_add_keeps_what_it_does_not_name() -> None:
    assert after({"op": "add", "value": {"emails": ["b@x.ch"]}}) == {**USER, "emails": "b@x.ch"}


def test_replace_takes_away_what_a_list_does_not_name() -> None:
    assert "emails.work" not in after({"op": "replace", "value": {"emails": ["b@x.ch"]}})


def test_replace_of_a_typed_path_changes_only_that_type() -> None:
    changed = after({"op": "Replace", "path": 'emails[type eq "work"].value', "value": "n@x.ch"})
    assert changed == {**USER, "emails.work": "n@x.ch"}


def test_plain_phones_are_kept_if_so_set_unless_they_are_named() -> None:
    mobile = {"op": "replace", "value": {"phoneNumbers": [{"type": "mobile", "value": "2"}]}}
    assert "phoneNumbers" not in after(mobile)
    assert after(mobile, keeps=True)["phoneNumbers"] == "1"
    assert after({"op": "replace", "path": "phoneNumbers", "value": "9"}, keeps=True)["phoneNumbers"] == "9"


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("name.givenName", "name.givenName"),
        ("name", "name.givenName"),
        ('emails[type eq "work"]', "emails.work"),
        (f"{ENTERPRISE}:country", f"{ENTERPRISE}:country"),
        (f"{CORE}:name.givenName", "name.givenName"),
    ],
)
def test_remove_takes_one_path_away(path: str, gone: str) -> None:
    assert after({"op": "remove", "path": path}) == {key: value for key, value in USER.items() if key != gone}


@pytest.mark.parametrize("path", ["", "a b", "emails[type eq", "x[y eq 1]"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ScimRefusal, match="is not a path") as refusal:
        after({"op": "remove", "path": path})
    assert refusal.value.scim_type == "invalidPath"


TEXTS = st.sampled_from(
    ["add", "replace", "remove", "emails", "name.givenName", 'emails[type eq "work"]', "type", "value"]
)
JSON = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.sampled_from([CORE, ENTERPRISE]), inner),
    max_leaves=8,
)
OPERATION = st.fixed_dictionaries({}, optional={"op": JSON, "path": JSON, "value": JSON})


@given(st.lists(OPERATION, max_size=3))
def test_any_operations_are_applied_or_refused(operations: list[dict[str, Any]]) -> None:
    paths: dict[str, str] = {}
    with suppress(ScimRefusal):
        paths = patched(USER, operations, keeps_plain_phones=False).paths
    assert all(isinstance(value, str) and value for value in paths.values())
