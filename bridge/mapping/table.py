"""The transform by a table: what stands on the left becomes what stands on the right."""

from collections.abc import Mapping

from bridge.mapping.transform import Left, Transform


def table(entries: Mapping[str, str], default: str | None) -> Transform:
    """Make the transform that looks a text up.

    Args:
        entries: texts and what they become; letters' case counts.
        default: what all others become, ``""`` to clear them; None leaves them as they are.
    """

    def apply(value: str) -> str | Left:
        found = entries.get(value, default)
        return Left("not in the table") if found is None else found

    options = (("table", dict(entries)), *(() if default is None else (("default", default),)))
    return Transform("map", options, apply)
