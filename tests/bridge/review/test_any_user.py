"""What holds for the difference of any two mappings, for any user: laws, with the smallest user that breaks one."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.mapping import Mapping, load, parse
from bridge.mapping.diff import Comparison, Tally
from bridge.mapping.diff.grade import rule_for
from bridge.review.difference import count
from bridge.review.users import as_kept
from harness.corpora import faker
from tests.bridge.review.strategies import texts, users

PHONE = "phoneNumbers[not (type pr)].value"
ROWS = [
    ["firstname: name.givenName", "firstname: {from: [name.givenName, userName], transforms: [trim, title]}"],
    ["email: emails.value", "email: {from: emails.value, transforms: [trim, lower], absent: clear}", "email: userName"],
    [f"phone: '{PHONE}'", f"phone: {{from: ['{PHONE}'], transforms: [trim, {{e164: {{region: CH}}}}], unfit: leave}}"],
    ["country: addresses.country", "country: {from: addresses.country, transforms: [{country: {to: alpha-2}}]}"],
    ["all_groups: {from: groups.display, transforms: [{join: {separator: ';', sort: true}}]}"],
    ["source: {constant: WSO2}", "source: {constant: WSO2, only_on_create: true}"],
]
SCOPES = ["", 'scope: userType eq "customer"\n', "scope: emails pr\n"]


def mapping(scope: str, rows: list[str]) -> Mapping:
    return parse(f"version: 1\n{scope}properties:\n" + "".join(f"  {row}\n" for row in rows), "m.yaml")


some_rows = st.tuples(*(st.sampled_from([*rows, ""]) for rows in ROWS)).map(lambda found: [row for row in found if row])
mappings = st.builds(mapping, st.sampled_from(SCOPES), some_rows.filter(bool))

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no finding."""


@patient
@given(mappings, users)
def test_a_mapping_differs_from_itself_for_nobody(one: Mapping, user: dict[str, Any]) -> None:
    assert Comparison(one, one).of(user) == ("identical", ())


@patient
@given(mappings, mappings, users)
def test_the_changes_are_the_difference_of_the_two_contacts(old: Mapping, new: Mapping, user: dict[str, Any]) -> None:
    move, changes = Comparison(old, new).of(user)
    was, now = old.in_scope(user), new.in_scope(user)
    before = old.contact(user) if was else {}
    after = new.contact(user) if now else {}
    assert (move == "entered", move == "left") == (now and not was, was and not now)
    told = {each.property: (each.old, each.new) for each in changes if each.what not in {"frozen", "thawed"}}
    names = before.keys() | after.keys()
    assert told == {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
    for each in changes:
        expected = {(True, True): "changed", (False, True): "added", (True, False): "removed"}
        if each.what in expected.values():
            assert each.what == expected[each.property in before, each.property in after]


@patient
@given(mappings, mappings, st.lists(users, max_size=5))
def test_the_counts_add_up(old: Mapping, new: Mapping, several: list[dict[str, Any]]) -> None:
    tally = count(old, new, several)
    assert sum(tally.moves.values()) == tally.users == len(several)
    assert tally.losers <= tally.users
    for each in tally.properties:
        assert sum(cell.users for cell in each.cells) == each.users <= tally.users


@given(texts, texts)
def test_every_difference_of_two_values_has_a_rule(old: str, new: str) -> None:
    for before, after in ((old, new), (None, new), (old, None)):
        if before != after:
            assert rule_for(before, after).grade in {"safe", "lossy"}


@pytest.mark.parametrize("argument", ["2000?seed=3"])
def test_the_default_mapping_takes_whoever_a_crowd_has(argument: str) -> None:
    default, tally = load(None), Tally()
    for user in faker(argument):
        kept = as_kept(user)
        assert isinstance(default.contact(kept), dict)
        tally.add(kept["userName"], *Comparison(default, default).of(kept))
    assert tally.moves["identical"] == 2000
