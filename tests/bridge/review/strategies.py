"""Users as hypothesis draws them, in the directory's normal form, for the corners: small ones first, and shrinking.

They shrink to the shortest user that shows a fault: one attribute, one text.
"""

from typing import Any, Final

from hypothesis import strategies as st

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

texts = st.sampled_from(["", " ", "Alice", "D\u2019Arcy", "محمد", "🎉", "x" * 300, "a;b", "true"]) | st.text(max_size=8)
"""What a person may have typed."""

emails = st.sampled_from(["", "A@Example.com", "a+b@example.com", " a@example.com ", "a"])
phones = st.sampled_from(["", "079 123 45 67", "+41791234567", "+1 212 555 0100 ext. 5", "call me", "(020) 7946 0958"])
countries = st.sampled_from(["", "CH", "Switzerland", "gb", "Atlantis"])
types = st.sampled_from(["work", "home", "mobile", "Work", "other"])


def _slots(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    entry = st.fixed_dictionaries({"value": values}, optional={"type": types})
    return st.lists(entry | st.just({}), min_size=1, max_size=4)


def _complex(**parts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=parts)


users: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"userName": st.just("alice")},
    optional={
        "name": _complex(givenName=texts, familyName=texts, formatted=texts),
        "emails": _slots(emails),
        "phoneNumbers": _slots(phones),
        "addresses": st.lists(
            st.fixed_dictionaries({"type": types}, optional={"country": countries, "formatted": texts}), max_size=3
        ),
        "title": texts,
        "userType": st.sampled_from(["", "customer", "Customer", "supplier"]),
        "preferredLanguage": st.sampled_from(["", "de_CH", "en-US"]),
        "active": st.booleans(),
        "groups": st.lists(st.fixed_dictionaries({}, optional={"value": texts, "display": texts}), max_size=3),
        ENTERPRISE: _complex(organization=texts, department=texts),
    },
)
"""A user as the directory keeps one."""
