"""Explain says how each property came by its value."""

from typing import Any

from bridge.mapping import Alternative, Explanation, Step, parse

EMAIL = '{from: ["emails[not (type pr)].value", "emails[type eq \\"work\\"].value"], transforms: [trim, lower]}'
UNTYPED = "emails[not (type pr)].value"
WORK = 'emails[type eq "work"].value'


def explained(row: str, resource: dict[str, Any]) -> Explanation:
    (explanation,) = parse(f"version: 1\nproperties:\n  p: {row}", "m.yaml").explain(resource)
    return explanation


def test_the_alternative_taken_and_each_transform_are_shown() -> None:
    resource = {"emails": [{"value": ""}, {"type": "work", "value": " A@x"}]}
    assert explained(EMAIL, resource) == Explanation(
        property="p",
        outcome="value",
        value="a@x",
        taken=WORK,
        alternatives=(Alternative(UNTYPED, None, "said empty"), Alternative(WORK, " A@x", "")),
        steps=(Step("trim", " A@x", "A@x", ""), Step("lower", "A@x", "a@x", "")),
        reason=f"from {WORK}",
    )


def test_an_alternative_behind_the_taken_one_is_not_looked_at() -> None:
    explanation = explained(EMAIL, {"emails": [{"value": "a@x"}, {"type": "work", "value": "w@x"}]})
    assert [each.path for each in explanation.alternatives] == [UNTYPED]


def test_what_was_never_said_is_shown_as_left_alone() -> None:
    explanation = explained(EMAIL, {})
    assert (explanation.outcome, explanation.value, explanation.taken) == ("leave", None, None)
    assert explanation.reason == f"{UNTYPED} was never said; {WORK} was never said"


def test_what_was_said_empty_is_shown_as_cleared() -> None:
    explanation = explained("{from: [a, b], absent: clear}", {"a": ""})
    assert (explanation.outcome, explanation.value) == ("clear", "")
    assert explanation.reason == "a was said empty; b was never said"


def test_clearing_for_absent_clear_is_shown_as_such() -> None:
    explanation = explained("{from: a, absent: clear}", {})
    assert (explanation.outcome, explanation.value) == ("clear", "")
    assert explanation.reason == "a was never said; absent: clear"


def test_an_object_in_place_of_a_text_is_shown() -> None:
    explanation = explained("name", {"name": {"givenName": "Alice"}})
    assert (explanation.outcome, explanation.value) == ("leave", None)
    assert explanation.reason == "name is an object, no text; name one of its parts"


def test_a_list_in_place_of_a_text_is_shown() -> None:
    explanation = explained("emails", {"emails": [{"value": "a@x"}]})
    assert explanation.reason == "emails is a list, no text; name what of its entries, as in emails.value"


def test_a_transform_that_could_not_do_its_work_is_shown_with_the_reason() -> None:
    (step,) = explained("{from: a, transforms: [{e164: {region: CH}}]}", {"a": "(020) 7946 0958"}).steps
    assert step == Step(
        "e164 {region: CH}", "(020) 7946 0958", "(020) 7946 0958", "too long or too short for a number of +41"
    )


def test_a_value_that_is_no_phone_number_is_shown_with_the_reason() -> None:
    (step,) = explained("{from: a, transforms: [{e164: {region: CH}}]}", {"a": "ask me"}).steps
    assert step.after == "ask me"
    assert step.reason.startswith("no phone number: ")


def test_a_value_that_its_transforms_emptied_is_shown_as_cleared() -> None:
    explanation = explained("{from: a, transforms: [trim]}", {"a": "  "})
    assert (explanation.outcome, explanation.value) == ("clear", "")
    assert explanation.reason == "from a, which its transforms emptied"


def test_a_constant_is_shown_as_such() -> None:
    explanation = explained("{constant: WSO2}", {})
    assert (explanation.outcome, explanation.value, explanation.reason) == ("value", "WSO2", "a constant")
