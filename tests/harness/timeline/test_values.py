"""Values by their paths, and what differs."""

from harness.timeline.values import brief, difference, leaves, pairs


def test_a_resource_s_values_are_named_by_path_and_type() -> None:
    resource = {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "name": {"givenName": "Alice"},
        "emails": ["a@example.com"],
        "phoneNumbers": [{"value": "+41"}, {"type": "mobile", "value": "+42"}],
    }
    assert leaves(resource) == {
        "name.givenName": "Alice",
        "emails": "a@example.com",
        "phoneNumbers": "+41",
        "phoneNumbers[mobile]": "+42",
    }


def test_two_values_of_one_list_are_told_apart() -> None:
    assert leaves({"emails": ["a", "b"]}) == {"emails": "a", "emails[1]": "b"}


def test_a_bare_string_and_its_normal_form_do_not_differ() -> None:
    assert difference({"emails": ["a"]}, {"emails": [{"value": "a"}]}) == {}


def test_what_vanished_and_what_came_are_in_the_difference() -> None:
    before, after = {"name": {"familyName": "Doe"}}, {"name": {"givenName": "Al"}}
    assert difference(before, after) == {"name.familyName": ("Doe", ""), "name.givenName": ("", "Al")}


def test_nothing_has_no_values() -> None:
    assert leaves({}) == leaves(None) == {}
    assert difference(None, {"active": True}) == {"active": ("", "True")}


def test_a_long_value_is_cut_in_a_title() -> None:
    assert len(brief("x" * 100)) == 60
    assert pairs({"a": None, "b": 1}) == "a=, b=1"
