"""The clock and the id maker of the harness's servers, passed in so that a test can run them on a virtual clock."""

import time  # noqa: TID251 - the one place where the real clock is read
import uuid
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970 (UTC)."""

NewId = Callable[[], str]
"""A fresh id, unique for all practical purposes."""

system_clock: Clock = time.time


def new_uuid() -> str:
    """Return a random version 4 UUID (RFC 9562)."""
    return str(uuid.uuid4())  # noqa: TID251 - the one place where random ids are made
