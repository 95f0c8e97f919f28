"""HubSpot's way of writing times: UTC, ISO 8601 with milliseconds, which are left out when they are zero."""

from datetime import UTC, datetime


def iso(seconds: float) -> str:
    """Write seconds since 1970 as HubSpot does: `2026-11-24T08:05:37.120Z`, but `…:37Z` when the milliseconds are 0."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{milliseconds:03d}Z" if milliseconds else f"{text}Z"


def milliseconds_of(text: str) -> int | None:
    """Read milliseconds since 1970 from a number or an ISO 8601 text; `None` when it is neither.

    A text without an offset is UTC.
    """
    if text.removeprefix("-").isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
