"""Crowds: the same again from the same seed, from everywhere, and awkward in every way."""

import json
import re
from itertools import islice
from typing import Any

import pytest

from harness.corpora import faker, wire
from harness.corpora.awkward import AWKWARD
from harness.corpora.lands import LANDS
from harness.corpora.order import read_order


def crowd(argument: str) -> list[dict[str, Any]]:
    return list(faker(argument))


def test_the_same_seed_makes_the_same_people() -> None:
    assert crowd("200?seed=7") == crowd("200?seed=7&locales=all")


def test_another_seed_makes_other_people() -> None:
    assert crowd("20?seed=7") != crowd("20?seed=8")


def test_a_larger_crowd_begins_as_a_smaller_one() -> None:
    assert crowd("200?seed=7")[:50] == crowd("50?seed=7")


def test_a_crowd_is_made_as_it_is_asked_for() -> None:
    assert len(list(islice(faker("10000000"), 10))) == 10


def test_no_two_people_have_one_user_name() -> None:
    names = [user["userName"].partition("/")[2].lower() or user["userName"].lower() for user in crowd("5000?seed=1")]
    assert len(set(names)) == 5000


def test_a_crowd_comes_from_more_than_30_locales() -> None:
    found = {user["preferredLanguage"].strip() for user in crowd("5000") if "preferredLanguage" in user}
    assert found >= set(LANDS)
    assert len(LANDS) > 30


def test_a_crowd_comes_from_the_locales_that_are_asked_for() -> None:
    found = {user.get("preferredLanguage", "").strip()[:2] for user in crowd("100?locales=de_CH,ja_JP")}
    assert found == {"de", "ja", ""}


def test_every_user_can_be_sent_as_json() -> None:
    assert all(json.loads(json.dumps(user)) == user for user in crowd("1000"))


def test_a_crowd_is_awkward_in_every_way() -> None:
    users = crowd("3000")
    texts = [json.dumps(user, ensure_ascii=False) for user in users]
    assert sum("emails" not in user for user in users) > 10
    assert sum("familyName" not in user["name"] for user in users) > 10
    assert sum(len(user["name"].get("familyName", "")) == 300 for user in users) > 10
    assert sum(len(user.get("phoneNumbers", ())) == 5 for user in users) > 10
    assert sum(len(user.get("addresses", ())) == 3 for user in users) > 10
    for sign in (
        "O'Brien",
        "O\u2019Brien",
        "محمد",
        "🎉",
        "ext. 42",
        "+news@",
        "@Example.COM",
        "EU.EXAMPLE/",
        '""',
        "  ",
    ):
        assert any(sign in text for text in texts), sign


def test_each_awkwardness_has_a_twist() -> None:
    assert len(AWKWARD) == 18


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ("", "'' is no number of people; write 1 to 10000000, as in faker:10000"),
        ("0", "'0' is no number of people"),
        ("many", "'many' is no number of people"),
        ("10?sed=7", "'sed' is no option (did you mean seed?); there are seed, locales"),
        ("10?locales=de_CHE", "there is no locale 'de_CHE' (did you mean de_CH?); write all, or some of ar_SA"),
    ],
)
def test_an_order_that_cannot_be_met_is_refused(argument: str, error: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(error)}"):
        read_order(argument)


def test_the_recordings_of_wso2_s_connectors_are_a_corpus() -> None:
    users = list(wire("tests/wire"))
    assert len(users) > 10
    assert {"userName": "alice", "name": {"givenName": "Alicia"}, "schemas": ["urn:scim:schemas:core:1.0"]} in users


def test_a_folder_without_recordings_is_refused() -> None:
    with pytest.raises(ValueError, match=r"there are no recordings in nowhere; write wire:FOLDER"):
        list(wire("nowhere"))


def test_files_that_are_no_recordings_are_refused() -> None:
    with pytest.raises(ValueError, match=r"is no file of recordings"):
        list(wire("tests/harness/identity_server/configure/shapes"))
