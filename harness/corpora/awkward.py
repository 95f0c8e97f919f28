"""What makes a person of a crowd awkward: each changes a user in one way."""

import unicodedata
from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - a type here
from types import MappingProxyType
from typing import Any, Final

Twist = Callable[[dict[str, Any], Random], None]
"""Makes a user awkward in one way; what there is to draw is drawn from the random numbers given."""

_LONG: Final = 300
"""Characters."""


def _no_email(user: dict[str, Any], _random: Random) -> None:
    del user["emails"]


def _email_said_empty(user: dict[str, Any], _random: Random) -> None:
    user["emails"] = [""]


def _one_name(user: dict[str, Any], _random: Random) -> None:
    del user["name"]["familyName"]


def _no_name(user: dict[str, Any], _random: Random) -> None:
    user["name"] = {"givenName": "", "familyName": ""}


def _apostrophes(user: dict[str, Any], random: Random) -> None:
    sign = "'\u2019\u02bc`"[random.randrange(4)]
    user["name"] = {"givenName": f"D{sign}Arcy", "familyName": f"O{sign}Brien"}


def _right_to_left(user: dict[str, Any], random: Random) -> None:
    user["name"] = [{"givenName": "محمد", "familyName": "علي"}, {"givenName": "שרה", "familyName": "לוי (Levi)"}][
        random.randrange(2)
    ]


def _emoji(user: dict[str, Any], random: Random) -> None:
    user["name"]["givenName"] += " " + ("🎉", "👩‍👩‍👧‍👦", "🇨🇭", "✌🏽")[random.randrange(4)]


def _long_names(user: dict[str, Any], _random: Random) -> None:
    user["name"] = {part: (f"{name}-" * _LONG)[:_LONG] for part, name in user["name"].items()}


def _decomposed(user: dict[str, Any], _random: Random) -> None:
    user["name"] = {
        "givenName": unicodedata.normalize("NFD", "Zoë"),
        "familyName": unicodedata.normalize("NFD", "Nguyễn"),
    }


def _white_space(user: dict[str, Any], _random: Random) -> None:
    name = user["userName"]
    user.update({key: _spaced(value) for key, value in user.items() if key != "schemas"})
    user["userName"] = name


def _spaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner if key == "type" else _spaced(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spaced(each) for each in value]
    return f"  {value}\t" if isinstance(value, str) else value


def _typed_only(user: dict[str, Any], random: Random) -> None:
    kind = ("work", "home")[random.randrange(2)]
    user["emails"] = [{"type": kind, "value": f"{user['userName']}@{kind}.example.com"}]
    user["phoneNumbers"] = [{"type": kind, "value": "+41 44 123 45 67"}]


def _several_phones(user: dict[str, Any], random: Random) -> None:
    numbers = [f"+41 44 {random.randrange(10**7):07}" for _ in range(3)]
    user["phoneNumbers"] = [*numbers, {"type": "work", "value": "044 123 45 67"}, {"type": "mobile", "value": ""}]


def _extension(user: dict[str, Any], random: Random) -> None:
    user["phoneNumbers"] = [f"+1 212 555 01{random.randrange(100):02} {('ext.', 'x')[random.randrange(2)]} 42"]


def _no_number(user: dict[str, Any], random: Random) -> None:
    user["phoneNumbers"] = [("call me", "n/a", "0", "+", "123")[random.randrange(5)]]


def _many_addresses(user: dict[str, Any], _random: Random) -> None:
    user["addresses"] = [
        {"type": "home", "formatted": "Rue d\u2019Exemple 1\n1003 Lausanne", "country": "Switzerland"},
        {"type": "work", "streetAddress": "1 Example Street", "locality": "London", "country": "gb"},
        {"type": "other", "country": "Atlantis"},
    ]


def _plus_address(user: dict[str, Any], _random: Random) -> None:
    user["emails"] = [f"{user['userName']}+news@example.com"]


def _mixed_case(user: dict[str, Any], _random: Random) -> None:
    user["userName"] = user["userName"].title()
    user["emails"] = [f"{user['userName']}@Example.COM"]


def _with_domain(user: dict[str, Any], _random: Random) -> None:
    user["userName"] = f"EU.EXAMPLE/{user['userName']}"


AWKWARD: Final[Mapping[str, Twist]] = MappingProxyType(
    {
        "no e-mail": _no_email,
        "e-mail said empty": _email_said_empty,
        "one name": _one_name,
        "names said empty": _no_name,
        "apostrophes": _apostrophes,
        "right-to-left": _right_to_left,
        "emoji": _emoji,
        "300-character names": _long_names,
        "decomposed letters": _decomposed,
        "white space": _white_space,
        "several phones": _several_phones,
        "extension": _extension,
        "no number": _no_number,
        "addresses": _many_addresses,
        "plus address": _plus_address,
        "mixed case": _mixed_case,
        "user-store domain": _with_domain,
        "typed values alone": _typed_only,
    }
)
"""The ways to be awkward, by name. New ones go to the end, and change the crowds of each seed."""
