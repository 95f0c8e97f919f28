"""A server in a container: what the engine is asked for, and what follows when it, or the server, fails."""

from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer

from harness.containers import BridgeContainer, HubSpotContainer, Network, Run, WSO2IdentityServerContainer
from harness.containers.errors import ContainerError, EngineUnreachable, ImageUnavailable, NotReady, PortTaken
from harness.containers.server import ServerContainer
from tests.harness.containers.scripted import ScriptedEngine
from tests.harness.containers.test_run import DEAD, leave

RUN = Run("r1", 7, "boot/space/9")
Ready = Callable[[ServerContainer], ServerContainer]


@pytest.fixture
def ready(httpserver: HTTPServer) -> Ready:
    """Return what makes a container's published port that of a server which is ready."""
    for path in ("/login", "/_fake/contacts"):
        httpserver.expect_request(path).respond_with_data("fine")

    def publish(container: ServerContainer) -> ServerContainer:
        container._host_port = httpserver.port  # noqa: SLF001 - with_host_port() takes no port that is in use
        return container

    return publish


@pytest.fixture
def hubspot(engine: ScriptedEngine) -> Iterator[HubSpotContainer]:
    """Return the fake on the scripted engine, with little patience."""
    assert engine.images
    container = HubSpotContainer("a/hubspot:1").with_run(RUN).with_token("t")
    container.start_within = 0.2  # type: ignore[misc]  # a test's own patience
    yield container
    container.stop()


def asked(engine: ScriptedEngine) -> dict[str, object]:
    (container,) = engine.containers.values()
    found: dict[str, object] = container["asked"]
    return found


def test_no_engine_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    with pytest.raises(EngineUnreachable, match=r"no Docker engine answers at tcp://127\.0\.0\.1:9 .*by DOCKER_HOST"):
        HubSpotContainer("a/hubspot:1")


def test_an_image_that_cannot_be_pulled_is_named_and_nothing_is_left(engine: ScriptedEngine) -> None:
    engine.refusals["POST /images/create"] = (404, {"message": "pull access denied for wso2/wso2is"})
    server = WSO2IdentityServerContainer("wso2/wso2is:9.9.9")
    with pytest.raises(ImageUnavailable, match=r"pull access denied .*`docker pull wso2/wso2is:9\.9\.9`"):
        server.start()
    assert engine.is_empty


def test_a_server_that_never_answers_is_an_error_with_the_end_of_its_log_and_is_removed(
    engine: ScriptedEngine, hubspot: HubSpotContainer
) -> None:
    with pytest.raises(NotReady, match=r"awaited: hubspot ready at http://127\.0\.0\.1:\d+ [\s\S]*the disk is full"):
        hubspot.start()
    assert engine.is_empty


def test_a_server_that_ends_is_not_waited_for(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    engine.exits_with = 3
    hubspot.start_within = 30  # type: ignore[misc]  # a test's own patience
    with pytest.raises(NotReady, match=r"hubspot ended \(exit code 3\) instead of starting\n[\s\S]*the disk is full"):
        hubspot.start()
    assert engine.is_empty


def test_a_port_that_is_taken_is_named(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    engine.refusals["/start"] = (500, {"message": "Bind for 127.0.0.1:9443 failed: port is already allocated"})
    with pytest.raises(PortTaken, match=r"9443 failed.*already allocated: end what listens there"):
        hubspot.start()
    assert engine.is_empty


def test_whatever_else_the_engine_refuses_is_told(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    engine.refusals["/start"] = (500, {"message": "no space left on device"})
    with pytest.raises(ContainerError, match=r"hubspot: the Docker engine refused .*no space left on device"):
        hubspot.start()


def test_a_server_is_ready_when_its_first_call_is_answered(
    engine: ScriptedEngine, hubspot: HubSpotContainer, ready: Ready, httpserver: HTTPServer
) -> None:
    ready(hubspot).start()
    assert [request.path for request, _ in httpserver.log] == ["/login", "/_fake/contacts"]
    assert hubspot.running
    assert not engine.is_empty


def test_all_that_is_made_carries_the_run(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    network = Network(RUN).create()
    hubspot.with_network(network).begin()
    labels = asked(engine)["Labels"]
    assert isinstance(labels, dict)
    assert RUN.labels.items() <= labels.items()
    for made in (*engine.volumes.values(), *engine.networks.values()):
        assert made["Labels"].items() >= RUN.labels.items()
    hubspot.stop()
    network.remove()
    assert engine.is_empty


def test_our_own_images_run_without_a_writable_root_and_without_rights(
    engine: ScriptedEngine, hubspot: HubSpotContainer
) -> None:
    hubspot.begin()
    host = asked(engine)["HostConfig"]
    assert isinstance(host, dict)
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges"]


def test_ports_are_published_on_the_loopback_alone_where_the_engine_is_here(
    engine: ScriptedEngine, hubspot: HubSpotContainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubspot.begin()
    assert hubspot.url.startswith("http://127.0.0.1:")
    (binding,) = asked(engine)["HostConfig"]["PortBindings"]["8310/tcp"]  # type: ignore[index]  # JSON
    assert binding["HostIp"] == "127.0.0.1"
    hubspot.stop()
    monkeypatch.setenv("TC_HOST", "engine.example")
    other = HubSpotContainer("a/hubspot:1").with_token("t")
    other.begin()
    assert other.url.startswith("http://engine.example:")
    (binding,) = asked(engine)["HostConfig"]["PortBindings"]["8310/tcp"]  # type: ignore[index]  # JSON
    assert binding["HostIp"] == "0.0.0.0"  # noqa: S104 - the engine is another machine
    other.stop()


def test_a_server_that_was_cut_is_off_the_network_until_it_is_healed(
    engine: ScriptedEngine, hubspot: HubSpotContainer
) -> None:
    with Network(RUN) as network:
        hubspot.with_network(network).begin()
        (container,) = engine.containers.values()
        on = container["NetworkSettings"]["Networks"]
        assert on[network.name]["Aliases"] == ["hubspot"]
        hubspot.cut()
        hubspot.cut()
        assert set(on) == {"bridge"}
        hubspot.heal()
        assert set(on) == {"bridge", network.name}
        hubspot.stop()


def test_a_server_without_a_network_cannot_be_cut(hubspot: HubSpotContainer) -> None:
    with pytest.raises(ContainerError, match="by with_network"):
        hubspot.cut()


def test_the_identity_server_trusts_an_authority_before_its_first_start(engine: ScriptedEngine) -> None:
    server = (
        WSO2IdentityServerContainer("wso2/wso2is:6.1.0")
        .with_trust(b"PEM")
        .with_deployment_toml("[server]\nhostname = 'localhost'\n")
    )
    server.begin()
    entrypoint = asked(engine)["Entrypoint"]
    assert isinstance(entrypoint, list)
    shell, _, script, _, own = entrypoint
    assert shell == "/bin/sh"
    assert "keytool -importcert -noprompt" in script
    assert "client-truststore.jks" in script
    assert own == "/home/wso2carbon/docker-entrypoint.sh"
    (files,) = engine.files.values()
    assert files["/home/wso2carbon/bridge-authority.pem"] == b"PEM"
    assert b"hostname" in files["/home/wso2carbon/wso2-config-volume/repository/conf/deployment.toml"]
    server.stop()


def test_a_ready_trust_store_goes_where_the_release_has_it(engine: ScriptedEngine, tmp_path: object) -> None:
    engine.add_image("a/is:1", Env=["WSO2_SERVER_HOME=/home/wso2carbon/wso2is-7.2.0"], Entrypoint=["/e.sh"])
    store = tmp_path / "store.p12"  # type: ignore[operator]  # a path
    store.write_bytes(b"P12")
    server = WSO2IdentityServerContainer("a/is:1").with_trust_store(store)
    server.begin()
    (files,) = engine.files.values()
    assert list(files) == ["/home/wso2carbon/wso2-config-volume/repository/resources/security/client-truststore.p12"]
    server.stop()


def test_an_image_that_is_no_identity_server_is_named(engine: ScriptedEngine) -> None:
    server = WSO2IdentityServerContainer("a/bridge:1").with_trust(b"PEM")
    with pytest.raises(ContainerError, match="a/bridge:1 sets no WSO2_SERVER_HOME"):
        server.start()
    assert engine.is_empty


def test_the_bridge_gets_its_certificate_as_files_and_its_secrets_by_environment(engine: ScriptedEngine) -> None:
    authority = "-----BEGIN CERTIFICATE-----\nCA\n-----END CERTIFICATE-----\n"
    chain = "-----BEGIN CERTIFICATE-----\nown\n-----END CERTIFICATE-----\n" + authority
    bridge = BridgeContainer("a/bridge:1").with_credentials("u", "p").with_hubspot("http://hubspot:8310", "t")
    bridge.with_admin("o", "q").with_certificate(chain.encode(), b"KEY").begin()
    assert {"BRIDGE_PASSWORD=p", "BRIDGE_HUBSPOT_TOKEN=t", "BRIDGE_ADMIN_PASSWORD=q"} <= set(asked(engine)["Env"])  # type: ignore[call-overload]  # JSON
    assert "Cmd" not in asked(engine)
    assert bridge.ca_certificate() == authority
    (files,) = engine.files.values()
    assert files["/var/lib/bridge/given-key.pem"] == b"KEY"
    bridge.stop()


def test_a_bridge_that_made_no_certificate_yet_says_so(engine: ScriptedEngine) -> None:
    assert engine.images
    bridge = BridgeContainer("a/bridge:1")
    bridge.begin()
    with pytest.raises(ContainerError, match="wait until it is ready"):
        bridge.ca_certificate()
    bridge.stop()


def test_who_enters_a_network_removes_what_dead_processes_left(engine: ScriptedEngine) -> None:
    leave(engine, DEAD)
    with Network(RUN):
        assert not engine.containers


def test_a_network_that_was_not_made_says_how_it_is(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    network = Network(RUN)
    with pytest.raises(ContainerError, match=r"not made yet: use it as `with Network\(\) as network:`"):
        hubspot.with_network(network).start()
    network.remove()
    assert engine.is_empty


def test_a_second_start_is_refused_and_the_first_container_stays(
    engine: ScriptedEngine, hubspot: HubSpotContainer, ready: Ready
) -> None:
    ready(hubspot).start()
    with pytest.raises(ContainerError, match=r"hubspot was started already: stop\(\) it first"):
        hubspot.start()
    assert hubspot.running
    assert len(engine.containers) == 1


@pytest.mark.parametrize("port", [0, -1, 80000])
def test_a_port_that_there_cannot_be_is_refused(hubspot: HubSpotContainer, port: int) -> None:
    with pytest.raises(ContainerError, match=f"hubspot cannot be at port {port}: give one from 1 to 65535"):
        hubspot.with_host_port(port)


def test_lines_that_are_no_toml_are_refused(engine: ScriptedEngine) -> None:
    assert engine.images
    server = WSO2IdentityServerContainer("wso2/wso2is:6.1.0")
    with pytest.raises(ContainerError, match=r"with_deployment_toml\(\): .*: give tables and keys as TOML has them"):
        server.with_deployment_toml("rubbish")
    server.stop()


def test_ctrl_c_while_the_engine_makes_a_network_leaves_none(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(RUN)
    make = network._docker.client_networks_create  # noqa: SLF001 - the engine answers, and nobody hears it

    def make_and_be_interrupted(name: str, param: dict[str, object]) -> None:
        make(name, param)
        raise KeyboardInterrupt

    monkeypatch.setattr(network._docker, "client_networks_create", make_and_be_interrupted)  # noqa: SLF001 - the same
    with pytest.raises(KeyboardInterrupt):
        network.create()
    assert engine.is_empty
    network.remove()


def test_a_container_says_what_the_engine_calls_it(engine: ScriptedEngine, hubspot: HubSpotContainer) -> None:
    hubspot.begin()
    assert [f"/{hubspot.container_name}"] == [container["Name"] for container in engine.containers.values()]
