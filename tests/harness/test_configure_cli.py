"""The command `harness configure`, over a real socket, against a server of recorded shapes."""

import json
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import trustme
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner, Result
from werkzeug import Request, Response

from harness.cli import app
from tests.harness.identity_server.configure.server import CONSOLE, Server, configured, fresh, with_provider

ENDPOINT = ("--user-endpoint", "https://bridge:8253/hubspot/contacts")
SECRETS = {
    "IS_ADMIN_USERNAME": "admin",
    "IS_ADMIN_PASSWORD": "admin-secret",
    "BRIDGE_USERNAME": "bridge-user",
    "BRIDGE_PASSWORD": "bridge-secret",
}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of the certificate that signed the server's."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def socket(authority: trustme.CA) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    with HTTPServer(host="localhost", ssl_context=context) as server:
        yield server


@pytest.fixture
def serve(socket: HTTPServer) -> Iterator["Serve"]:
    socket.clear()
    yield Serve(socket)
    socket.clear()


class Serve:
    """Puts a server of shapes behind a socket, and runs the command against it."""

    def __init__(self, socket: HTTPServer) -> None:
        self._socket = socket

    @property
    def url(self) -> str:
        """The server's origin."""
        return self._socket.url_for("").rstrip("/")

    def run(self, server: Server, *arguments: str) -> Result:
        """Run the command with arguments behind the URL and the endpoint."""

        def answer(request: Request) -> Response:
            asked = httpx2.Request(request.method, request.url, content=request.get_data())
            given = server.answer(asked)
            return Response(given.content, given.status_code, content_type="application/json")

        self._socket.expect_request(re.compile("/.*")).respond_with_handler(answer)
        return run(self.url, *ENDPOINT, *arguments)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["configure", *arguments])


def test_a_fresh_server_is_configured_with_a_table_of_what_changed(serve: Serve, ca: str) -> None:
    server = fresh()
    result = serve.run(server, "--ca", ca)
    assert (result.exit_code, result.exception) == (0, None)
    lines = result.stdout.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["step", "what", "was", "is"]
    assert re.split(r"\s{2,}", lines[1]) == ["claims", "Telephone, Supported by Default", "on", "off"]
    assert "9 things changed." in lines
    assert "client-truststore.jks" in lines[-1]
    assert len(server.writes) == 6


def test_progress_goes_to_the_error_output_and_no_secret_anywhere(serve: Serve, ca: str) -> None:
    result = serve.run(fresh(), "--ca", ca)
    assert "is taken for WSO2 Identity Server 6.1" in result.stderr
    assert not [secret for secret in ("admin-secret", "bridge-secret") if secret in result.output]


def test_a_server_that_is_as_wanted_says_so(serve: Serve, ca: str) -> None:
    result = serve.run(configured("7.2"), "--ca", ca)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "The server is as wanted."


@pytest.mark.parametrize(
    ("flag", "code", "sentence"),
    [("--dry-run", 0, "would be changed; nothing was"), ("--check", 1, "9 things differ;")],
)
def test_a_look_changes_nothing(flag: str, code: int, sentence: str, serve: Serve, ca: str) -> None:
    server = fresh()
    result = serve.run(server, "--ca", ca, flag)
    assert result.exit_code == code
    assert sentence in result.stdout
    assert server.writes == []


def test_a_check_without_a_difference_ends_with_0(serve: Serve, ca: str) -> None:
    assert serve.run(configured(), "--ca", ca, "--check").exit_code == 0


def test_json_is_for_machines(serve: Serve, ca: str) -> None:
    result = serve.run(with_provider(), "--ca", ca, "--check", "--format", "json")
    report = json.loads(result.stdout)
    assert (report["release"], report["differs"], report["dryRun"], report["warnings"]) == ("6.1", True, True, [])
    assert report["changes"][0] == {
        "what": "Telephone, Supported by Default",
        "before": "on",
        "after": "off",
        "step": "claims",
    }


def test_the_choices_are_passed_on(serve: Serve, ca: str) -> None:
    server = fresh("7.0")
    flags = ("--connector", "scim2", "--blocking", "--idp-name", "Our CRM", "--lock-on-creation")
    serve.run(server, "--ca", ca, *flags)
    (entry,) = next(asked.body for asked in server.writes if asked.path.endswith("/resident"))[
        "outboundProvisioningIdps"
    ]
    assert (entry["idp"], entry["connector"], entry["blocking"]) == ("Our CRM", "SCIM2", True)


def test_the_release_can_be_forced(serve: Serve, ca: str) -> None:
    server = fresh("7.3")
    server.answers[CONSOLE] = {"ui": {"productVersionConfig": {"productVersion": "9.0.0"}}}
    refused = serve.run(server, "--ca", ca)
    assert refused.exit_code == 2
    assert "known are 6.1, 7.0, 7.1, 7.2, 7.3" in refused.stderr
    assert serve.run(server, "--ca", ca, "--release", "7.3").exit_code == 0


def test_a_certificate_that_is_not_trusted_ends_with_3_and_names_the_flag(serve: Serve) -> None:
    result = serve.run(fresh())
    assert result.exit_code == 3
    assert "--ca FILE" in result.stderr


def test_a_name_that_is_not_in_the_certificate_is_another_matter(ca: str, authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("is.example").configure_cert(context)
    with HTTPServer(host="localhost", ssl_context=context) as other:
        result = run(other.url_for("").rstrip("/"), *ENDPOINT, "--ca", ca)
    assert result.exit_code == 3
    assert "use a name that stands in it" in result.stderr


def test_nobody_there_ends_with_3() -> None:
    result = run("http://127.0.0.1:9", *ENDPOINT)
    assert result.exit_code == 3
    assert "is the server running" in result.stderr


def test_wrong_administrators_credentials_end_with_3(serve: Serve, ca: str) -> None:
    server = fresh()
    server.refusals["GET", CONSOLE] = httpx2.Response(401)
    result = serve.run(server, "--ca", ca)
    assert result.exit_code == 3
    assert "IS_ADMIN_PASSWORD" in result.stderr


def test_missing_credentials_are_all_named_with_their_file_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IS_ADMIN_PASSWORD")
    monkeypatch.setenv("BRIDGE_PASSWORD", "")
    result = run("https://localhost:9443", *ENDPOINT)
    assert result.exit_code == 2
    assert "IS_ADMIN_PASSWORD and BRIDGE_PASSWORD not set" in result.stderr
    assert "IS_ADMIN_PASSWORD_FILE, BRIDGE_PASSWORD_FILE" in result.stderr


def test_credentials_may_stand_in_files(serve: Serve, ca: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BRIDGE_PASSWORD")
    file = tmp_path / "password"
    file.write_text("from-a-file\nmore\n")
    monkeypatch.setenv("BRIDGE_PASSWORD_FILE", str(file))
    server = fresh()
    serve.run(server, "--ca", ca)
    assert "from-a-file" in [
        each["value"]
        for asked in server.writes
        if asked.method == "POST"
        for each in asked.body["provisioning"]["outboundConnectors"]["connectors"][0]["properties"]
    ]


def test_a_file_of_credentials_that_is_not_there_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BRIDGE_PASSWORD")
    monkeypatch.setenv("BRIDGE_PASSWORD_FILE", "not-there")
    result = run("https://localhost:9443", *ENDPOINT)
    assert result.exit_code == 2
    assert "BRIDGE_PASSWORD_FILE=not-there cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ((), "give the Identity Server's URL"),
        (("https://localhost:9443",), "give --user-endpoint"),
        (("localhost", *ENDPOINT), "like https://localhost:9443"),
        (("https://localhost:9443/carbon", *ENDPOINT), "origin alone"),
        (("https://localhost:9443", "--user-endpoint", "bridge"), "https://bridge:8253/hubspot/contacts"),
        (("https://localhost:9443", *ENDPOINT, "--release", "5.11"), "known are 6.1"),
        (("https://localhost:9443", *ENDPOINT, "--ca", "not-there"), "--ca not-there cannot be used"),
        (("https://localhost:9443", *ENDPOINT, "--connector", "soap"), "soap"),
        (("--deployment-toml",), "give --release with --deployment-toml"),
        (("--deployment-toml", "--release", "5.11"), "known are 6.1"),
    ],
)
def test_wrong_use_ends_with_2_and_what_to_do(arguments: tuple[str, ...], advice: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert advice in result.stderr


def test_a_file_that_is_no_certificate_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    result = run("https://localhost:9443", *ENDPOINT, "--ca", str(file))
    assert result.exit_code == 2
    assert "BEGIN CERTIFICATE" in result.stderr


@pytest.mark.parametrize(("flags", "there"), [((), True), (("--stock",), False)])
def test_what_rest_cannot_do_is_printed_without_a_server(flags: tuple[str, ...], there: bool) -> None:
    result = run("--deployment-toml", "--release", "6.1", *flags)
    assert result.exit_code == 0
    assert "client-truststore.jks" in result.stdout
    assert ("read_only_apps = []" in result.stdout) is there
