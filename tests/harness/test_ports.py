"""Claimed ports are free, distinct, and claimed against everybody."""

import socket

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
