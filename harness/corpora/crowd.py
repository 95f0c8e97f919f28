"""Crowds of people as SCIM users, made of Faker's names by a seed: the plain ones, and one in four awkward.

The same seed and locales give the same people, whatever their number: a larger crowd begins as a smaller one. Faker's
own tables are read directly, since its generators take longer than all that is done with the people.
"""

import string
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from random import Random  # noqa: TID251 - seeded, so that the same people come again
from typing import Any, Final

from harness.corpora.awkward import AWKWARD
from harness.corpora.lands import LANDS, Land
from harness.corpora.order import read_order
from harness.domain import DOMAIN

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
WSO2: Final = "urn:scim:wso2:schema"
SCHEMAS: Final = ("urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE)
_TITLES: Final = ("Engineer", "Head of Sales", "Clerk", "Dr.", "senior accountant", "CEO & founder")
_COMPANIES: Final = ("Example Ltd", "Beispiel AG", "Exemple SA", "Пример", "例株式会社")
_DEPARTMENTS: Final = ("Sales", "Research", "Human Resources")
_GROUPS: Final = ("Newsletter", "Partners", "Beta testers", "Staff")
_TYPES: Final = ("customer", "customer", "customer", "partner", "supplier")
_IN_FOUR: Final = 4

User = dict[str, Any]


def faker(argument: str) -> Iterator[User]:
    """Yield a crowd: the corpus ``faker:10000?seed=7&locales=all``.

    Raises:
        ValueError: the argument is none; says what to write.
    """
    order = read_order(argument)
    random = Random(order.seed)  # noqa: S311 - repeatable, no secret
    twists = tuple(AWKWARD.values())
    for number in range(order.count):
        locale = order.locales[random.randrange(len(order.locales))]
        user = _person(random, locale, number)
        if random.randrange(_IN_FOUR) == 0:
            twists[random.randrange(len(twists))](user, random)
        yield user


def _person(random: Random, locale: str, number: int) -> User:
    land = LANDS[locale]
    given, family = random.choice(_names(locale)[0]), random.choice(_names(locale)[1])
    handle = f"{_plain(given)}.{number:x}"
    user: User = {
        "schemas": list(SCHEMAS),
        "userName": handle,
        "name": {"givenName": given, "familyName": family},
        "emails": [f"{handle}@{DOMAIN}"],
    }
    for odds, part in _PARTS:
        if random.random() < odds:
            part(user, random, land, locale)
    return user


def _phone(user: User, random: Random, land: Land, _locale: str) -> None:
    user["phoneNumbers"] = [number(random, land)]


def _mobile(user: User, random: Random, land: Land, _locale: str) -> None:
    user.setdefault("phoneNumbers", []).append({"type": "mobile", "value": number(random, land)})


def _typed_email(user: User, random: Random, _land: Land, _locale: str) -> None:
    kind = random.choice(("work", "home"))
    user["emails"].append({"type": kind, "value": f"{user['userName']}@{kind}.{DOMAIN}"})


def _address(user: User, random: Random, land: Land, _locale: str) -> None:
    country = random.choice((land.code, land.name))
    street = f"{user['name']['familyName']} {random.randrange(1, 200)}"
    user["addresses"] = [{"type": random.choice(("work", "home")), "streetAddress": street, "country": country}]
    if random.randrange(_IN_FOUR) == 0:
        user["addresses"][0]["primary"] = True


def _country(user: User, random: Random, land: Land, _locale: str) -> None:
    """Say the country in one of the ways that WSO2's releases do."""
    way = random.randrange(3)
    if way == 0:
        user["addresses"] = [{"type": "country", "value": land.name}]
    else:
        user[(ENTERPRISE, WSO2)[way - 1]] = {"country": land.name}


def _job(user: User, random: Random, _land: Land, _locale: str) -> None:
    user["title"] = random.choice(_TITLES)
    job = {"organization": random.choice(_COMPANIES), "department": random.choice(_DEPARTMENTS)}
    user[ENTERPRISE] = user.get(ENTERPRISE, {}) | job


def _language(user: User, random: Random, _land: Land, locale: str) -> None:
    attribute = "locale" if random.randrange(_IN_FOUR) == 0 else "preferredLanguage"
    user[attribute] = random.choice((locale, locale.replace("_", "-"), locale.partition("_")[0]))


def _type(user: User, random: Random, _land: Land, _locale: str) -> None:
    user["userType"] = random.choice(_TYPES)


def _groups(user: User, random: Random, _land: Land, _locale: str) -> None:
    names = random.sample(_GROUPS, random.randrange(1, len(_GROUPS)))
    user["groups"] = [{"value": f"id-{name.lower().replace(' ', '-')}", "display": name} for name in names]


_PARTS: Final[tuple[tuple[float, Callable[[User, Random, Land, str], None]], ...]] = (
    (0.7, _phone),
    (0.4, _mobile),
    (0.2, _typed_email),
    (0.4, _address),
    (0.2, _country),
    (0.4, _job),
    (0.6, _language),
    (0.8, _type),
    (0.3, _groups),
)
"""What a person may have, and how often."""


def number(random: Random, land: Land) -> str:
    """Return a phone number of a country, written as people write them."""
    rest = "".join([random.choice(string.digits) if sign == "#" else sign for sign in land.mobile])
    style = random.randrange(4)
    if style == 0:
        return f"{land.trunk}{rest}"
    digits = "".join(sign for sign in rest if sign.isdigit())
    return (f"+{land.calling} {rest}", f"+{land.calling}{digits}", f"00{land.calling} {rest}")[style - 1]


@cache
def _names(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the given names and the family names of a locale."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    return tuple(provider.first_names), tuple(provider.last_names)


@cache
def _plain(name: str) -> str:
    """Return the ASCII letters of a name in lower case."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed.lower() if letter in string.ascii_lowercase)[:12] or "person"
