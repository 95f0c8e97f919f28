"""Several containers at once, and an authority for them."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import pytest

from harness.containers import Authority, HubSpotContainer, start_together, stop_together
from harness.containers.errors import ContainerError, ImageUnavailable
from tests.harness.containers.scripted import ScriptedEngine


def test_none_is_left_when_one_cannot_be_made(engine: ScriptedEngine) -> None:
    engine.refusals["POST /images/create"] = (404, {"message": "pull access denied"})
    servers = [HubSpotContainer(f"a/hubspot:{number}").with_token("t") for number in (1, 2)]
    told: list[str] = []
    with pytest.raises(ImageUnavailable, match="a/hubspot:2"):
        start_together(*servers, tell=told.append)
    assert engine.is_empty
    assert told == []


def test_one_that_cannot_be_removed_keeps_no_other(engine: ScriptedEngine) -> None:
    servers = [HubSpotContainer("a/hubspot:1").with_token("t") for _ in range(2)]
    for server in servers:
        server.begin()
    engine.refusals[f"DELETE /containers/{servers[0].get_container_id()}"] = (500, {"message": "device is busy"})
    with pytest.raises(ContainerError, match="device is busy"):
        stop_together(*servers)
    assert len(engine.containers) == 1


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, bytes]]:
    """Serve HTTPS with a certificate for `bridge`; give the port and the authority."""
    authority = Authority.new()
    issued = authority.issue("bridge")
    (tmp_path / "c.pem").write_bytes(issued.certificate + issued.key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem")
    with HTTPServer(("127.0.0.1", 0), Handler) as https:
        https.socket = context.wrap_socket(https.socket, server_side=True)
        thread = threading.Thread(target=https.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield https.server_port, authority.pem
        https.shutdown()
        thread.join()


def test_who_trusts_the_authority_reaches_the_server_from_this_machine_too(server: tuple[int, bytes]) -> None:
    port, authority = server
    context = ssl.create_default_context(cadata=authority.decode())
    for host in ("localhost", "127.0.0.1"):
        assert httpx2.get(f"https://{host}:{port}", verify=context, trust_env=False).status_code == 204


def test_the_servers_certificate_is_for_its_name_on_the_servers_network(server: tuple[int, bytes]) -> None:
    port, authority = server
    context = ssl.create_default_context(cadata=authority.decode())
    with (
        httpx2.Client(verify=context, trust_env=False) as client,
        client.stream("GET", f"https://127.0.0.1:{port}", extensions={"sni_hostname": "bridge"}) as answer,
    ):
        assert answer.status_code == 204
    with pytest.raises(httpx2.ConnectError), httpx2.Client(verify=context, trust_env=False) as client:
        client.get(f"https://127.0.0.1:{port}", extensions={"sni_hostname": "another"})
