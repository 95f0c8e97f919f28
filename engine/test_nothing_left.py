"""Nothing is left of a run: after Ctrl-C at once, after SIGKILL at the next start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from engine.conftest import Built
from harness.containers import HubSpotContainer, Network, Run
from harness.containers.errors import NotReady
from harness.containers.stacks import list_stacks, remove_run, sweep
from harness.waiting import NotYet, eventually

CHILD = """
import sys
from harness.containers import BridgeContainer, HubSpotContainer, Network, Run, start_together, stop_together
run = Run.of_this_process(sys.argv[1])
with Network(run) as network:
    hubspot = HubSpotContainer(sys.argv[2]).with_network(network).with_token("t")
    bridge = BridgeContainer(sys.argv[3]).with_network(network).with_credentials("u", "p")
    bridge.with_hubspot(hubspot.inner_url, "t")
    try:
        print("starting", flush=True)
        start_together(hubspot, bridge)
        print("ready", flush=True)
        sys.stdin.read()
    finally:
        stop_together(hubspot, bridge)
"""


@pytest.fixture
def child(run: Run, built: Built) -> Iterator[subprocess.Popen[str]]:
    """Start a process that has a network and two servers, under another run's id."""
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-c", CHILD, f"of-{run.id}", built["hubspot"], built["bridge"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert said(process) == "starting\n"
        yield process
        process.kill()
    remove_run(f"of-{run.id}")


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def left(run: Run) -> int:
    return sum(len(stack.servers) for stack in list_stacks() if stack.run.id == f"of-{run.id}")


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing(run: Run, child: subprocess.Popen[str]) -> None:
    def look() -> None:
        if not left(run):
            raise NotYet("no container of it")

    eventually(look, "the first container")
    child.send_signal(signal.SIGINT)
    child.wait(timeout=30)
    assert left(run) == 0


def test_ctrl_c_leaves_nothing(run: Run, child: subprocess.Popen[str]) -> None:
    assert said(child) == "ready\n"
    assert left(run) == 2
    child.send_signal(signal.SIGINT)
    child.wait(timeout=30)
    assert left(run) == 0


def test_what_a_killed_run_left_is_swept_by_the_next_start(run: Run, child: subprocess.Popen[str]) -> None:
    assert said(child) == "ready\n"
    sweep()
    assert left(run) == 2  # it lives
    os.kill(child.pid, signal.SIGKILL)
    child.wait(timeout=30)
    sweep()
    assert left(run) == 0


def test_a_server_that_does_not_come_leaves_nothing(run: Run, built: Built) -> None:
    with Network(run) as network:
        hubspot = HubSpotContainer(built["hubspot"]).with_network(network).with_argument("--limits", "none")
        with pytest.raises(NotReady, match=r"hubspot ended \(exit code 2\) instead of starting[\s\S]*--limits"):
            hubspot.start()
    assert all(stack.run.id != run.id for stack in list_stacks())
