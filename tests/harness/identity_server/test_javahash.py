"""Java's order of keys, and org.json's text."""

import pytest

from harness.identity_server.simulator.provisioning.javahash import hash_code, hash_order, write


@pytest.mark.parametrize(
    ("text", "code"),
    [("", 0), ("abc", 96354), ("Zoë", 90 * 961 + 111 * 31 + 235), ("\U0001f600", 0xD83D * 31 + 0xDE00)],
)
def test_a_hash_code_is_that_of_java_over_utf_16(text: str, code: int) -> None:
    assert hash_code(text) == code


def test_a_hash_code_wraps_at_32_bits() -> None:
    assert hash_code("polygenelubricants") == 0x80000000


def test_keys_of_one_bucket_keep_the_order_of_their_insertion() -> None:
    assert hash_order(["userName", "title"]) == ["userName", "title"]
    assert hash_order(["title", "userName"]) == ["title", "userName"]


def test_more_than_twelve_keys_are_spread_over_a_table_of_thirty_two() -> None:
    letters = [chr(code) for code in range(ord("p"), ord("p") + 13)]
    assert hash_order(letters) == sorted(letters, key=lambda letter: ord(letter) % 32)
    assert hash_order(letters[:12]) == sorted(letters[:12], key=lambda letter: ord(letter) % 16)


def test_json_is_written_as_org_json_writes_it() -> None:
    assert write({"title": 'a "b" </c>\n', "emails": [], "name": {"x": True}}) == (
        '{"emails":[],"name":{"x":true},"title":"a \\"b\\" <\\/c>\\n"}'
    )
    assert write("Zoë \x85 \u2028 \U0001f600") == '"Zoë \\u0085 \\u2028 \U0001f600"'
