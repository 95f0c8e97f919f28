"""A browser is started where it cannot hear of changes of the machine's network, and ends with who started it."""

import os
import platform
import select
import subprocess
import sys

import pytest

from harness.browser.shield import shield

OPEN = "import socket; socket.socket({family}, socket.SOCK_RAW if {family} == 16 else socket.SOCK_STREAM)"
NETLINK = 16


def opens(family: int) -> bool:
    """Tell whether a shielded process can open a socket of a family."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", OPEN.format(family=family)],
        preexec_fn=shield(),
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


LINUX = pytest.mark.skipif(shield() is None, reason="only Linux has these calls")


@LINUX
@pytest.mark.skipif(platform.machine() not in {"x86_64", "aarch64"}, reason="no filter is known of this processor")
def test_it_cannot_open_the_socket_by_which_changes_are_told() -> None:
    assert not opens(NETLINK)


@pytest.mark.parametrize("family", [1, 2, 10])
def test_it_opens_all_other_sockets(family: int) -> None:
    assert opens(family)


@LINUX
def test_where_no_filter_is_known_it_hears_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    assert opens(NETLINK)


@LINUX
def test_it_ends_with_the_process_that_started_it() -> None:
    start = (
        "import os, signal, subprocess, sys; from harness.browser.shield import shield;"
        "subprocess.Popen([sys.executable, '-c', 'input()'], preexec_fn=shield());"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own code
        # What it started has the same output, which ends when the last of them has ended.
        assert process.stdout is not None
        ended, _, _ = select.select([process.stdout], [], [], 10)
        assert ended, "awaited for 10 s: the end of what a killed process started"
        assert os.read(process.stdout.fileno(), 1) == b""


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert shield() is None
