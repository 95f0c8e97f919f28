"""Whose a container is, and that only what a dead run left is swept."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from harness.containers import Run
from harness.containers.run import start_of
from harness.containers.stacks import find_kept, list_stacks, remove_run, sweep
from tests.harness.containers.scripted import ScriptedEngine


def dead_process() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leave(engine: ScriptedEngine, run: Run, state: str = "running") -> None:
    """Leave a container, a network and a volume of a run."""
    name = f"of{len(engine.containers)}"
    engine.containers[name] = {
        "Id": name,
        "Config": {"Image": "a/bridge:1", "Labels": {**run.labels, "org.wso2-hubspot-harness.role": "bridge"}},
        "State": {"Status": state},
        "NetworkSettings": {"Ports": {"8253/tcp": [{"HostIp": "127.0.0.1", "HostPort": "1"}]}},
    }
    engine.networks[f"n{name}"] = {"Id": f"n{name}", "Name": f"n{name}", "Labels": run.labels}
    engine.volumes[f"v{name}"] = {"Name": f"v{name}", "Labels": run.labels}


ALIVE = Run.of_this_process("alive")
DEAD = replace(ALIVE, id="dead", process=dead_process())


def test_this_process_lives() -> None:
    assert not ALIVE.ended


def test_a_process_that_has_ended_is_gone() -> None:
    assert DEAD.ended


def test_a_later_process_of_the_same_number_is_not_taken_for_it() -> None:
    assert replace(ALIVE, started=f"{ALIVE.started}1").ended


@pytest.mark.parametrize("started", ["otherboot/1/5", "", "nonsense"])
def test_nobody_can_tell_of_another_machines_process(started: str) -> None:
    assert not replace(DEAD, started=started).ended


def test_a_process_is_known_by_boot_name_space_and_time() -> None:
    started = start_of(os.getpid())
    assert started is not None
    assert started.count("/") == 2


def test_a_run_is_read_back_from_its_labels() -> None:
    assert Run.from_labels(ALIVE.labels) == ALIVE
    assert not Run.from_labels({}).ended


def test_a_sweep_removes_what_a_dead_run_left_and_nothing_else(engine: ScriptedEngine) -> None:
    kept = replace(DEAD, id="kept", kept="hash")
    elsewhere = replace(DEAD, id="elsewhere", started="otherboot/1/5")
    for run in (ALIVE, DEAD, kept, elsewhere):
        leave(engine, run)
    said: list[str] = []
    assert sweep(said.append) == 1
    assert [stack.run.id for stack in list_stacks()] == ["alive", "elsewhere", "kept"]
    assert len(engine.networks) == len(engine.volumes) == 3
    assert said == ["removed 1 containers of runs that ended without doing so themselves"]


def test_a_sweep_of_a_clean_engine_says_nothing(engine: ScriptedEngine) -> None:
    said: list[str] = []
    assert sweep(said.append) == 0
    assert said == []
    assert engine.is_empty


def test_what_could_not_be_removed_is_told_after_the_rest_is(engine: ScriptedEngine) -> None:
    leave(engine, DEAD)
    engine.refusals["DELETE /networks"] = (403, {"message": "network has active endpoints"})
    with pytest.raises(Exception, match="network has active endpoints"):
        sweep()
    assert not engine.containers
    assert not engine.volumes


def test_a_stack_is_listed_with_its_servers(engine: ScriptedEngine) -> None:
    leave(engine, ALIVE)
    (stack,) = list_stacks()
    assert stack.run == ALIVE
    (server,) = stack.servers
    assert (server.role, server.image, server.state, server.address) == (
        "bridge",
        "a/bridge:1",
        "running",
        "127.0.0.1:1",
    )


def test_a_kept_stack_is_found_while_all_of_it_runs(engine: ScriptedEngine) -> None:
    leave(engine, replace(ALIVE, kept="hash"))
    found = find_kept("hash")
    assert found is not None
    assert find_kept("other") is None
    leave(engine, replace(ALIVE, kept="hash"), state="exited")
    assert find_kept("hash") is None


def test_a_run_is_removed_by_its_id_kept_or_not(engine: ScriptedEngine) -> None:
    leave(engine, replace(ALIVE, kept="hash"))
    assert remove_run("nobody") == 0
    assert remove_run("alive") == 1
    assert engine.is_empty
