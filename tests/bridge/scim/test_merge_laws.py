"""Laws of the merge: partial sends in any order change no attribute that none of them names."""

import asyncio
import copy
import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.directory import Directory
from bridge.scim.merge import apply
from bridge.scim.normal import normal
from bridge.scim.operation import Merge, Patch, PatchOperation, Replace, Resource
from bridge.storage import WriterStore, open_engine
from tests.bridge.scim.service import BASE, WSO2_1, WSO2_2, Service

texts = st.sampled_from(["", "x", "y", "Zoë", "Đorđević"])
types = st.sampled_from([None, "work", "Work", "home", "mobile"])


def entry(kind: str | None, value: str) -> Any:
    return value if kind is None else {"type": kind, "value": value}


@st.composite
def values_of(draw: st.DrawFn) -> list[Any]:
    """One value a slot, as the connectors send."""
    chosen = draw(st.lists(types, unique_by=lambda kind: kind and kind.casefold(), max_size=3))
    return [entry(kind, draw(texts)) for kind in chosen]


parts = st.fixed_dictionaries(
    {},
    optional={
        "title": st.none() | texts,
        "locale": texts,
        "shoeSize": st.integers() | texts,
        "name": st.none()
        | st.dictionaries(st.sampled_from(["givenName", "familyName", "nick"]), st.none() | texts, max_size=3),
        "emails": st.none() | values_of(),
        "phoneNumbers": values_of(),
        "urn:scim:wso2:schema": st.dictionaries(st.sampled_from(["country", "city"]), texts, max_size=2),
    },
)
"""A part of a user, as sent."""

EVERY_SLOT = "*"
Leaves = Mapping[tuple[str, ...], Any]


def said(part: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Return what a part says, leaf by leaf: the model that the merge is held against."""
    leaves: dict[tuple[str, ...], Any] = {}
    for name, value in part.items():
        if name in {"emails", "phoneNumbers"}:
            leaves.update(slots_said(name, value))
        elif isinstance(value, Mapping):
            leaves.update({(name, inner): "" if leaf is None else leaf for inner, leaf in value.items()})
        elif name == "name":
            leaves[name, EVERY_SLOT] = ""
        else:
            leaves[name,] = "" if value is None else value
    return leaves


def slots_said(name: str, entries: Any) -> dict[tuple[str, ...], Any]:
    if not entries:
        return {(name, EVERY_SLOT): ""}
    return {(name, slot(one)): one["value"] if isinstance(one, Mapping) else one for one in entries}


def slot(one: Any) -> str:
    return str(one.get("type", "")).casefold() if isinstance(one, Mapping) else ""


def after(sends: list[Mapping[str, Any]]) -> dict[tuple[str, ...], Any]:
    """Return the last value of each leaf, where saying every slot empty says each one."""
    leaves: dict[tuple[str, ...], Any] = {}
    for part in sends:
        for path, value in said(part).items():
            if path[-1] == EVERY_SLOT:
                leaves.update({known: "" for known in leaves if known[0] == path[0]})
            leaves[path] = value
    return leaves


def kept(resource: Resource) -> dict[tuple[str, ...], Any]:
    """Return the leaves of a resource."""
    leaves: dict[tuple[str, ...], Any] = {}
    for name, value in resource.items():
        if isinstance(value, list):
            leaves.update({(name, slot(one) if one else EVERY_SLOT): one.get("value", "") for one in value})
        elif isinstance(value, Mapping):
            leaves.update({(name, inner): leaf for inner, leaf in value.items()})
        else:
            leaves[name,] = value
    return leaves


def is_said_empty(leaves: Leaves, path: tuple[str, ...]) -> bool:
    """Tell whether a leaf is empty, by itself or because all that is not there was said empty."""
    return leaves.get(path) == "" or (path not in leaves and (path[0], EVERY_SLOT) in leaves) or path[-1] == EVERY_SLOT


def merged(sends: list[Mapping[str, Any]]) -> Resource:
    resource: Resource = {"userName": "alice"}
    for part in sends:
        resource = apply(resource, Merge(normal(part)))
    return resource


def without_blanks(leaves: Leaves) -> dict[tuple[str, ...], Any]:
    """Leave out what is empty for want of ever being said otherwise, such as the other parts of a name."""
    return {path: value for path, value in leaves.items() if value != "" and path != ("userName",)}


@settings(deadline=None, max_examples=50)
@given(st.lists(parts, max_size=6))
def test_each_attribute_is_what_the_last_send_that_names_it_said(sends: list[Mapping[str, Any]]) -> None:
    leaves, expected = kept(merged(sends)), after(sends)
    assert without_blanks(leaves) == without_blanks(expected)
    assert all(is_said_empty(leaves, path) for path, value in expected.items() if value == "")


@settings(deadline=None, max_examples=50)
@given(st.lists(parts, max_size=4), parts)
def test_a_send_repeated_changes_nothing(before: list[Mapping[str, Any]], part: Mapping[str, Any]) -> None:
    once = merged([*before, part])
    assert apply(once, Merge(normal(part))) == once


@settings(deadline=None, max_examples=50)
@given(parts, parts, st.lists(parts, max_size=2))
def test_sends_that_name_different_attributes_may_come_in_any_order(
    one: Mapping[str, Any], other: Mapping[str, Any], before: list[Mapping[str, Any]]
) -> None:
    rest = {name: value for name, value in other.items() if name not in one}
    assert kept(merged([*before, one, rest])) == kept(merged([*before, rest, one]))


@settings(deadline=None, max_examples=50)
@given(st.lists(parts, max_size=3), parts, st.booleans())
def test_nothing_is_changed_in_place(sends: list[Mapping[str, Any]], part: Mapping[str, Any], replaces: bool) -> None:
    resource = merged(sends)
    values = normal({**part, "userName": "alice"})
    before = copy.deepcopy((resource, values))
    apply(resource, Replace(values) if replaces else Merge(values))
    apply(resource, Patch((PatchOperation("add", None, part), PatchOperation("remove", "emails", None))))
    assert (resource, values) == before


@settings(deadline=None, max_examples=50)
@given(st.lists(parts, max_size=4), parts)
def test_a_resource_stays_in_normal_form(sends: list[Mapping[str, Any]], part: Mapping[str, Any]) -> None:
    resource = apply(merged(sends), Replace(normal({**part, "userName": "alice"})))
    assert "null" not in json.dumps(resource)
    for value in resource.values():
        if isinstance(value, list):
            assert all(isinstance(one, Mapping) for one in value)
            assert {} not in value[:-1]


@settings(deadline=None, max_examples=50)
@given(st.lists(parts, max_size=4), parts)
def test_a_replacement_leaves_what_it_says_and_empties_the_rest(
    sends: list[Mapping[str, Any]], part: Mapping[str, Any]
) -> None:
    before = merged(sends)
    resource = apply(before, Replace(normal({**part, "userName": "alice"})))
    assert without_blanks(kept(resource)) == without_blanks(after([part]))
    assert kept(before).keys() - {path for path in kept(before) if path[0] in {"emails", "phoneNumbers"}} <= (
        kept(resource).keys()
    )


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["scim", "scim2", "again"]), parts), max_size=5))
def test_over_http_both_connectors_change_only_what_they_name(sends: list[tuple[str, Mapping[str, Any]]]) -> None:
    service = Service()
    user_id = service.create(userName="alice")
    for connector, part in sends:
        body = {**part, "userName": "alice"}
        if connector == "again":
            answer = service.send("POST", BASE, body, WSO2_1)
        elif connector == "scim":
            answer = service.send("PATCH", f"{BASE}/{user_id}", body, WSO2_1)
        else:
            answer = service.send("PUT", f"{BASE}/{user_id}", body, WSO2_2)
        assert answer.status in {200, 201}
    expected = after([part for _, part in sends])
    assert without_blanks(kept(service.resource("alice"))) == without_blanks(expected)
    service.store.close()


def test_sends_at_once_lose_nothing() -> None:
    names = [f"x{number}" for number in range(40)]
    made = Service()
    store = WriterStore(open_engine("sqlite://"))
    directory = Directory(store, made.seams, lambda: None)

    async def at_once() -> list[int]:
        sends = (directory.create("alice", Merge({name: name, "userName": "alice"}), "c") for name in names)
        return sorted(user.version for user in await asyncio.gather(*sends))

    versions = asyncio.run(at_once())
    user = asyncio.run(directory.by_name("alice"))
    store.close()
    made.store.close()
    assert user is not None
    assert user.resource == {"userName": "alice", **{name: name for name in names}}
    assert all(later == earlier + 1 for earlier, later in pairwise(versions))
