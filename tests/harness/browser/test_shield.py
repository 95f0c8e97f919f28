"""A browser is started where it cannot hear of changes of the machine's network."""

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


@pytest.mark.skipif(shield() is None, reason="this machine's kernel or processor has no filter that we know")
def test_it_cannot_open_the_socket_by_which_changes_are_told() -> None:
    assert not opens(NETLINK)


@pytest.mark.parametrize("family", [1, 2, 10])
def test_it_opens_all_other_sockets(family: int) -> None:
    assert opens(family)


def test_where_no_filter_is_known_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    assert shield() is None
