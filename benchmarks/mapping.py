"""Users mapped a second by the packaged mapping, on one core: ``python benchmarks/mapping.py`` (about 2 s)."""

import timeit
from typing import Any

from bridge.mapping import load

ROUNDS = 5
USERS = 10_000

PEOPLE: dict[str, dict[str, Any]] = {
    "as registered": {
        "schemas": ["urn:scim:schemas:core:1.0"],
        "userName": "alice",
        "name": {"givenName": "Alice", "familyName": "Doe"},
        "emails": [{"value": "Alice@Example.com"}],
        "phoneNumbers": [{"value": "+1 555 0100"}, {"type": "mobile", "value": "+41 79 123 45 67"}],
    },
    "typed values": {
        "userName": "carol",
        "name": {"givenName": "Carol"},
        "emails": [{"type": "home", "value": "carol@home.example"}, {"type": "work", "value": "carol@work.example"}],
        "phoneNumbers": [{"type": "mobile", "value": "+44 20 7946 0000"}],
    },
    "nothing said": {"userName": "dan"},
}


def users_per_second(person: dict[str, Any]) -> float:
    """Return the best of some rounds, which is the one least disturbed by other work on the machine."""
    mapping = load(None)
    seconds = min(timeit.repeat(lambda: mapping.contact(person), number=USERS, repeat=ROUNDS))
    return USERS / seconds


if __name__ == "__main__":
    for kind, resource in PEOPLE.items():
        print(f"{kind:<14}{users_per_second(resource):>10,.0f} users/s")
