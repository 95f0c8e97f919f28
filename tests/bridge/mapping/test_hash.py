"""The hash follows the meaning of a mapping and nothing else."""

import pytest

from bridge.mapping import load, parse

ORIGINAL = """
version: 1
properties:
  firstname: name.givenName
  email: {from: ["emails[not (type pr)].value"], transforms: [trim, {e164: {region: CH}}]}
  source: {constant: WSO2}
"""


def hash_of(text: str) -> str:
    return parse(text, "m.yaml").hash


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1", "# a comment\nversion: 1"),
        ("firstname: name.givenName", "firstname: {from: [name.givenName], absent: leave, transforms: []}"),
        ("firstname: name.givenName", "firstname:\n    from: 'NAME.givenname'"),
        ("[not (type pr)]", "[ not(type   pr) ]"),
        ("WSO2", '"WSO2"'),
        ("region: CH", "region: ch"),
        ("  source: {constant: WSO2}\n", ""),
    ],
)
def test_the_hash_is_the_same_for_another_layout(before: str, after: str) -> None:
    changed = ORIGINAL.replace(before, after)
    if not after:
        changed = changed.replace("properties:\n", f"properties:\n{before}")
    assert changed != ORIGINAL
    assert hash_of(changed) == hash_of(ORIGINAL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("firstname: name.givenName", "firstname: name.familyName"),
        ("firstname: name.givenName", "firstname: {from: name.givenName, absent: clear}"),
        ("firstname:", "lastname:"),
        ("[trim, {e164: {region: CH}}]", "[{e164: {region: CH}}, trim]"),
        ("region: CH", "region: FR"),
        ("WSO2", "wso2"),
        ("  source: {constant: WSO2}\n", ""),
    ],
)
def test_the_hash_is_another_for_another_meaning(before: str, after: str) -> None:
    changed = ORIGINAL.replace(before, after)
    assert changed != ORIGINAL
    assert hash_of(changed) != hash_of(ORIGINAL)


def test_the_hash_of_the_packaged_mapping_is_the_same_each_time() -> None:
    assert load(None).hash == load(None).hash
