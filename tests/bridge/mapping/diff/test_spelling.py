"""Which texts are the same value in another spelling, and which only look so."""

import pytest

from bridge.mapping.diff.grade import rule_for


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("079 123 45 67", "+41791234567", "phone spelling"),
        ("0041 79 123 45 67", "+41791234567", "phone spelling"),
        ("+41 (0)79 123 45 67", "+41791234567", "phone spelling"),
        ("+41 79 123 45 67", "0041791234567", "phone spelling"),
        ("(044) 123-45-67", "0441234567", "phone spelling"),
        ("06 6982 0000", "+390669820000", "phone spelling"),
        ("8 912 345-67-89", "+79123456789", "phone spelling"),
        ("+351912345678", "+51912345678", "replaced"),
        ("+919876543210", "+19876543210", "replaced"),
        ("+41791234567", "079 123 45 67", "shortened"),
        ("+41-791234567", "791234567", "shortened"),
        ("987123456", "123456", "shortened"),
        ("123456", "987123456", "replaced"),
        ("00123456", "123456", "shortened"),
        ("12345.67", "1234567", "replaced"),
        ("-123456", "123456", "shortened"),
        ("2026-11-24", "20261124", "replaced"),
        ("2026-11-24", "26-11-24", "shortened"),
    ],
)
def test_a_phone_number_is_the_same_only_where_its_country_is_not_lost_or_changed(
    old: str, new: str, rule: str
) -> None:
    assert rule_for(old, new).name == rule


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("31.1.1990", "1990-01-31", "date spelling"),
        ("1/31/1990", "1990-01-31", "date spelling"),
        ("1990-01-31", "31/01/1990", "date spelling"),
        ("5.5.1990", "1990-05-05", "date spelling"),
        ("1.2.1990", "1990-02-01", "replaced"),
        ("31.1.1990", "1991-01-31", "replaced"),
        ("31.1.90", "1990-01-31", "replaced"),
        ("1990-01-31T10:00:00Z", "1990-01-31", "shortened"),
    ],
)
def test_a_date_is_the_same_only_where_day_and_month_cannot_be_mistaken(old: str, new: str, rule: str) -> None:
    assert rule_for(old, new).name == rule


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("b;a", "a;b", "spelling"),
        ("a;b", "a;b;c", "more options"),
        ("a;b;c", "c;a", "shortened"),
        ("a;b", "a;c", "replaced"),
    ],
)
def test_options_count_and_not_their_order(old: str, new: str, rule: str) -> None:
    assert rule_for(old, new).name == rule
