"""What each transform does, and what it leaves."""

import json
from typing import Any

import pytest

from bridge.mapping import Step, parse
from bridge.mapping.kinds import KINDS


def mapped(row: str, resource: dict[str, Any]) -> dict[str, str]:
    return parse(f"version: 1\nproperties:\n  p: {row}", "m.yaml").contact(resource)


def done(transform: str, before: str) -> str:
    """Return what one transform makes of a text."""
    return mapped(f"{{from: a, transforms: [{transform}]}}", {"a": before})["p"]


def step(transform: str, before: str) -> Step:
    text = f"version: 1\nproperties:\n  p: {{from: a, transforms: [{transform}]}}"
    (explanation,) = parse(text, "m.yaml").explain({"a": before})
    return explanation.steps[0]


@pytest.mark.parametrize(
    ("transform", "before", "after"),
    [
        ("upper", "straße", "STRASSE"),
        ("title", "anna-lena VON ARX", "Anna-Lena Von Arx"),
        ("title", "jean d'arc o'brien", "Jean D'Arc O'Brien"),
        ("title", "o\u2019brien\u2019s", "O\u2019Brien\u2019s"),
        ("title", "anna's shop", "Anna's Shop"),
        ("title", "李 明", "李 明"),
        ("title", "élodie", "Élodie"),
        ("collapse", "  a \u00a0 b\n\tc ", "a b c"),
        ('{replace: {text: _, with: "-"}}', "de_CH_x", "de-CH-x"),
        ('{replace: {text: ".", with: ""}}', "1.000.000", "1000000"),
        ('{replace: {text: "a.c", with: x}}', "abc a.c", "abc x"),
        ('{split: {separator: "@", part: -1}}', "alice@example.com", "example.com"),
        ('{split: {separator: "@", part: 1}}', "alice@example.com", "alice"),
        ('{split: {separator: ", ", part: 2}}', "Doe, Alice", "Alice"),
        ('{split: {separator: "@", part: 2}}', "alice", "alice"),
        ('{split: {separator: "@", part: -2}}', "alice", "alice"),
        ("{truncate: {characters: 3}}", "\U0001f469bcdef", "\U0001f469bc"),
        ("{truncate: {characters: 9}}", "abc", "abc"),
        ("{country: {to: name}}", "ch", "Switzerland"),
        ("{country: {to: name}}", "Bolivia, Plurinational State of", "Bolivia"),
        ("{country: {to: alpha-2}}", " United States of America ", "US"),
        ("{country: {to: alpha-3}}", "GERMANY", "DEU"),
        ("{country: {to: name}}", "Atlantis", "Atlantis"),
        ("{country: {to: name}}", "756", "756"),
        ("{date: {to: date}}", "1990-05-01", "1990-05-01"),
        ("{date: {to: date}}", "1990-05-01T23:30:00-08:00", "1990-05-01"),
        ("{date: {to: date}}", "1.5.1990", "1.5.1990"),
        ("{date: {to: date, from: DD.MM.YYYY}}", "1.5.1990", "1990-05-01"),
        ("{date: {to: date, from: MM/DD/YYYY}}", "12/31/1999", "1999-12-31"),
        ("{date: {to: date, from: YYYYMMDD}}", "20260131", "2026-01-31"),
        ("{date: {to: date, from: DD.MM.YYYY}}", "31.2.1990", "31.2.1990"),
        ("{date: {to: date, from: DD.MM.YYYY}}", "1990-05-01", "1990-05-01"),
        ("{date: {to: datetime}}", "2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("{date: {to: datetime}}", "2026-01-02T03:04:05.6789Z", "2026-01-02T03:04:05.678Z"),
        ("{date: {to: datetime}}", "2026-01-02T03:04:05", "2026-01-02T03:04:05Z"),
        ("{date: {to: datetime}}", "2026-01-02", "2026-01-02T00:00:00Z"),
        ("{date: {to: datetime}}", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("{map: {table: {de: German}}}", "de", "German"),
        ("{map: {table: {de: German}}}", "DE", "DE"),
        ("{map: {table: {de: German}, default: other}}", "fr", "other"),
        ('{map: {table: {de: German}, default: ""}}', "fr", ""),
        ("{map: {table: {NO: Norway, 01: one}}}", "NO", "Norway"),
        ("{map: {table: {true: True}}}", "true", "true"),
    ],
)
def test_a_transform_does_its_work_or_leaves_the_value(transform: str, before: str, after: str) -> None:
    assert done(transform, before) == after


@pytest.mark.parametrize(
    ("transform", "before", "reason"),
    [
        ('{split: {separator: "@", part: 2}}', "alice", "has 1 part only"),
        ('{split: {separator: "@", part: 4}}', "a@b@c", "has 3 parts only"),
        ("{country: {to: name}}", "Atlantis", "no country that ISO 3166-1 knows by this name or code"),
        ("{date: {to: date}}", "soon", "no date of the form YYYY-MM-DD, with or without a time"),
        ("{date: {to: date, from: DD.MM.YYYY}}", "31.2.1990", "no date of the form DD.MM.YYYY"),
        ("{date: {to: datetime}}", "0001-01-01T00:00:00+14:00", "a time before the year 1 or after the year 9999"),
        ("{map: {table: {de: German}}}", "fr", "not in the table"),
    ],
)
def test_a_transform_that_cannot_do_its_work_says_why(transform: str, before: str, reason: str) -> None:
    assert step(transform, before).reason == reason


@pytest.mark.parametrize("name", KINDS)
def test_every_transform_can_be_written_as_its_example_says(name: str) -> None:
    mapping = parse(f"version: 1\nproperties:\n  p: {{from: a, transforms: [{KINDS[name].example}]}}", "m.yaml")
    assert mapping.contact({}) == {}


def test_a_value_that_was_emptied_goes_through_no_further_transform() -> None:
    row = "{from: a, transforms: [trim, {map: {table: {x: y}, default: other}}]}"
    assert mapped(row, {"a": "  "}) == {"p": ""}


@pytest.mark.parametrize(
    ("unfit", "contact"), [("keep", {"p": "Soon"}), ("leave", {}), ("clear", {"p": ""})], ids=["keep", "leave", "clear"]
)
def test_unfit_says_what_becomes_of_a_value_that_a_transform_cannot_work_on(
    unfit: str, contact: dict[str, str]
) -> None:
    row = f"{{from: a, transforms: [{{date: {{to: date}}}}, title], unfit: {unfit}}}"
    assert mapped(row, {"a": "soon"}) == contact


@pytest.mark.parametrize(
    ("row", "contact"),
    [
        ("{from: tags, transforms: [{join: {separator: ', '}}]}", {"p": "b, a"}),
        ("{from: tags.value, transforms: [{join: {separator: ', ', sort: true}}]}", {"p": "a, b"}),
        ("{from: 'tags[type eq \"x\"].value', transforms: [{join: {separator: ', '}}]}", {"p": "b"}),
        ("{from: tags.value, transforms: [upper, {join: {separator: ';'}}, lower]}", {"p": "b;a"}),
        (
            "{from: tags.value, transforms: [{map: {table: {a: one}, default: ''}}, {join: {separator: ;}}]}",
            {"p": "one"},
        ),
        ("{from: tags.value, transforms: [{map: {table: {a: one}}}, {join: {separator: ;}}]}", {"p": "b;one"}),
        (
            "{from: tags.value, transforms: [{map: {table: {a: one}}}, {join: {separator: ;}}], unfit: clear}",
            {"p": "one"},
        ),
        ("{from: tags.value, transforms: [{map: {table: {a: one}}}, {join: {separator: ;}}], unfit: leave}", {}),
        ("{from: tags.value, transforms: [{map: {table: {x: y}, default: ''}}, {join: {separator: ;}}]}", {"p": ""}),
    ],
)
def test_a_joining_makes_one_text_of_all_values(row: str, contact: dict[str, str]) -> None:
    assert mapped(row, {"tags": [{"value": "b", "type": "x"}, {"value": "a"}, {"value": "b"}]}) == contact


@pytest.mark.parametrize(
    ("tags", "contact"),
    [
        ("a", {"p": "a"}),
        (["b", "a"], {"p": "b;a"}),
        ([{}], {"p": ""}),
        ([{"value": ""}, {"value": "a"}], {"p": "a"}),
        ([], {}),
        ([{"type": "x"}], {}),
        ({"value": "a"}, {"p": "a"}),
        (None, {"p": ""}),
    ],
)
def test_a_joining_keeps_said_empty_and_never_said_apart(tags: Any, contact: dict[str, str]) -> None:
    assert mapped("{from: tags.value, transforms: [{join: {separator: ;}}]}", {"tags": tags}) == contact


def test_the_values_of_an_extension_are_joined() -> None:
    urn = "urn:scim:wso2:schema"
    row = f"{{from: '{urn}:tags', transforms: [{{join: {{separator: ;}}}}]}}"
    assert mapped(row, {urn: {"tags": ["b", {"value": "a"}]}}) == {"p": "b;a"}


def test_each_transform_of_several_values_is_explained() -> None:
    row = "{from: tags.value, transforms: [trim, {map: {table: {a: one}}}, {join: {separator: ;}}, upper]}"
    (explanation,) = parse(f"version: 1\nproperties:\n  p: {row}", "m.yaml").explain({"tags": [" a", "b"]})
    assert [(each.before, each.after, each.reason) for each in explanation.steps] == [
        (json.dumps([" a", "b"]), json.dumps(["a", "b"]), ""),
        (json.dumps(["a", "b"]), json.dumps(["one", "b"]), "not in the table"),
        (json.dumps(["one", "b"]), "one;b", ""),
        ("one;b", "ONE;B", ""),
    ]
    assert explanation.value == "ONE;B"
