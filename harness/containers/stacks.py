"""What runs have left on the engine: listed, stopped by name, and swept where the run is gone."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docker.errors import APIError, NotFound
from docker.models.containers import Container
from testcontainers.core.docker_client import DockerClient

from harness.containers.engine import engine, reason, refusals
from harness.containers.errors import ContainerError
from harness.containers.run import ID, ROLE, Run

Chosen = Callable[[Run], bool]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class StackServer:
    """One container of a stack: its part in the chain, its id, image and state, and where it is published."""

    role: str
    id: str
    image: str
    state: str
    address: str


@dataclass(frozen=True, slots=True)
class RunningStack:
    """All containers of one run."""

    run: Run
    servers: tuple[StackServer, ...]


def list_stacks() -> list[RunningStack]:
    """Return what is there of each run, by the run's id.

    Raises:
        EngineUnreachable: no engine answers.
    """
    with engine() as client, refusals("the engine"):
        containers = _containers(client)
    runs = {run.id: run for run in sorted(map(_run_of, containers), key=lambda run: run.id)}
    return [
        RunningStack(run, tuple(_server(each) for each in containers if _run_of(each).id == name))
        for name, run in runs.items()
    ]


def find_kept(kept: str) -> RunningStack | None:
    """Return the stack that was kept under a hash, if all its servers run.

    Raises:
        EngineUnreachable: no engine answers.
    """
    for stack in list_stacks():
        if stack.run.kept == kept and all(server.state == "running" for server in stack.servers):
            return stack
    return None


def remove_run(run_id: str) -> int:
    """Remove all that a run has on the engine, kept or not; return how many containers.

    Raises:
        ContainerError: something could not be removed.
        EngineUnreachable: no engine answers.
    """
    return _remove(lambda run: run.id == run_id)


def remove_all_runs() -> int:
    """Remove all that any run has on the engine, also those that still go on; return how many containers.

    Raises:
        ContainerError: something could not be removed.
        EngineUnreachable: no engine answers.
    """
    return _remove(lambda run: bool(run.id))


def sweep(tell: Tell = lambda _line: None) -> int:
    """Remove what runs have left whose process is gone for sure; return how many containers.

    A run is left alone when it is kept, when its process was one of another machine, or of another container's name
    space of process ids: nobody here can tell whether that one lives.

    Raises:
        EngineUnreachable: no engine answers.
    """
    removed = _remove(lambda run: bool(run.id) and not run.kept and run.ended)
    if removed:
        tell(f"removed {removed} containers of runs that ended without doing so themselves")
    return removed


def _remove(chosen: Chosen) -> int:
    with engine() as client, refusals("the engine"):
        containers = [each for each in _containers(client) if chosen(_run_of(each))]
        networks = _labelled(client.client.networks.list(filters={"label": ID}), chosen)
        volumes = _labelled(client.client.volumes.list(filters={"label": ID}), chosen)
        failed = [
            *_failures(containers, lambda container: container.remove(force=True, v=True)),
            *_failures(networks, lambda network: network.remove()),
            *_failures(volumes, lambda volume: volume.remove(force=True)),
        ]
    if failed:
        raise ContainerError(f"could not be removed: {'; '.join(failed)}: `docker ps` shows who holds it")
    return len(containers)


def _failures(things: Iterable[Any], remove: Callable[[Any], None]) -> Iterator[str]:
    """Remove all that can be, and yield why others cannot; another run's sweep may be at the same."""
    for thing in things:
        try:
            with suppress(NotFound):
                remove(thing)
        except APIError as error:
            if "already in progress" not in str(error):
                yield reason(error)


def _containers(client: DockerClient) -> list[Container]:
    found: list[Container] = client.client.containers.list(all=True, ignore_removed=True, filters={"label": ID})
    return found


def _labelled(things: Iterable[Any], chosen: Chosen) -> list[Any]:
    return [thing for thing in things if chosen(Run.from_labels(thing.attrs.get("Labels") or {}))]


def _run_of(container: Container) -> Run:
    return Run.from_labels(container.labels)


def _server(container: Container) -> StackServer:
    published = [binding for bindings in container.ports.values() for binding in bindings or []]
    address = ", ".join(f"{each['HostIp']}:{each['HostPort']}" for each in published)
    return StackServer(
        container.labels.get(ROLE, "?"), container.short_id, _image(container), container.status, address
    )


def _image(container: Container) -> str:
    return str(container.attrs["Config"]["Image"])
