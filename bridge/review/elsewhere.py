"""Items made by another process, beside this one, in order. It starts as a copy of this one, within milliseconds."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from typing import IO, Any, Final, TypeVar

from bridge.errors import BridgeError, EnvironmentUnusable

Item = TypeVar("Item")

_AHEAD: Final = 1024 * 1024
"""Bytes that the other process may be ahead of a reader who still imports: the most that Linux gives everybody."""

_DONE: Final = None
"""The last message; an error stands in its place."""


def is_possible() -> bool:
    """Tell whether there is a second processor, and a system on which a copy of a process is safe and cheap."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


@contextmanager
def elsewhere(make: Callable[[], Iterable[Item]], readers: int = 1) -> Iterator[list[Iterator[Item]]]:
    """Have items made in a copy of this process, as long as the block lasts; in this one where that is not possible.

    Args:
        make: called in the copy. What it yields must be plain data; what it raises is raised here.
        readers: among how many the items are dealt in turn, each of which can be left to one more process.

    Yields:
        What each reader gets; all of it to one where this process does the work. Each raises `EnvironmentUnusable` if
        the copy does not come to the end.
    """
    if not is_possible():
        yield [iter(make())]
        return
    pipes = [os.pipe() for _ in range(readers)]
    process = os.fork()
    if not process:
        _work(make, pipes)
    with ExitStack() as kept:
        kept.callback(_end, process)
        for _, writer in pipes:
            os.close(writer)
        yield [_received(kept.enter_context(os.fdopen(reader, "rb"))) for reader, _ in pipes]


def in_turn(dealt: Iterable[Iterator[Item]]) -> Iterator[Item]:
    """Yield the items of all readers in the order in which they were made."""
    for items in cycle(dealt):
        try:
            yield next(items)
        except StopIteration:
            return


def _end(process: int) -> None:
    os.kill(process, signal.SIGKILL)  # one that has ended is still ours, until it is waited for
    os.waitpid(process, 0)


def _received(pipe: IO[bytes]) -> Iterator[Any]:
    try:
        while (message := pickle.load(pipe)) is not _DONE:  # noqa: S301 - written by our own copy
            if isinstance(message, BridgeError):
                raise message
            yield message
    except (EOFError, pickle.UnpicklingError) as error:
        raise EnvironmentUnusable(
            "a process that this one had started was ended before it was done: see that there is memory, and try again"
        ) from error


def _work(make: Callable[[], Iterable[object]], pipes: Iterable[tuple[int, int]]) -> None:
    """Do the work, and end the process without any of the clean-up that is the original's."""
    status = 1
    try:
        writers = [_writer(*pipe) for pipe in pipes]
        end: BridgeError | None = _DONE
        try:
            for writer, message in zip(cycle(writers), _messages(make), strict=False):
                _write(writer, message)
        except BridgeError as error:
            end = error
        for writer in writers:
            _write(writer, pickle.dumps(end))
        status = 0
    finally:
        os._exit(status)


def _writer(reader: int, writer: int) -> IO[bytes]:
    import fcntl  # noqa: PLC0415 - there is none where `is_possible` is false

    os.close(reader)
    with suppress(OSError):
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _AHEAD)
    return os.fdopen(writer, "wb")


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(message)
    pipe.flush()


def _messages(make: Callable[[], Iterable[object]]) -> Iterator[bytes]:
    """Yield the items, packed.

    Raises:
        BridgeError: as `make` does, also for a defect: the original tells it, in one line.
    """
    try:
        yield from map(pickle.dumps, make())
    except BridgeError:
        raise
    except Exception as error:
        from bridge.telemetry import describe  # noqa: PLC0415 - imported only when needed

        raise BridgeError(f"unexpected {describe(error)}: this is a defect, report it with this line") from error
