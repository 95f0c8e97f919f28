"""Groups to a multi-checkbox property: a table from a group's name to an option, written ``a;b;c`` as HubSpot wants it.

Source: HubSpot CRM API, properties: several options of an enumeration are joined by semicolons.
"""

from collections.abc import Mapping
from typing import Any, Final

from bridge.mapping.join import Join
from bridge.mapping.path import compile_path
from bridge.mapping.row import PathRow
from bridge.mapping.table import table

PATHS: Final = ("groups.display", "groups.value")
"""A group's name as people know it (RFC 7643 section 4.1.2); where none is sent, its id."""

OPTIONS: Final = Join(";", sort=True)


def groups_row(name: str, options: Mapping[str, str], rest: Mapping[str, Any]) -> PathRow:
    """Make the row of a property that holds a user's groups.

    It is short for a ``from`` with ``map`` and ``join``: a group that the table does not have is left out, and a user
    of whose groups none is in it has no option, which clears the property.

    Args:
        name: HubSpot's name of the property.
        options: the option of each group's name; letters' case counts.
        rest: the row's ``absent``, ``default``, ``only_on_create`` and line.
    """
    paths = tuple(map(compile_path, PATHS))
    return PathRow(name, paths, (table(options, ""),), join=OPTIONS, from_groups=True, **rest)
