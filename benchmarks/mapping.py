"""Users mapped a second on one core, and what decoding their JSON costs: ``python benchmarks/mapping.py`` (about 20 s).

No two users are alike, and none is mapped twice by the same mapping in one round. The share is the time of mapping as
a part of that of decoding: 1.0 is as long. Ends with 1 if a promise is not kept.
"""

import json
import random  # noqa: TID251 - a seeded generator, so that every run has the same users
import sys
import time  # noqa: TID251 - the processor's time, which other work on the machine does not use up
import timeit
from collections.abc import Callable
from typing import Any

import phonenumbers

from bridge.mapping import Mapping, load, parse

ROUNDS = 5
USERS = 20_000
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

SIMPLE = """
version: 1
properties:
  firstname: name.givenName
  lastname: {from: name.familyName, transforms: [collapse]}
  email: {from: ["emails[not (type pr)].value", "emails[type eq \\"work\\"].value"], transforms: [trim, lower]}
  phone: {from: ["phoneNumbers[not (type pr)].value"], transforms: [trim]}
  mobilephone: {from: ["phoneNumbers[type eq \\"mobile\\"].value"], transforms: [trim]}
  jobtitle: title
"""
PHONES = SIMPLE.replace("transforms: [trim]}", "transforms: [trim, {e164: {region: CH}}]}")
NAMES = ("Anna", "Zoë", "Jean-Luc", "Đorđe", "李", "Maximilian", "O'Brien", "von Arx", "Müller", "Smith")
REGIONS = ("CH", "CH", "CH", "DE", "FR", "GB", "US", "IT")


def phone(chance: random.Random) -> str:
    """Return a number as somebody types it: two in three with their country's code, the rest as at home."""
    region = chance.choice(REGIONS)
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    number.national_number += chance.randrange(1_000_000)
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, chance.choice((forms.E164, forms.INTERNATIONAL, forms.NATIONAL)))


def person(number: int, chance: random.Random) -> dict[str, Any]:
    """Return a user in the directory's normal form; every third has more than the registration form asks for."""
    first, last = chance.choice(NAMES), chance.choice(NAMES)
    user: dict[str, Any] = {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": f"user{number}",
        "name": {"givenName": first, "familyName": f"{last}{number}"},
        "emails": [{"value": f"{first}.{number}@Example.com "}],
        "phoneNumbers": [{"value": phone(chance)}, {"type": "mobile", "value": phone(chance)}],
    }
    if number % 3 == 0:
        user["title"] = "Engineer"
        user["addresses"] = [{"type": "country", "value": chance.choice(("Switzerland", "CH", "Schweiz"))}]
        user[ENTERPRISE] = {"organization": f"Example {number} Ltd"}
    return user


def best(work: Callable[[], object]) -> float:
    """Return the processor's seconds in the quickest round, the one least disturbed by other work on the machine."""
    return min(timeit.repeat(work, number=1, repeat=ROUNDS, timer=time.process_time))


def seconds_of(mapping: Mapping, users: list[dict[str, Any]]) -> float:
    """Return how long all users take."""
    contact = mapping.contact

    def every() -> None:
        for user in users:
            contact(user)

    return best(every)


def main() -> int:
    """Print the table; fail if a promise is not kept."""
    chance = random.Random(7)  # noqa: S311 - users for a benchmark
    users = [person(number, chance) for number in range(USERS)]
    lines = [json.dumps(user) for user in users]
    decoding = best(lambda: [json.loads(line) for line in lines])
    print(f"{'decoding alone':<28}{USERS / decoding:>10,.0f} users/s")
    kept = True
    for name, mapping, promised in (
        ("paths, simple transforms", parse(SIMPLE, "simple.yaml"), 100_000),
        ("the same, phones parsed", parse(PHONES, "phones.yaml"), 20_000),
        ("the packaged mapping", load(None), 0),
    ):
        seconds = seconds_of(mapping, users)
        rate = USERS / seconds
        kept = kept and rate >= promised
        asked = f"  of {promised:,}" if promised else ""
        print(f"{name:<28}{rate:>10,.0f} users/s{asked:<12}  share {seconds / decoding:.2f}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
