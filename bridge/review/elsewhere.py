"""Items made by a second process, beside this one, in order. It starts as a copy of this one, within milliseconds."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import IO, Any, Final, TypeVar

from bridge.errors import BridgeError, EnvironmentUnusable

Item = TypeVar("Item")

_AT_ONCE: Final = 100
"""Items in one message: one each takes twice as long."""

_AHEAD: Final = 1024 * 1024
"""Bytes that the second process may be ahead, the most that Linux gives everybody: while this one imports."""

_DONE: Final = None
"""The last message; an error stands in its place."""


def is_possible() -> bool:
    """Tell whether there is a second processor, and a system on which a copy of a process is safe and cheap."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


@contextmanager
def elsewhere(make: Callable[[], Iterable[Item]]) -> Iterator[Iterator[Item]]:
    """Have items made in a copy of this process, as long as the block lasts; in this one where that is not possible.

    Args:
        make: called in the copy. What it yields must be plain data; what it raises is raised here, at the latest 100
            items early.

    Yields:
        The items. They raise `EnvironmentUnusable` if the copy does not come to the end.
    """
    if not is_possible():
        yield iter(make())
        return
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        _work(make, writer)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as pipe:
            yield _received(pipe)
    finally:
        os.kill(process, signal.SIGKILL)  # one that has ended is still ours, until it is waited for
        os.waitpid(process, 0)


def _received(pipe: IO[bytes]) -> Iterator[Any]:
    try:
        while (message := pickle.load(pipe)) is not _DONE:  # noqa: S301 - written by our own copy
            if isinstance(message, BridgeError):
                raise message
            yield from message
    except (EOFError, pickle.UnpicklingError) as error:
        raise EnvironmentUnusable(
            "the process that makes the users was ended before it was done: see that there is memory, and try again"
        ) from error


def _work(make: Callable[[], Iterable[object]], writer: int) -> None:
    """Do the work, and end the process without any of the clean-up that is the original's."""
    import fcntl  # noqa: PLC0415 - there is none where `is_possible` is false

    status = 1
    try:
        with suppress(OSError):
            fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _AHEAD)
        with os.fdopen(writer, "wb") as pipe:
            for message in _messages(make):
                pipe.write(message)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _messages(make: Callable[[], Iterable[object]]) -> Iterator[bytes]:
    """Yield the items, some at once, and how it ended."""
    end: BridgeError | None = _DONE
    try:
        items = iter(make())
        while block := list(islice(items, _AT_ONCE)):
            yield pickle.dumps(block)
    except BridgeError as error:
        end = error
    except Exception as error:  # noqa: BLE001 - a defect is told by the original, in one line
        from bridge.telemetry import describe  # noqa: PLC0415 - imported only when needed

        end = BridgeError(f"unexpected {describe(error)}: this is a defect, report it with this line")
    yield pickle.dumps(end)
