"""Whole persons for scenarios, made by Faker from a printed seed: the plain ones, and the awkward ones.

A person depends on the seed and on the test's id alone, never on order, subset or worker: the same
``--people-seed`` meets the same people again.
"""

import hashlib
import string
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from faker import Faker
from faker.providers import BaseProvider

from harness.domain import DOMAIN

PASSWORD_START: Final = "Alice1!"  # noqa: S105 - with a token behind it passes the password rules of every IS release

_TOKEN_LETTERS: Final = string.digits + string.ascii_lowercase
_TOKEN_LENGTH: Final = 8
_NAME_LENGTH: Final = 30  # My Account's forms take no more, and no more than 50 for an e-mail address


@dataclass(frozen=True, slots=True)
class Person:
    """What a person types into the registration form.

    ``user_name`` is alphanumeric with 5 to 30 characters, which every IS release takes; ``phone`` and ``mobile``
    are ``+41`` with nine digits, which the patterns of all forms take.
    """

    given_name: str
    family_name: str
    user_name: str
    email: str
    phone: str
    mobile: str
    password: str = field(repr=False)

    @property
    def full_name(self) -> str:
        """Given name and family name, as HubSpot's pages show them."""
        return f"{self.given_name} {self.family_name}"


Twist = Callable[[Person], Person]
"""Makes a plain person awkward in one way."""


def _with_plus_address(person: Person) -> Person:
    local, _, domain = person.email.partition("@")
    return replace(person, email=f"{local}+news@{domain}")


def _in_mixed_case(person: Person) -> Person:
    return replace(person, user_name=person.user_name.title(), email=person.email.title())


AWKWARD: Final[Mapping[str, Twist]] = MappingProxyType(
    {
        "apostrophes": lambda person: replace(person, given_name="D'Arcy", family_name="O'Brien"),
        "non-ascii": lambda person: replace(person, given_name="Žofie-Łucja", family_name="Nguyễn Müller"),
        "one name": lambda person: replace(person, family_name=person.given_name),
        "plus address": _with_plus_address,
        "mixed case": _in_mixed_case,
    },
)
"""The awkward persons by name. Somebody with one name types it into both boxes, since the form requires both."""


class PersonProvider(BaseProvider):
    """Faker provider of whole persons."""

    def whole_person(self, token: str) -> Person:
        """Return a person whose user name and e-mail carry ``token`` (lower-case letters and digits)."""
        given_name = self.generator.first_name()[:_NAME_LENGTH]
        family_name = self.generator.last_name()[:_NAME_LENGTH]
        return Person(
            given_name=given_name,
            family_name=family_name,
            user_name=f"{_plain(given_name)[:12]}{token}",
            email=f"{_plain(given_name)[:12]}.{_plain(family_name)[:12]}.{token}@{DOMAIN}",
            phone=self.numerify("+4144#######"),
            mobile=self.numerify("+4179#######"),
            password=f"{PASSWORD_START}{token[::-1]}",
        )


class People:
    """The people of one test: any number, no two alike, and none met by another test."""

    def __init__(self, seed: str, test_id: str) -> None:
        self._key = f"{seed}|{test_id}"
        self._met: list[Person] = []
        self._faker = Faker("en_GB")
        self._faker.add_provider(PersonProvider)
        self._faker.seed_instance(self._key)

    @property
    def met(self) -> tuple[Person, ...]:
        """The people made so far: the ones whose evidence is kept when the test fails."""
        return tuple(self._met)

    def new(self, twist: str | None = None, **changes: str) -> Person:
        """Return somebody new, awkward as ``twist`` (a key of ``AWKWARD``) says, with ``changes`` to their fields."""
        token = _token(f"{self._key}|{len(self._met)}")
        person: Person = self._faker.whole_person(token)
        if twist is not None:
            person = AWKWARD[twist](person)
        person = replace(person, **changes)
        self._met.append(person)
        return person


def _token(key: str) -> str:
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    letters = []
    for _ in range(_TOKEN_LENGTH):
        number, index = divmod(number, len(_TOKEN_LETTERS))
        letters.append(_TOKEN_LETTERS[index])
    return "".join(letters)


def _plain(name: str) -> str:
    """Return the ASCII letters of a name in lower case."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed.lower() if letter in string.ascii_lowercase) or "person"
