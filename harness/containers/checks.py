"""Whether this machine's Docker engine can run the rungs ``containers`` and ``real-is``, and what mends it."""

from collections.abc import Iterator
from typing import Any, Final

from docker.errors import DockerException
from requests.exceptions import RequestException
from testcontainers.core.docker_client import DockerClient

from harness.check import Check
from harness.containers import images
from harness.containers.engine import engine, is_here, reason, refusals
from harness.containers.errors import ContainerError, EngineUnreachable, ImageUnavailable
from harness.containers.identity_server import release_of

BASE: Final = "python:3.11-slim-bookworm"
"""What our own images are built upon."""
OURS_NEED: Final = 1 << 30
"""Bytes of memory for bridge, fake HubSpot and simulator together; they use about 300 MiB."""
REAL_NEEDS: Final = 2 << 30
"""Bytes of memory for a real Identity Server (the vendor's image: a heap of 1 GiB, and the JVM itself)."""


def check_containers(image: str | None) -> Iterator[Check]:
    """Look at what containers need; ``image`` is that of a real identity server, None where the simulator is one."""
    try:
        with engine() as client, refusals("the engine"):
            yield check_memory(client, OURS_NEED + (REAL_NEEDS if image else 0))
            yield check_our_images(client)
            if image:
                yield check_identity_server(client, image)
    except EngineUnreachable as error:
        yield Check("Docker engine", "missing", *_halves(error))
    except ContainerError as error:
        yield Check("containers", "missing", *_halves(error))


def check_memory(client: DockerClient, needed: int) -> Check:
    """See whether the engine has the memory that the servers take."""
    info: dict[str, Any] = client.client.info()
    there = int(info.get("MemTotal") or 0)
    seen = f"the engine has {there / 2**30:.1f} GiB"
    if there >= needed:
        return Check("memory", "fine", seen)
    mend = f"the servers need {needed / 2**30:.0f} GiB: give the engine's machine more, or run fewer servers on it"
    return Check("memory", "missing", seen, mend)


def check_our_images(client: DockerClient) -> Check:
    """See whether our own images are there, or can be built: of a checkout, upon the base image."""
    try:
        missing = [name for name in map(images.name, images.TARGETS) if not is_here(client, name)]
    except ImageUnavailable as error:
        return Check("images", "missing", *_halves(error))
    if not missing:
        return Check("images", "fine", "all three are built")
    base = check_image(client, BASE)
    if base.state == "fine":
        return Check("images", "fine", "built at the first start, in some minutes; `harness images build` does it now")
    return Check("images", "missing", f"they are built upon {BASE}: {base.seen}", base.mend)


def check_image(client: DockerClient, image: str) -> Check:
    """See whether an image is here, or its registry has it."""
    name = f"image {image}"
    if is_here(client, image):
        return Check(name, "fine", "here")
    try:
        client.client.images.get_registry_data(image)
    except (DockerException, RequestException) as error:
        mend = f"see whether `docker pull {image}` works (name, tag, network, log-in), or bring it by `docker load`"
        return Check(name, "missing", f"not here, and cannot be pulled ({reason(error)})", mend)
    return Check(name, "fine", "is pulled at the first start")


def check_identity_server(client: DockerClient, image: str) -> Check:
    """See whether the image is to be had; of one that is here, whether it is a release that scenarios know."""
    found = check_image(client, image)
    if not is_here(client, image):
        return found
    try:
        return Check(found.name, "fine", f"here: release {release_of(image)}")
    except ContainerError as error:
        seen, _, mend = str(error).removeprefix(f"the image {image} ").rpartition(": ")
        return Check(found.name, "missing", seen, mend)


def _halves(error: ContainerError) -> tuple[str, str]:
    """Return what is wrong and what to do; our errors say them in this order, with a colon between."""
    seen, _, mend = str(error).partition("): ")
    return (f"{seen})", mend) if mend else (str(error), "see what it says")
