"""The Docker engine: how it is reached, where it publishes ports, and its refusals in words that say what to do."""

import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from docker.errors import APIError, DockerException, ImageNotFound
from requests.exceptions import RequestException
from testcontainers.core.config import testcontainers_config
from testcontainers.core.docker_client import DockerClient
from testcontainers.core.utils import inside_container

from harness.containers.errors import ContainerError, EngineUnreachable, ImageUnavailable, PortTaken

LOOPBACK: Final = "127.0.0.1"
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only where the engine is another machine, which nobody reaches otherwise
_TAKEN: Final = re.compile(r"port is already allocated|address already in use|ports are not available", re.IGNORECASE)
_NO_SUBNET: Final = "non-overlapping IPv4 address pool"


@contextmanager
def engine() -> Iterator[DockerClient]:
    """Give a client of the engine that ``DOCKER_HOST`` or Docker's context names.

    Raises:
        EngineUnreachable: none answers there.
    """
    with reaching():
        client = DockerClient()
    try:
        yield client
    finally:
        client.client.close()


@contextmanager
def reaching() -> Iterator[None]:
    """Say that no engine answers as an error of ours.

    Raises:
        EngineUnreachable: none does.
    """
    try:
        yield
    except (DockerException, RequestException) as error:
        raise _unreachable(error) from error


def published_at(client: DockerClient, environment: Mapping[str, str] = os.environ) -> str:
    """Return the host at which this process reaches the ports that the engine publishes.

    ``TC_HOST`` wins, as testcontainers has it. Inside a container the engine may be the container's own, or that of
    the machine around it: they are told apart by the host name that the engine gives for itself.
    """
    given = environment.get("TC_HOST") or environment.get("TESTCONTAINERS_HOST_OVERRIDE")
    if given is None and _is_local() and (not inside_container() or _name(client) == socket.gethostname()):
        return LOOPBACK
    host = given or client.host()
    return LOOPBACK if host == "localhost" else host


def use_reaper_where_it_is(client: DockerClient, *, wanted: bool) -> None:
    """Let testcontainers' Ryuk clean up after a killed run, if its image is here: it is never waited for.

    Args:
        client: the engine.
        wanted: whether this run's containers are to end with it.
    """
    if testcontainers_config.ryuk_disabled:
        return
    if not wanted or not is_here(client, testcontainers_config.ryuk_image):
        testcontainers_config.ryuk_disabled = True


def is_here(client: DockerClient, image: str) -> bool:
    """Tell whether the engine has an image."""
    try:
        client.client.images.get(image)
    except ImageNotFound:
        return False
    return True


def ensure_pulled(client: DockerClient, image: str) -> None:
    """Pull an image that is not here.

    Raises:
        ImageUnavailable: it cannot be pulled.
    """
    if is_here(client, image):
        return
    try:
        client.client.images.pull(image)
    except (DockerException, RequestException) as error:
        raise ImageUnavailable(
            f"the image {image} is not here and cannot be pulled ({reason(error)}): see whether `docker pull {image}` "
            "works (name, tag, network, log-in), or bring it by `docker load`"
        ) from error


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Say what the engine refuses within as errors of ours.

    Raises:
        PortTaken: a port to be published is in use.
        ImageUnavailable: an image has gone.
        EngineUnreachable: the engine does not answer any more.
        ContainerError: anything else.
    """
    try:
        yield
    except ImageNotFound as error:
        raise ImageUnavailable(f"{name}: {reason(error)}: pull or build the image first") from error
    except APIError as error:
        raise _refusal(name, reason(error)) from error
    except (DockerException, RequestException) as error:
        raise _unreachable(error) from error


def reason(error: Exception) -> str:
    """Return in one line why the engine refused."""
    said = error.explanation if isinstance(error, APIError) and error.explanation else str(error)
    return " ".join(str(said).split())


def _refusal(name: str, why: str) -> ContainerError:
    if _TAKEN.search(why):
        return PortTaken(f"{name}: {why}: end what listens there (`docker ps`, `ss -ltnp`), or take another port")
    if _NO_SUBNET in why:
        return ContainerError(f"{name}: {why}: `docker network prune` gives back what nobody uses")
    return ContainerError(f"{name}: the Docker engine refused ({why}): `docker info` and its log say more")


def _unreachable(error: Exception) -> EngineUnreachable:
    where = os.environ.get("DOCKER_HOST") or "its usual place"
    return EngineUnreachable(
        f"no Docker engine answers at {where} ({reason(error)}): start it, or name another by DOCKER_HOST; "
        "`docker info` shows whether it answers"
    )


def _is_local() -> bool:
    """Tell whether the engine is reached by a socket file, as one of this machine is."""
    host = os.environ.get("DOCKER_HOST", "")
    return not host or urlsplit(host).scheme in {"unix", "npipe"}


def _name(client: DockerClient) -> str:
    return str(client.client.info().get("Name", ""))
