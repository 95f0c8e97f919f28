"""What is refused before anything starts."""

import socket

import pytest

from harness.errors import StackError
from harness.ports import PortClaims
from harness.rungs.embedded import Ports
from harness.up.stand import Doors, stand


def refused(doors: Doors) -> str:
    said: list[str] = []
    with pytest.raises(StackError) as error:
        stand(doors, said.append)
    assert said == []
    return str(error.value)


def test_two_servers_on_one_port_are_refused_at_once() -> None:
    claims = PortClaims()
    port = claims.claim()
    claims.release()
    assert "cannot share a port" in refused(Doors(Ports(identity_server=port), port))


def test_a_start_page_whose_port_is_in_use_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert f"port {port} is in use: end what listens there, or give --port" in refused(Doors(Ports(), port))
