"""Three servers in containers: they reach each other by name, and lose nothing by kills and cuts."""

from collections.abc import Callable
from itertools import count

import pytest

from engine.conftest import Chain
from harness.containers.server import ServerContainer
from harness.waiting import NotYet, eventually

_numbers = count(1)


def somebody() -> str:
    return f"person{next(_numbers):04}"


def await_contact(chain: Chain, name: str) -> None:
    def look() -> None:
        names = chain.contact_names()
        if name not in names:
            raise NotYet(f"{names}; the bridge says {chain.bridge_state(name)!r}")

    eventually(look, f"a contact called {name}")


@pytest.fixture(params=["identity_server", "bridge", "hubspot"])
def server(request: pytest.FixtureRequest, chain: Chain) -> ServerContainer:
    """Return each of the three in turn."""
    found: ServerContainer = getattr(chain, request.param)
    return found


def test_a_registration_becomes_a_contact(chain: Chain) -> None:
    name = somebody()
    assert chain.sign_up(name) == 201
    await_contact(chain, name)


def test_a_server_comes_back_at_its_port_after_a_kill_with_all_that_it_had(
    chain: Chain, server: ServerContainer
) -> None:
    before, name = server.url, somebody()
    assert chain.sign_up(name) == 201
    await_contact(chain, name)
    server.kill()
    assert not server.running
    assert server.ending == "exit code 137"
    server.restart()
    assert server.url == before
    assert name in chain.contact_names()
    assert chain.bridge_state(name) == "delivered"
    assert chain.sign_up(name) == 409  # who is registered stays registered
    other = somebody()
    assert chain.sign_up(other) == 201
    await_contact(chain, other)


def test_what_the_bridge_took_while_hubspot_was_killed_arrives_after_its_restart(chain: Chain) -> None:
    name = somebody()
    chain.hubspot.kill()
    assert chain.sign_up(name) == 201
    chain.hubspot.restart()
    await_contact(chain, name)


@pytest.mark.parametrize("cut", [lambda chain: chain.bridge, lambda chain: chain.hubspot], ids=["bridge", "hubspot"])
def test_a_server_off_the_network_is_reached_from_here_alone(
    chain: Chain, cut: Callable[[Chain], ServerContainer]
) -> None:
    server, name = cut(chain), somebody()
    port = server.url
    server.cut()
    try:
        server.wait_until_ready()  # by its published port
        asked = "import socket, sys; sys.exit(0 if socket.gethostbyname(sys.argv[1]) else 1)"
        result = chain.identity_server.exec(["python", "-c", asked, server.role])
        assert result.exit_code != 0
    finally:
        server.heal()
    assert server.url == port
    assert chain.sign_up(name) == 201
    await_contact(chain, name)


def test_a_cut_between_bridge_and_hubspot_delays_and_loses_nothing(chain: Chain) -> None:
    name = somebody()
    chain.hubspot.cut()
    try:
        assert chain.sign_up(name) == 201
    finally:
        chain.hubspot.heal()
    await_contact(chain, name)


def test_a_server_can_be_killed_and_started_while_it_is_off_the_network(chain: Chain) -> None:
    chain.bridge.cut()
    chain.bridge.kill()
    chain.bridge.restart()
    chain.bridge.heal()
    name = somebody()
    assert chain.sign_up(name) == 201
    await_contact(chain, name)


def test_the_bridges_authority_is_what_the_identity_server_was_told_to_trust(chain: Chain) -> None:
    assert chain.bridge.ca_certificate().encode() == chain.authority.pem
    store = f"{chain.identity_server.home}/repository/resources/security/client-truststore.jks"
    assert chain.authority.pem in (chain.identity_server.read_file(store) or b"")


def test_the_identity_server_says_what_it_is(chain: Chain) -> None:
    assert chain.identity_server.release == "6.1.0"
    assert "BEGIN CERTIFICATE" in chain.identity_server.ca_certificate()
    conf = chain.identity_server.read_file(f"{chain.identity_server.home}/repository/conf/deployment.toml")
    assert b'hostname = "localhost"' in (conf or b"")
