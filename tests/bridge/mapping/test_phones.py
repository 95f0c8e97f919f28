"""The short way to E.164 and the library's agree, whatever is typed."""

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bridge.mapping.phone import parsed, plain, regions

REGIONS = sorted(regions())
EXAMPLES = [
    (region, phonenumbers.format_number(number, form))
    for region in REGIONS
    for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE)
    if (number := phonenumbers.example_number_for_type(region, kind)) is not None
    for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
]
CHARACTERS = "+0123456789 ()-./"
edits = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["", *CHARACTERS])), max_size=3)


def edited(number: str, changes: list[tuple[int, str]]) -> str:
    """Return a number with letters put in, or taken out where there is nothing to put in."""
    for at, letter in changes:
        number = number[:at] + letter + number[at + (not letter) :]
    return number


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(EXAMPLES), edits)
def test_a_number_that_the_short_way_takes_is_what_the_library_makes_of_it(
    example: tuple[str, str], changes: list[tuple[int, str]]
) -> None:
    region, number = example[0], edited(example[1], changes)
    short = plain(number, region)
    assert short is None or short == parsed(number, region)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(EXAMPLES), st.sampled_from(REGIONS), st.sampled_from(["00", "00 ", "0", "011"]), edits)
def test_a_number_dialled_from_abroad_is_read_alike_too(
    example: tuple[str, str], region: str, prefix: str, changes: list[tuple[int, str]]
) -> None:
    number = edited(prefix + example[1].removeprefix("+"), changes)
    short = plain(number, region)
    assert short is None or short == parsed(number, region)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(REGIONS), st.text(CHARACTERS, min_size=5, max_size=18))
def test_a_number_that_nobody_has_is_read_alike_too(region: str, number: str) -> None:
    short = plain(number, region)
    assert short is None or short == parsed(number, region)


def test_the_short_way_takes_the_numbers_of_most_countries() -> None:
    abroad = [(region, number) for region, number in EXAMPLES if number.startswith("+")]
    assert sum(plain(number, region) is not None for region, number in abroad) > len(abroad) * 0.9
    assert plain("079 123 45 67", "CH") == "+41791234567"
    assert plain("030 123-4567", "DE") == "+49301234567"
    assert plain("0041 79 123 45 67", "DE") == "+41791234567"
