"""A server process is waited for, explains its death, and never outlives who started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.errors import StackError
from harness.process import ServerProcess
from harness.waiting import NotYet, eventually

SERVER = """
import os, signal, sys
print("starting", file=sys.stderr, flush=True)
print("ready", "http://127.0.0.1:" + os.environ.get("STUB_PORT", "1"), flush=True)
signal.pause()
"""
BROKEN = """
import sys
sys.exit("the mapping file is unreadable")
"""
OWNER = """
import signal, sys
from pathlib import Path
from harness.process import ServerProcess
process = ServerProcess("server", Path(sys.argv[1]), {"PYTHONPATH": sys.argv[1]}, ["server"])
process.start()
process.wait_until_ready()
print(process.pid, flush=True)
signal.pause()
"""

Make = Callable[[str], ServerProcess]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[ServerProcess] = []

    def make_process(code: str) -> ServerProcess:
        (tmp_path / "server.py").write_text(code)
        made.append(ServerProcess("server", tmp_path, {"PYTHONPATH": str(tmp_path), "STUB_PORT": "4711"}, ["server"]))
        return made[-1]

    yield make_process
    for process in made:
        process.stop()


def test_the_url_is_read_from_the_ready_line(make: Make) -> None:
    process = make(SERVER)
    process.start()
    assert process.wait_until_ready() == "http://127.0.0.1:4711"


def test_a_process_that_dies_at_start_shows_the_end_of_its_log(make: Make) -> None:
    process = make(BROKEN)
    process.start()
    with pytest.raises(StackError, match=r"(?s)exit code 1 .*the mapping file is unreadable"):
        process.wait_until_ready()


def test_a_killed_process_can_be_started_again(make: Make) -> None:
    process = make(SERVER)
    process.start()
    process.wait_until_ready()
    process.kill()
    running = [process.running]
    process.start()
    process.wait_until_ready()
    running.append(process.running)
    assert running == [False, True]
    assert process.log.read_text().count("starting") == 2


def test_a_stopped_process_is_gone(make: Make) -> None:
    process = make(SERVER)
    process.start()
    process.wait_until_ready()
    process.stop()
    assert not process.running


def test_settings_of_this_shell_do_not_reach_a_server(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_PORT", "1")
    process = make("import os, sys; sys.exit(','.join(n for n in os.environ if n.startswith('BRIDGE_')) or 'none')")
    process.start()
    with pytest.raises(StackError, match=r"\nnone"):
        process.wait_until_ready()


@pytest.mark.skipif(sys.platform != "linux", reason="the leash is Linux's PR_SET_PDEATHSIG")
def test_a_server_dies_with_a_killed_test_run(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:  # noqa: S603 - the test's own code
        assert owner.stdout is not None
        server = int(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)

    def gone() -> None:
        state = _state(server)
        if state not in ("", "Z"):
            raise NotYet(f"process {server} in state {state}")

    eventually(gone, "the end of the server")


def _state(pid: int) -> str:
    """Return the state letter of a process; empty when there is none."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
