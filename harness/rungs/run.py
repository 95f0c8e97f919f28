"""One test run on a rung of containers: what its processes tell each other, and what is done before and after."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self

from harness.containers import Run as Owner
from harness.containers import images
from harness.containers.engine import engine, ensure_pulled, is_here
from harness.containers.stacks import remove_run, sweep
from harness.rungs.containers import ContainerBringer
from harness.rungs.kept import folder_of, hash_of
from harness.rungs.shared import SharedSession

_SIMULATED: Final = "containers"
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
        image: the real identity server's image; None where the simulator stands in for it.
        owner: whose the containers are.
        first: whether this is the process that began it.
    """

    folder: Path
    image: str | None
    owner: Owner
    first: bool

    @classmethod
    def begin(cls, options: Options, tell: Tell) -> Self:
        """Remove what dead runs left behind, and build our images unless they are there.

        Raises:
            ContainerError: no engine answers, or an image could not be built.
        """
        sweep(tell)
        built = images.build(tell=tell)
        image = None if options.rung == _SIMULATED else _at_hand(options.is_image, tell)
        if not options.keep:
            folder = Path(tempfile.mkdtemp(prefix="harness-run-"))
            return cls(folder, image, Owner.of_this_process(), first=True)
        kept = hash_of([*built, image or ""])
        return cls(folder_of(kept), image, Owner.of_this_process(kept, kept=kept), first=True)

    @classmethod
    def of_worker(cls, told: Mapping[str, Any]) -> Self:
        """Return the run that another process began."""
        return cls(Path(told["folder"]), told["image"], Owner(**told["owner"]), first=False)

    @property
    def told(self) -> dict[str, Any]:
        """What the other processes are told."""
        return {"folder": str(self.folder), "image": self.image, "owner": asdict(self.owner)}

    def session(self) -> SharedSession:
        """Return where the scenarios of this process get their environments from."""
        return SharedSession(self.folder, ContainerBringer(self.image, self.owner))

    def end(self) -> None:
        """Remove the containers and the folder, unless they are kept; only the first process does it."""
        if self.first and not self.owner.kept:
            remove_run(self.owner.id)
            shutil.rmtree(self.folder, ignore_errors=True)


def _at_hand(image: str, tell: Tell) -> str:
    with engine() as client:
        tell(f"{image} is {'there' if is_here(client, image) else 'being pulled'}")
        ensure_pulled(client, image)
    return image
