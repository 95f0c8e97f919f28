"""One test run on a rung of containers: what its processes tell each other, and what is done before and after."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self

from harness.containers import Run as Owner
from harness.containers.engine import engine, ensure_pulled, is_here
from harness.containers.identity_server import release_of
from harness.containers.stacks import remove_run, sweep
from harness.rungs.containers import ContainerBringer, Images
from harness.rungs.kept import folder_of, hash_of
from harness.rungs.shared import SharedSession, forget_failures

_SIMULATED: Final = "containers"
_PREFIX: Final = "harness-run-"
_OWNER: Final = "owner.json"
"""Says in a run's folder whose it is."""
Tell = Callable[[str], None]


class Options(Protocol):
    """What the run was told on its command line."""

    rung: str
    is_image: str
    keep: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Begun and ended by the process that was started first; the others are told of it.

    Attributes:
        folder: what the processes share: locks, and descriptions of the stacks that run.
        made_of: the servers' images.
        owner: whose the containers are.
        first: whether this is the process that began it.
        release: the real identity server's, e.g. ``7.1``; empty where the simulator is what it is told to be.
    """

    folder: Path
    made_of: Images
    owner: Owner
    first: bool
    release: str = ""

    @classmethod
    def begin(cls, options: Options, tell: Tell) -> Self:
        """Remove what dead runs left behind, and build our images unless they are there.

        Raises:
            ContainerError: no engine answers, or an image could not be built.
        """
        sweep(tell)
        _sweep_folders()
        real = None if options.rung == _SIMULATED else _at_hand(options.is_image, tell)
        made_of = Images.built(tell, real)
        release = "" if real is None else release_of(real)
        if not options.keep:
            owner, folder = Owner.of_this_process(), Path(tempfile.mkdtemp(prefix=_PREFIX))
            (folder / _OWNER).write_text(json.dumps(asdict(owner)), encoding="utf-8")
            return cls(folder, made_of, owner, first=True, release=release)
        kept = hash_of([made_of.bridge, made_of.hubspot, made_of.identity_server])
        owner, folder = Owner.of_this_process(kept, kept=kept), folder_of(kept)
        forget_failures(folder)
        return cls(folder, made_of, owner, first=True, release=release)

    @classmethod
    def of_worker(cls, told: Mapping[str, Any]) -> Self:
        """Return the run that another process began."""
        owner = Owner(**told["owner"])
        return cls(Path(told["folder"]), Images(**told["made_of"]), owner, first=False, release=told["release"])

    @property
    def told(self) -> dict[str, Any]:
        """What the other processes are told."""
        owner = asdict(self.owner)
        return {"folder": str(self.folder), "made_of": asdict(self.made_of), "owner": owner, "release": self.release}

    def session(self) -> SharedSession:
        """Return where the scenarios of this process get their environments from."""
        return SharedSession(self.folder, ContainerBringer(self.made_of, self.owner))

    def end(self) -> None:
        """Remove the containers and the folder, unless they are kept; only the first process does it."""
        if self.first and not self.owner.kept:
            remove_run(self.owner.id)
            shutil.rmtree(self.folder, ignore_errors=True)


def _sweep_folders() -> None:
    """Remove the folders of runs whose process is gone for sure: they have credentials."""
    for note in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_OWNER}"):
        try:
            gone = Owner(**json.loads(note.read_text(encoding="utf-8"))).ended
        except (OSError, ValueError, TypeError):
            continue  # another user's, or being made or removed at this moment
        if gone:
            shutil.rmtree(note.parent, ignore_errors=True)


def _at_hand(image: str, tell: Tell) -> str:
    with engine() as client:
        tell(f"{image} is {'there' if is_here(client, image) else 'being pulled'}")
        ensure_pulled(client, image)
    return image
