"""Where each value of a person went: kept by the identity server, said, in the directory, mapped, at HubSpot."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from harness.clients import USER_NAME_PROPERTY
from harness.diagnosis import Hop
from harness.evidence.hops import Hops
from harness.identity_server.client import CLAIMS
from harness.timeline.order import same_person
from harness.timeline.values import leaves

COLUMNS: Final = (
    "the identity server keeps",
    "it said to the bridge",
    "the bridge's directory",
    "the bridge mapped",
    "HubSpot's contact",
)
EMPTIED: Final = "(said empty)"
"""A value that was taken away in so many words: HubSpot's is cleared, where one that was never said is left."""
_TELLS_EMPTY: Final = (1, 2, 3)
_MAPPED: Final = 3
_HOPS: Final = (Hop.IDENTITY_SERVER, Hop.IDENTITY_SERVER, Hop.BRIDGE, Hop.BRIDGE, Hop.DELIVERY)
"""The hop that does each column's part."""
_FIELDS: Final = (
    ("First Name", "givenname", "name.givenName", "firstname"),
    ("Last Name", "lastname", "name.familyName", "lastname"),
    ("Email", "emailaddress", "emails", "email"),
    ("Phone Numbers", "phoneNumbers", "phoneNumbers", "phone"),
    ("Mobile", "mobile", "phoneNumbers[mobile]", "mobilephone"),
)
"""What the forms call a value; its claim, its path in SCIM, its HubSpot property in the packaged mapping."""
_WRITES: Final = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Row:
    """One value at every hop (None: the hop told nothing); ``parts`` is the first column that differs, or None."""

    label: str
    values: tuple[str | None, ...]
    parts: int | None

    @property
    def hop(self) -> Hop | None:
        """The hop that made the difference."""
        return None if self.parts is None else _HOPS[self.parts]

    @property
    def finding(self) -> str:
        """The difference in words; empty when there is none."""
        if self.parts is None:
            return ""
        before = max(place for place in range(self.parts) if self.values[place] is not None)
        return (
            f"{self.label}: {COLUMNS[before]}: {self.values[before] or 'nothing'}; "
            f"{COLUMNS[self.parts]}: {self.values[self.parts] or 'nothing'}"
        )


def trace(user_name: str, hops: Hops) -> list[Row]:
    """Return a row for each value that some hop has."""
    views = (_kept(user_name, hops), _said(user_name, hops), *_bridge(user_name, hops), _contact(user_name, hops))
    rows = []
    for label, *names in _FIELDS:
        keys = (names[0], names[1], names[1], names[2], names[2])
        values = tuple(_value(place, view, key) for place, (view, key) in enumerate(zip(views, keys, strict=True)))
        if any(values):
            rows.append(Row(label, values, _parting(values, ended=views[_MAPPED] == {})))
    return rows


def _value(place: int, view: Mapping[str, str] | None, key: str) -> str | None:
    """Return a hop's value; the bridge and its caller tell what is said empty from what is not said."""
    if view is None:
        return None
    value = view.get(key, "").strip()
    return EMPTIED if not value and key in view and place in _TELLS_EMPTY else value


def _parting(values: Sequence[str | None], *, ended: bool) -> int | None:
    """Return the first place whose value differs from that of the hop before.

    The case of letters does not count. What the bridge does not map it leaves as it is at HubSpot, unless the user's
    life has ended.
    """
    told = [place for place, value in enumerate(values) if value is not None]
    for before, place in pairwise(told):
        left_alone = before == _MAPPED and values[before] == "" and not ended
        if not left_alone and _differ(values[before] or "", values[place] or "", place):
            return place
    return None


def _differ(before: str, value: str, place: int) -> bool:
    if before == EMPTIED and place in _TELLS_EMPTY:
        return value != EMPTIED
    return _plain(before) != _plain(value)


def _plain(value: str) -> str:
    return "" if value == EMPTIED else value.casefold()


def _kept(user_name: str, hops: Hops) -> dict[str, str] | None:
    found = [user for user in hops.users if same_person(str(user.get("userName")), user_name)]
    if not found:
        return None if not hops.exchanges else {}
    claims: Mapping[str, Any] = found[-1].get("claims") or {}
    return {uri.removeprefix(CLAIMS): str(value) for uri, value in claims.items()}


def _said(user_name: str, hops: Hops) -> dict[str, str] | None:
    """Return what the calls said together, each adding to those before; a deletion takes all back."""
    said: dict[str, str] | None = None
    for call in hops.exchanges:
        if not same_person(str(call.get("userName")), user_name):
            continue
        if call.get("method") == "DELETE":
            said = {}
        elif call.get("method") in _WRITES:
            said = {**(said or {}), **_values(call.get("body"))}
    return said


def _values(body: Any) -> dict[str, str]:
    try:
        document = json.loads(body or "{}")
    except ValueError:
        return {}
    operations = document.get("Operations")
    parts: Iterable[Any] = [document] if not isinstance(operations, list) else map(_operation, operations)
    return {path: value for part in parts for path, value in leaves(part).items()}


def _operation(operation: Any) -> Any:
    if not isinstance(operation, dict):
        return {}
    path, value = operation.get("path"), operation.get("value", "")
    return {str(path): value} if path else value


def _bridge(user_name: str, hops: Hops) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    directory: dict[str, str] | None = None
    mapped: dict[str, str] | None = None
    for event in hops.events:
        if not same_person(str(event.get("userName")), user_name):
            continue
        data = event.get("data") or {}
        if event["step"] == "changed":
            directory = leaves(data.get("after"))
            mapped = None if data.get("after") else {}
        elif event["step"] == "mapped":
            mapped = _texts(data.get("properties"))
    return directory, mapped


def _contact(user_name: str, hops: Hops) -> dict[str, str] | None:
    mine = [
        each for each in hops.contacts if same_person(str(each["properties"].get(USER_NAME_PROPERTY) or ""), user_name)
    ]
    live = [contact for contact in mine if not contact["archived"]]
    if not live:
        return {} if mine or hops.requests else None
    return _texts(live[-1]["properties"])


def _texts(properties: Any) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in (properties or {}).items()}
