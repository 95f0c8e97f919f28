"""The network between the servers, off which one of them can be taken."""

from contextlib import suppress
from types import TracebackType
from typing import Self

from docker.errors import DockerException, NotFound
from requests.exceptions import RequestException
from testcontainers.core.network import Network as _Network

from harness.containers.engine import reaching, refusals
from harness.containers.errors import ContainerError
from harness.containers.run import Run
from harness.containers.stacks import sweep


class Network(_Network):
    """A network of its own for one stack's servers, which reach each other there by name.

    It leads nowhere else (``internal``), so that a server's published port never depends on it: ports are published on
    the engine's default network. That is what lets a server leave this one and still be looked at.
    """

    def __init__(self, run: Run | None = None) -> None:
        """Take whose it is; by default this process's.

        Raises:
            EngineUnreachable: no engine answers.
        """
        self.run = run or Run.of_this_process()
        with reaching():
            super().__init__(docker_network_kw={"internal": True, "labels": self.run.labels})
        self.name = f"wso2-hubspot-{self.run.id}-{self.name[:8]}"

    def create(self) -> Self:
        """Make it.

        Raises:
            ContainerError: the engine has no address range left, or refuses for another reason.
        """
        try:
            with refusals("the servers' network"):
                super().create()
        except BaseException:
            self._remove_by_name()
            raise
        return self

    def _remove_by_name(self) -> None:
        """Remove what the engine has made although nobody heard of it, as when Ctrl-C comes while it answers."""
        with suppress(DockerException, RequestException):
            for network in self._docker.client.networks.list(names=[self.name]):
                if network.name == self.name:
                    network.remove()

    def see_that_it_is_made(self) -> None:
        """Refuse to be used before it is there.

        Raises:
            ContainerError: it is not.
        """
        if self._network is None:
            raise ContainerError(
                "the servers' network is not made yet: use it as `with Network() as network:`, or create() it first"
            )

    def attach(self, network_id: str) -> bool:
        """Be a network that another process has made; tell whether it is there."""
        try:
            self._network = self._docker.client.networks.get(network_id)
        except NotFound:
            return False
        self.name = str(self._network.name)
        return True

    def disconnect(self, container_id: str) -> None:
        """Take a container off it."""
        self._unwrap_network.disconnect(container_id)

    def remove(self) -> None:
        """Remove it; its containers must be gone."""
        try:
            if self._network is not None:
                with refusals("the servers' network"), suppress(NotFound):
                    super().remove()
        finally:
            self._network = None
            self._docker.client.close()

    def __enter__(self) -> Self:
        """Remove what dead processes left, and make it.

        Raises:
            ContainerError: the engine refuses.
        """
        sweep()
        return self.create()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.remove()
