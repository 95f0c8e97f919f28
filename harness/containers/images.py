"""Our own images: built of the checkout that this harness runs from, and named by the hash of what they are made of."""

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from docker.errors import APIError, BuildError, DockerException
from docker.utils.build import create_archive, exclude_paths
from filelock import FileLock
from testcontainers.core.docker_client import DockerClient

from harness.containers.engine import connect, is_here, reason
from harness.containers.errors import ImageUnavailable

TARGETS: Final = ("bridge", "hubspot", "identity-server")
_PREFIX: Final = "wso2-hubspot/"
_DOCKERFILE: Final = "ci/images/Dockerfile"
_NOT_IN: Final = {"bridge": "harness/", "hubspot": "bridge/", "identity-server": "bridge/"}
"""What of the context a target is not made of."""
_SAID: Final = 20  # lines of a failed build


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


def name(target: str, root: Path | None = None) -> str:
    """Return the image of a target as this checkout would build it, e.g. ``wso2-hubspot/bridge:0123456789ab``.

    Raises:
        ImageUnavailable: there is no checkout.
    """
    root = root or checkout()
    digest = sha256()
    for path in context(root):
        if not path.startswith(_NOT_IN[target]):
            file = root / path
            line = [path, file.stat().st_mode & 0o100, sha256(file.read_bytes()).hexdigest()]
            digest.update(json.dumps(line).encode())
    return f"{_PREFIX}{target}:{digest.hexdigest()[:12]}"


def context(root: Path) -> list[str]:
    """Return the files that the images are made of, sorted: those that .dockerignore leaves."""
    lines = (root / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    kept = exclude_paths(str(root), patterns, _DOCKERFILE)
    return sorted(path for path in kept if (root / path).is_file())


def is_ours(image: str) -> bool:
    """Tell whether an image is one that is built here."""
    return image.startswith(_PREFIX)


def ensure(image: str) -> None:
    """Build an image of ours unless the engine has it.

    Raises:
        ImageUnavailable: it is not this checkout's, or could not be built.
    """
    client = connect()
    try:
        if is_here(client, image):
            return
    finally:
        client.client.close()
    target = image.removeprefix(_PREFIX).partition(":")[0]
    if target not in TARGETS or name(target) != image:
        raise ImageUnavailable(f"the image {image} is of other sources than this checkout's: `harness images build`")
    build([target])


def build(targets: list[str] | None = None, tell: Callable[[str], None] = lambda _line: None) -> list[str]:
    """Build the images that the engine does not have yet, one process at a time; return their names.

    Args:
        targets: which; by default all.
        tell: told what is done.

    Raises:
        ImageUnavailable: one could not be built; the text has the end of the output.
        EngineUnreachable: no engine answers.
    """
    root, client = checkout(), connect()
    try:
        with FileLock(Path(gettempdir()) / "wso2-hubspot-images.lock"):
            return [_built(client, root, target, tell) for target in targets or TARGETS]
    finally:
        client.client.close()


def old(current: set[str]) -> Iterator[str]:
    """Yield the images of ours that are not among the current ones."""
    client = connect()
    for image in client.client.images.list(name=f"{_PREFIX}*"):
        yield from (tag for tag in image.tags if tag not in current and is_ours(tag))
    client.client.close()


def remove(images: list[str], tell: Callable[[str], None] = lambda _line: None) -> None:
    """Remove images; one that a container is made of stays."""
    client = connect()
    for image in images:
        try:
            client.client.images.remove(image)
        except APIError as error:
            tell(f"{image} stays ({reason(error)})")
        else:
            tell(f"{image} removed")
    client.client.close()


def _built(client: DockerClient, root: Path, target: str, tell: Callable[[str], None]) -> str:
    image = name(target, root)
    if is_here(client, image):
        tell(f"{image} is there")
        return image
    tell(f"{image} is being built")
    archive = io.BytesIO()
    create_archive(str(root), files=context(root), fileobj=archive)
    archive.seek(0)
    try:
        client.client.images.build(
            fileobj=archive,
            custom_context=True,
            dockerfile=_DOCKERFILE,
            target=target,
            tag=image,
            buildargs={"REVISION": _revision(root)},
            rm=True,
            forcerm=True,
        )
    except BuildError as error:
        said = "".join(line.get("stream", "") for line in error.build_log).strip().splitlines()[-_SAID:]
        raise ImageUnavailable(
            "\n".join([f"{image} could not be built ({error}): see what its last lines say", *said])
        ) from error
    except DockerException as error:
        raise ImageUnavailable(
            f"{image} could not be built ({reason(error)}): it starts from python:3.11-slim-bookworm; see whether "
            "`docker pull python:3.11-slim-bookworm` works"
        ) from error
    return image


def _revision(root: Path) -> str:
    asked = subprocess.run(  # noqa: S603 - git, with a folder of our own
        ["git", "-C", str(root), "rev-parse", "HEAD"],  # noqa: S607 - git is wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "unknown"
