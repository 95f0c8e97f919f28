"""HubSpot's way of writing times: UTC, ISO 8601 with milliseconds, which are left out when they are zero."""

import re
from datetime import UTC, datetime

_NUMBER = re.compile(r"-?[0-9]{1,18}")


def iso(seconds: float) -> str:
    """Write seconds since 1970 as HubSpot does: `2026-11-24T08:05:37.120Z`, but `…:37Z` when the milliseconds are 0."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    text = datetime.fromtimestamp(whole, UTC).isoformat()[:19]
    return f"{text}.{milliseconds:03d}Z" if milliseconds else f"{text}Z"


def milliseconds_of(text: str) -> int | None:
    """Read milliseconds since 1970 from a number or an ISO 8601 text; `None` when it is neither, or not of our era.

    A text without an offset is UTC.
    """
    try:
        milliseconds = int(text) if _NUMBER.fullmatch(text) else _milliseconds(datetime.fromisoformat(text))
    except ValueError:
        return None
    return milliseconds if _FIRST <= milliseconds <= _LAST else None


def _milliseconds(moment: datetime) -> int:
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


_FIRST = _milliseconds(datetime(1, 1, 2, tzinfo=UTC))
_LAST = _milliseconds(datetime(9999, 12, 31, tzinfo=UTC))
