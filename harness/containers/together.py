"""Several containers at once: all start side by side, and none is left when one does not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from harness.containers.server import ServerContainer


def start_together(*containers: ServerContainer, tell: Callable[[str], None] = lambda _name: None) -> None:
    """Start all at once and wait until each is ready.

    Args:
        containers: in the order in which they are told of.
        tell: told the name of each when it is ready.

    Raises:
        ContainerError: one did not start; all are removed again.
    """
    threads = ThreadPoolExecutor(len(containers))
    try:
        begun = [threads.submit(container.begin) for container in containers]
        for future in begun:
            future.result()
        for container in containers:
            container.wait_until_ready()
            tell(container.name)
    except BaseException:
        threads.shutdown(cancel_futures=True)  # what is being made must be there before it can be removed
        stop_together(*containers)
        raise
    threads.shutdown()


def stop_together(*containers: ServerContainer) -> None:
    """Remove all at once.

    Raises:
        ContainerError: one could not be removed; the others are.
    """
    with ThreadPoolExecutor(len(containers)) as threads:
        stopped = [threads.submit(container.stop) for container in containers]
    for future in stopped:
        future.result()
