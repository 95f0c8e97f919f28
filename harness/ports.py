"""Ports for servers that must know each other's port before any of them runs."""

import itertools
import os
import socket
from collections.abc import Iterator
from typing import Final

from harness.errors import StackError

_LOWEST: Final = 20_000
_COUNT: Final = 12_000  # up to 32,000: below the ports that systems give to outgoing connections


class PortClaims:
    """Claims TCP ports of the loopback address against other runs on this machine.

    A claim is a UDP socket held at the port's number: the server binds the TCP port beside it, now and after each
    restart, while another run that wants the number is refused it.
    """

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def claim(self) -> int:
        """Return a port that is free and stays claimed until ``release``."""
        for port in _candidates():
            if self._take(port):
                return port
        raise StackError(f"no free port from {_LOWEST} to {_LOWEST + _COUNT}: end what listens there")

    def reserve(self, port: int, what: str) -> int:
        """Claim a given port.

        Raises:
            StackError: it is in use; ``what`` names who was to have it, and how it is given another.
        """
        if not self._take(port):
            raise StackError(f"port {port} is in use: end what listens there, or give {what}")
        return port

    def release(self) -> None:
        """Give all ports back."""
        while self._held:
            self._held.pop().close()

    def _take(self, port: int) -> bool:
        claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            claim.bind(("127.0.0.1", port))
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            return False
        self._held.append(claim)
        return True


def _candidates() -> Iterator[int]:
    """Return every port once, from a place that differs between processes, so that they rarely meet."""
    start = os.getpid() * 61 % _COUNT
    return (_LOWEST + offset % _COUNT for offset in itertools.islice(itertools.count(start), _COUNT))
