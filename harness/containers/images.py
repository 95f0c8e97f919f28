"""Our own images: built of the checkout that this harness runs from, and named by the hash of what they are made of."""

import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Final, Self

from docker.errors import APIError, BuildError, DockerException
from docker.utils.build import exclude_paths
from filelock import FileLock
from testcontainers.core.docker_client import DockerClient

from harness.containers.engine import engine, is_here, reason
from harness.containers.errors import ImageUnavailable

TARGETS: Final = ("bridge", "hubspot", "identity-server")
PREFIX: Final = "wso2-hubspot/"
_DOCKERFILE: Final = "ci/images/Dockerfile"
_NOT_IN: Final = {"bridge": "harness/", "hubspot": "bridge/", "identity-server": "bridge/"}
"""What of the sources a target is not made of."""
_SAID: Final = 20  # lines of a failed build

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the images are made of, as read at one moment: each file's mode and content, by its path."""

    files: Mapping[str, tuple[int, bytes]]

    @classmethod
    def read(cls, root: Path) -> Self:
        """Read the files that .dockerignore leaves."""
        paths = context(root)
        return cls({path: (_mode(root / path), (root / path).read_bytes()) for path in paths})

    def image(self, target: str) -> str:
        """Return the name of a target's image, e.g. ``wso2-hubspot/bridge:0123456789ab``."""
        digest = sha256()
        for path, (mode, content) in self.files.items():
            if not path.startswith(_NOT_IN[target]):
                digest.update(json.dumps([path, mode, sha256(content).hexdigest()]).encode())
        return f"{PREFIX}{target}:{digest.hexdigest()[:12]}"

    def archive(self) -> io.BytesIO:
        """Return all as the engine takes them."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for path, (mode, content) in self.files.items():
                entry = tarfile.TarInfo(path)
                entry.size, entry.mode = len(content), mode
                archive.addfile(entry, io.BytesIO(content))
        buffer.seek(0)
        return buffer


def checkout() -> Path:
    """Return the folder that the images are built of.

    Raises:
        ImageUnavailable: this harness was installed without one.
    """
    root = Path(__file__).parents[2]
    if not (root / _DOCKERFILE).is_file():
        raise ImageUnavailable(
            "our own images are built of a checkout of the project, and this harness was installed without one: run it "
            "from a checkout, or name an image"
        )
    return root


def context(root: Path) -> list[str]:
    """Return the paths of the files that .dockerignore leaves, sorted."""
    lines = (root / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    return sorted(path for path in exclude_paths(str(root), patterns, _DOCKERFILE) if (root / path).is_file())


def name(target: str) -> str:
    """Return the image of a target as this checkout would build it.

    Raises:
        ImageUnavailable: there is no checkout.
    """
    return Sources.read(checkout()).image(target)


def is_ours(image: str) -> bool:
    """Tell whether an image is one that is built here."""
    return image.startswith(PREFIX)


def ensure(client: DockerClient, image: str) -> None:
    """Build an image of ours unless the engine has it.

    Raises:
        ImageUnavailable: it is not this checkout's, or could not be built.
    """
    if is_here(client, image):
        return
    target = image.removeprefix(PREFIX).partition(":")[0]
    if target not in TARGETS or name(target) != image:
        raise ImageUnavailable(
            f"the image {image} is not here, and this checkout makes another (was it changed just now?): run it again, "
            "or see `harness images list`"
        )
    build([target])


def build(targets: Iterable[str] = TARGETS, tell: Tell = lambda _line: None) -> list[str]:
    """Build the images that the engine does not have yet, one process at a time; return their names.

    Args:
        targets: which.
        tell: told what is done.

    Raises:
        ImageUnavailable: one could not be built; the text has the end of the output.
        EngineUnreachable: no engine answers.
    """
    root = checkout()
    with FileLock(Path(gettempdir()) / "wso2-hubspot-images.lock"), engine() as client:
        sources = Sources.read(root)
        return [_built(client, sources, target, _revision(root), tell) for target in targets]


def known() -> list[str]:
    """Return the images of ours that the engine has.

    Raises:
        EngineUnreachable: no engine answers.
    """
    with engine() as client:
        return sorted(tag for image in client.client.images.list() for tag in image.tags if is_ours(tag))


def remove(images: Iterable[str], tell: Tell = lambda _line: None) -> None:
    """Remove images; one that a container is made of stays.

    Raises:
        EngineUnreachable: no engine answers.
    """
    with engine() as client:
        for image in images:
            try:
                client.client.images.remove(image)
            except APIError as error:
                tell(f"{image} stays ({reason(error)})")
            else:
                tell(f"{image} removed")


def _built(client: DockerClient, sources: Sources, target: str, revision: str, tell: Tell) -> str:
    image = sources.image(target)
    if is_here(client, image):
        tell(f"{image} is there")
        return image
    tell(f"{image} is being built")
    try:
        client.client.images.build(
            fileobj=sources.archive(),
            custom_context=True,
            dockerfile=_DOCKERFILE,
            target=target,
            tag=image,
            buildargs={"REVISION": revision},
            rm=True,
            forcerm=True,
        )
    except BuildError as error:
        said = "".join(line.get("stream", "") for line in error.build_log).strip().splitlines()[-_SAID:]
        lines = [f"{image} could not be built ({reason(error)}): see what its last lines say", *said]
        raise ImageUnavailable("\n".join(lines)) from error
    except DockerException as error:
        raise ImageUnavailable(
            f"{image} could not be built ({reason(error)}): it starts from python:3.11-slim-bookworm; see whether "
            "`docker pull python:3.11-slim-bookworm` works"
        ) from error
    return image


def _mode(file: Path) -> int:
    return 0o755 if file.stat().st_mode & 0o100 else 0o644


def _revision(root: Path) -> str:
    asked = subprocess.run(  # noqa: S603 - git, with a folder of our own
        ["git", "-C", str(root), "rev-parse", "HEAD"],  # noqa: S607 - git is wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "unknown"
