"""Claimed ports are free, distinct, and claimed against everybody."""

import socket

import pytest

from harness.errors import StackError
from harness.ports import PortClaims


def test_two_runs_never_claim_the_same_port() -> None:
    one, other = PortClaims(), PortClaims()
    try:
        ports = [one.claim(), other.claim(), one.claim(), other.claim()]
    finally:
        one.release()
        other.release()
    assert len(set(ports)) == 4


def test_a_server_can_listen_on_a_claimed_port() -> None:
    claims = PortClaims()
    port = claims.claim()
    with socket.create_server(("127.0.0.1", port)) as server:
        assert server.getsockname()[1] == port
    claims.release()


def test_a_port_in_use_is_not_claimed() -> None:
    first = PortClaims()
    port = first.claim()
    with socket.create_server(("127.0.0.1", port)):
        first.release()
        second = PortClaims()
        assert second.claim() != port
        second.release()


def test_a_given_port_that_is_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(StackError, match=f"port {port} is in use: end what listens there, or give --bridge-port"):
            PortClaims().reserve(port, "--bridge-port")
