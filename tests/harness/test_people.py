"""Persons are whole, unique, and the same again for the same seed and test."""

import re

import pytest

from harness.people import AWKWARD, People

PHONE = re.compile(r"^\s*(?:\+?(\d{1,3}))?[-. (]*(\d{3})[-. )]*(\d{3})[-. ]*(\d{4})(?: *x(\d+))?\s*$")


def test_a_user_name_fits_every_release() -> None:
    people = People("1", "a test")
    for _ in range(200):
        assert re.fullmatch(r"[A-Za-z0-9]{5,30}", people.new().user_name)


def test_the_numbers_fit_the_pattern_of_the_forms() -> None:
    people = People("1", "a test")
    for _ in range(50):
        person = people.new()
        assert PHONE.match(person.phone)
        assert PHONE.match(person.mobile)


def test_the_same_seed_and_test_meet_the_same_people() -> None:
    assert People("1", "a test").new() == People("1", "a test").new()


def test_another_seed_meets_other_people() -> None:
    assert People("1", "a test").new().user_name != People("2", "a test").new().user_name


def test_no_two_people_share_a_user_name_or_an_email() -> None:
    people = [People("1", test).new() for test in ("a", "b", "c")] + [one := People("1", "d").new()]
    assert one in people
    assert len({person.user_name for person in people}) == 4
    assert len({person.email for person in people}) == 4


def test_people_of_one_test_differ() -> None:
    people = People("1", "a test")
    made = [people.new() for _ in range(20)]
    assert len({person.user_name for person in made}) == 20
    assert people.met == tuple(made)


@pytest.mark.parametrize("twist", sorted(AWKWARD))
def test_an_awkward_person_still_fits_the_form(twist: str) -> None:
    person = People("1", "a test").new(twist)
    assert re.fullmatch(r"[A-Za-z0-9]{5,30}", person.user_name)
    assert not set('<>`"') & set(person.given_name + person.family_name)
    assert re.fullmatch(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,4}", person.email)


def test_a_twist_changes_the_person() -> None:
    plain = People("1", "a test").new()
    assert all(People("1", "a test").new(twist) != plain for twist in AWKWARD)


def test_a_person_never_shows_the_password() -> None:
    person = People("1", "a test").new()
    assert person.password not in repr(person)
