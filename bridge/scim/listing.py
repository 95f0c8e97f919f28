"""The users that a query means, found in the directory."""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.directory import Directory, User
from bridge.scim.filters import Predicate, predicate
from bridge.scim.query import ById, ByName, Matching, Query

View = Callable[[User], Mapping[str, Any]]
"""How a user looks to a filter, or to the caller."""

_AT_ONCE = 500
"""Users read from the store at a time while a filter is applied."""


async def found(directory: Directory, query: Query, view: View) -> tuple[int, list[User]]:
    """Return how many users match a query, and those of the page it asks for, in order of creation."""
    if isinstance(query.wanted, Matching):
        node = query.wanted.node
        return await (_all(directory, query) if node is None else _filtered(directory, query, predicate(node), view))
    user = await _one(directory, query.wanted)
    users = [] if user is None else [user]
    return len(users), users[query.start - 1 :][: query.count]


async def _one(directory: Directory, wanted: ByName | ById) -> User | None:
    if isinstance(wanted, ByName):
        return await directory.by_name(wanted.user_name)
    return await directory.by_id(wanted.user_id)


async def _all(directory: Directory, query: Query) -> tuple[int, list[User]]:
    page = await directory.page(query.start - 1, query.count)
    return page.total, list(page.users)


async def _filtered(directory: Directory, query: Query, matches: Predicate, view: View) -> tuple[int, list[User]]:
    total, users, offset = 0, list[User](), 0
    while (page := await directory.page(offset, _AT_ONCE)).users:
        for user in page.users:
            if matches(view(user)):
                total += 1
                if total >= query.start and len(users) < query.count:
                    users.append(user)
        offset += len(page.users)
    return total, users
