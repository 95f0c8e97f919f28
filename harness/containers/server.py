"""One server of the chain in a container: what the three classes share."""

import io
import os
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final, Self

from docker.errors import APIError, NotFound
from docker.models.containers import Container
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer, Reaper

from harness.containers import images
from harness.containers.engine import (
    EVERYWHERE,
    LOOPBACK,
    ensure_pulled,
    published_at,
    reaching,
    refusals,
    use_reaper_where_it_is,
)
from harness.containers.errors import ContainerError
from harness.containers.network import Network
from harness.containers.readiness import FirstCall, wait_until_ready
from harness.containers.run import ROLE, Run
from harness.ports import PortClaims

_LAST_PORT: Final = 65_535
LOG_TAIL: Final = 30  # lines
_GONE_WITHIN: Final = 10  # seconds in which the engine must have ended a killed container
HARDENED: Final[Mapping[str, Any]] = {
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "tmpfs": {"/tmp": ""},  # noqa: S108 - the container's own
}
"""What our own images can do without; what they keep is in their volume."""


class ServerContainer(DockerContainer):
    """A server in a container whose published port stays the same over a kill and a restart.

    The container is on two networks: the engine's default one, on which its port is published, and that of the servers.

    Attributes:
        role: its part in the chain, and its name on the servers' network.
        port: where it listens inside.
        folder: where files are put before it starts.
        scheme: how its port is spoken to.
        options: more of the engine's options.
        start_within: seconds that a start may take.
    """

    role: ClassVar[str]
    port: ClassVar[int]
    folder: ClassVar[str]
    scheme: ClassVar[str] = "https"
    options: ClassVar[Mapping[str, Any]] = {}
    start_within: ClassVar[float] = 60.0

    def __init__(self, image: str | None = None, **kw: Any) -> None:
        """Take the image, by default the one built of this checkout, and testcontainers' own arguments.

        Raises:
            EngineUnreachable: no Docker engine answers.
            ImageUnavailable: none was given, and there is no checkout to build one of.
        """
        with reaching():
            super().__init__(image or images.name(self.role), **kw)
        self.run: Run | None = None
        self._servers: Network | None = None
        self._claims = PortClaims()
        self._host_port = 0
        self._files: dict[str, tuple[bytes, int]] = {}
        self._arguments: list[str] = []
        self._own_volumes: list[str] = []
        self._host = ""

    @property
    def name(self) -> str:
        """Its part in the chain: ``identity-server``, ``bridge`` or ``hubspot``."""
        return self.role

    @property
    def container_name(self) -> str:
        """What the engine calls it, once it was begun: for ``docker logs`` and the like."""
        return str(self.get_wrapped_container().name)

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return f"{self.scheme}://{self._host or LOOPBACK}:{self._host_port}"

    @property
    def inner_url(self) -> str:
        """Where the other servers reach it."""
        return f"{self.scheme}://{self.role}:{self.port}"

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return bool(self._state().get("Running"))

    @property
    def ending(self) -> str:
        """How it ended, or that it runs."""
        state = self._state()
        if state.get("Running"):
            return "it runs"
        return "killed for want of memory" if state.get("OOMKilled") else f"exit code {state.get('ExitCode', '?')}"

    def with_run(self, run: Run) -> Self:
        """Say whose it is, for its labels; by default its network's run, else this process's."""
        self.run = run
        return self

    def with_network(self, network: Network) -> Self:  # type: ignore[override]  # ours alone can be left
        """Put it on the servers' network, where the others find it by its role."""
        self._servers = network
        return self

    def with_host_port(self, port: int) -> Self:
        """Publish it at this port of the machine instead of any free one.

        Raises:
            ContainerError: there is no such port.
            StackError: it is in use.
        """
        if not 0 < port <= _LAST_PORT:
            raise ContainerError(f"{self.role} cannot be at port {port}: give one from 1 to {_LAST_PORT}")
        self._claims.release()
        self._host_port = self._claims.reserve(port, f"{self.role} another port")
        return self

    def with_argument(self, *arguments: str) -> Self:
        """Add arguments to its command."""
        self._arguments += arguments
        return self

    def with_file(self, name: str, content: bytes, mode: int = 0o444) -> Self:
        """Put a file into its folder before it starts; it need not be on the engine's machine."""
        self._files[name] = (content, mode)
        return self

    def start(self) -> Self:
        """Start it and wait until it is ready.

        Raises:
            ContainerError: it could not be started, or was not ready in time: it is removed then. Or it was started
                already.
        """
        self._see_that_it_can_begin()
        try:
            self.begin()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def begin(self) -> None:
        """Start it and return as soon as its process runs.

        Raises:
            ContainerError: the engine could not do it, it was started already, or its network is not made.
        """
        self._see_that_it_can_begin()
        client = self.get_docker_client()
        with refusals(self.role):
            self.run = self.run or (self._servers.run if self._servers else Run.of_this_process())
            self._host = published_at(client)
            self._host_port = self._host_port or self._claims.claim()
            # It reaps what a process made when that process ends, so only the one that the run ends with may use it.
            use_reaper_where_it_is(client, wanted=not self.run.kept and self.run.process == os.getpid())
            if not testcontainers_config.ryuk_disabled:
                Reaper.get_instance()
            self._ensure_image()
            self._configure()
            self._container = self._create(self.run)
            self._prepare()
            self._put_files()
            if self._servers is not None:
                self._servers.connect(self.get_container_id(), [self.role])
            self._container.start()

    def described(self) -> dict[str, Any]:
        """Return by what another process finds it: ``{"id", "host", "port"}``."""
        return {"id": self.get_container_id(), "host": self._host, "port": self._host_port}

    def attach(self, described: Mapping[str, Any]) -> bool:
        """Be a container that another process has started; tell whether it is there, running or not."""
        try:
            self._container = self.get_docker_client().client.containers.get(described["id"])
        except NotFound:
            return False
        self._host, self._host_port = described["host"], described["port"]
        return True

    def wait_until_ready(self) -> None:
        """Wait for the health endpoint and the first call that a test makes.

        Raises:
            NotReady: it ended, or did not answer in time; the text has the end of its log.
        """
        wait_until_ready(self, self._first_calls(), self.start_within)

    def kill(self) -> None:
        """End it as a power cut would; what it had put into its volume stays."""
        container = self.get_wrapped_container()
        with refusals(self.role):
            try:
                container.kill()
            except APIError as error:
                if error.status_code != 409:  # noqa: PLR2004 - it does not run (Docker's API)
                    raise
            container.wait(timeout=_GONE_WITHIN)

    def restart(self) -> None:
        """Start the same container again, at the same port, and wait until it is ready.

        Raises:
            ContainerError: it could not be started, or was not ready in time.
        """
        with refusals(self.role):
            self.get_wrapped_container().start()
        self.wait_until_ready()

    def ask_to_stop(self) -> None:
        """Do nothing: it has nothing to put in order, and `stop` ends it at once."""

    def stop(self, force: bool = True, delete_volume: bool = True) -> None:
        """Remove it with its volumes, and give its port back; nothing happens when it is gone already."""
        try:
            with refusals(self.role), suppress(NotFound):
                if self._container is not None:
                    self._container.remove(force=force, v=delete_volume)
            if delete_volume:
                self._remove_volumes()
        finally:
            self._container = None
            self._claims.release()
            self.get_docker_client().client.close()

    def cut(self) -> None:
        """Take it off the servers' network; its published port goes on working."""
        if self._servers is None:
            raise ContainerError(f"{self.role} is on no network of its own: give it one by with_network()")
        if self._is_on(self._servers):
            with refusals(self.role):
                self._servers.disconnect(self.get_container_id())

    def heal(self) -> None:
        """Put it back on the servers' network."""
        if self._servers is not None and not self._is_on(self._servers):
            with refusals(self.role):
                self._servers.connect(self.get_container_id(), [self.role])

    def log_tail(self, lines: int = LOG_TAIL) -> str:
        """Return the last lines of its log, under a title."""
        text = ""
        if self._container is not None:
            with suppress(NotFound), refusals(self.role):
                text = self._container.logs(tail=lines).decode(errors="replace").rstrip()
        return f"--- end of the log of {self.role} ---\n{text}"

    def read_file(self, path: str) -> bytes | None:
        """Return a file of the container, wherever the engine is; None when it is not there."""
        try:
            stream, _ = self.get_wrapped_container().get_archive(path)
        except NotFound:
            return None
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
            found = archive.extractfile(archive.next() or tarfile.TarInfo())
            return found.read() if found else None

    def get_container_host_ip(self) -> str:
        """Return where its port is published."""
        return self._host

    def _first_calls(self) -> Sequence[FirstCall]:
        """Return what must be answered before it is ready, in this order."""
        raise AssertionError(f"{type(self).__name__} says nothing of what makes it ready")

    def _prepare(self) -> None:
        """Do what needs the container to be there and not to run."""

    def _see_that_it_can_begin(self) -> None:
        if self._container is not None:
            raise ContainerError(f"{self.role} was started already: stop() it first, or restart() it after a kill()")
        if self._servers is not None:
            self._servers.see_that_it_is_made()

    def _ensure_image(self) -> None:
        if images.is_ours(self.image):
            images.ensure(self.get_docker_client(), self.image)
        else:
            ensure_pulled(self.get_docker_client(), self.image)

    def _image_config(self) -> dict[str, Any]:
        config: dict[str, Any] = self.get_docker_client().client.images.get(self.image).attrs["Config"]
        return config

    def _create(self, run: Run) -> Container:
        address = LOOPBACK if self._host == LOOPBACK else EVERYWHERE
        labels = {**run.labels, ROLE: self.role}
        return self.get_docker_client().create(
            self.image,
            command=self._command or self._arguments or None,
            environment=self.env,
            ports={**self.ports, f"{self.port}/tcp": (address, self._host_port)},
            name=self._name,
            labels=labels,
            volumes={**self._volumes_of(labels), **self._mounted()},
            network="bridge",
            healthcheck={"test": ["NONE"]},  # it is asked from outside, and more often
            **{**self.options, **self._kwargs},
        )

    def _volumes_of(self, labels: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """Make a volume, with our labels, for each that the image declares."""
        made = {}
        for path in self._image_config().get("Volumes") or {}:
            volume = self.get_docker_client().client.volumes.create(labels=dict(labels))
            self._own_volumes.append(volume.name)
            made[volume.name] = {"bind": path, "mode": "rw"}
        return made

    def _mounted(self) -> dict[str, dict[str, str]]:
        return {path: {"bind": mount["bind"], "mode": mount["mode"]} for path, mount in self.volumes.items()}

    def _remove_volumes(self) -> None:
        with refusals(self.role):
            while self._own_volumes:
                with suppress(NotFound):
                    self.get_docker_client().client.volumes.get(self._own_volumes.pop()).remove(force=True)

    def _put_files(self) -> None:
        if self._files:
            self.get_wrapped_container().put_archive(self.folder, _archive(self._files))

    def _is_on(self, network: Network) -> bool:
        self._state()  # reads the container anew
        return network.name in self.get_wrapped_container().attrs["NetworkSettings"]["Networks"]

    def _state(self) -> Mapping[str, Any]:
        if self._container is None:
            return {}
        with refusals(self.role):
            try:
                self._container.reload()
            except NotFound:
                return {}
        return dict(self._container.attrs["State"])


def _archive(files: Mapping[str, tuple[bytes, int]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, (content, mode) in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
