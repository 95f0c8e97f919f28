"""The mapping file, looked at again while the bridge serves: a change of it is taken without a restart.

The file is read anew every second, and its content compared: that sees a new file under the old name, a link that
points elsewhere (as Kubernetes changes a mounted file) and a copy with an old date alike. A change is taken when two
looks in a row find the same, so that a file that is being written is not taken by half.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import structlog

from bridge.mapping import Mapping, MappingError, load
from bridge.telemetry import describe

EVERY: Final = 1.0
"""Seconds between two looks at the file."""

USABLE: Final = "usable"

_ADVICE: Final = "`bridge mapping apply --dry-run` says what it would change of the contacts that are there"

_log = structlog.get_logger()


class Reload:
    """Keeps the mapping in force equal to its file, for as long as the file can be used."""

    def __init__(self, path: Path | None, mapping: Mapping, take: Callable[[Mapping], Awaitable[int]]) -> None:
        """Take the file (None: the packaged mapping, which does not change), what is in force, and who puts it there.

        Args:
            path: the mapping file.
            mapping: what was read from it at the start.
            take: puts a mapping in force, and says how many refused users are tried again by it.
        """
        self.path = path
        self.hash = mapping.hash
        self._take = take
        self._problem: str | None = None
        self._done: bytes | None = None
        self._found: bytes | None = None
        self._hurry = asyncio.Event()

    @property
    def state(self) -> str:
        """`usable`, or why the file was refused, for /health/ready."""
        if self._problem is None:
            return USABLE
        return f"{self._problem} (the mapping of before stays in force; the bridge would not start with this file)"

    @property
    def problem(self) -> str | None:
        """Why the file was refused: file, line and reason. None: it is in force."""
        return self._problem

    def hurry(self) -> None:
        """Look at once, and take what is there: whoever asks for it has written the file."""
        self._hurry.set()

    async def run(self) -> None:
        """Look until cancelled."""
        if self.path is None:
            return
        while True:
            hurried = await self._pause()
            try:
                await self.look(self.path, settled=hurried)
            except Exception as error:  # noqa: BLE001 - one failure must not end the looking for good
                self._done = None  # the same file is taken up again
                _log.error("mapping_failed", error=describe(error), advice="this is tried again")

    async def look(self, path: Path, *, settled: bool = False) -> None:
        """Look at the file once.

        Args:
            path: the file.
            settled: whether what is there counts as written to its end.
        """
        content = _read(path)
        before, self._found = self._found, content
        if content == self._done or not (settled or content == before):
            return
        self._done = content
        try:
            mapping = load(path)
        except MappingError as error:
            self._refuse(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a file does to the reader, the mapping of before serves on
            self._refuse(f"{path}:1: the bridge failed on it ({describe(error)}); this is a defect, report it")
        else:
            await self._accept(mapping)

    def _refuse(self, problem: str) -> None:
        self._problem = problem
        _log.warning("mapping_refused", reason=problem, advice="mend the file; the mapping of before stays in force")

    async def _accept(self, mapping: Mapping) -> None:
        self._problem = None
        if mapping.hash != self.hash:
            again = await self._take(mapping)
            self.hash = mapping.hash
            _log.info(
                "mapping_loaded", hash=mapping.hash, properties=len(mapping.rows), tried_again=again, advice=_ADVICE
            )

    async def _pause(self) -> bool:
        """Wait for the next look; say whether somebody asked for it."""
        try:
            async with asyncio.timeout(EVERY):
                await self._hurry.wait()
        except TimeoutError:
            return False
        self._hurry.clear()
        return True


def _read(path: Path) -> bytes:
    """Return the file's content, or in its place why it cannot be read: that changes and comes back as content does."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        return f"\0{error}".encode()
