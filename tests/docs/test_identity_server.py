"""docs/identity-server.md: its commands are typed at a fresh simulator, and its calls by hand make what they make."""

import json
import shutil
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from harness.identity_server.configure import AdminClient, Wanted, configure
from harness.identity_server.configure.claims import CLAIMS, LOCAL, claim_id
from walkthroughs.markdown import blocks
from walkthroughs.terminal import Terminal, terminal, typed

PAGE: Final = "identity-server.md"
SERVE: Final = "harness identity-server serve --port 9443"
WANTED: Final = Wanted("https://bridge.example.com:8253/hubspot/contacts", "identity-server", "bridge-password")


def block(language: str, begin: str) -> str:
    """Return the page's only block that begins so."""
    (found,) = [each.text for each in blocks(language) if each.page == PAGE and each.text.startswith(begin)]
    return found


def body(begin: str) -> Any:
    return json.loads(block("json", begin))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Terminal]:
    """Return a terminal beside a fresh simulator at the page's port."""
    if shutil.which("openssl") is None:
        # The page reads the server's certificate by openssl, which a reader has to bring.
        pytest.skip("the page's first command needs openssl")  # without it that command cannot be typed
    with terminal(tmp_path / "reader", 9443) as opened:
        opened.type(SERVE)
        yield opened


@pytest.fixture
def administrator(reader: Terminal) -> Iterator[AdminClient]:
    """Return an administrator of the simulator, who trusts it as the page says."""
    trust(reader)
    url = f"https://localhost:{reader.ports[9443]}"
    context = ssl.create_default_context(cafile=reader.folder / "is.pem")
    with AdminClient(url, verify=context) as client:
        yield client


def trust(reader: Terminal) -> None:
    reader.type(typed(block("console", "$ openssl s_client"))[0].command)


def test_the_command_does_what_the_page_shows(reader: Terminal) -> None:
    page = [
        *typed(block("console", "$ openssl")),
        *typed(block("console", "$ harness configure https://localhost:9443")),
    ]
    for each in page:
        printed = reader.type(each.command)
        # The bridge's port stands in the page's endpoint too, and is one of this run's own here.
        shown = each.shown.replace("8253", str(reader.ports[8253]))
        assert printed == shown if shown else "9 things changed." in printed or "harness" not in each.command


def test_what_rest_cannot_set_is_printed_as_the_page_shows(reader: Terminal) -> None:
    ((command, shown),) = [(each.command, each.shown) for each in typed(block("console", "$ harness configure --depl"))]
    assert reader.type(command) == shown


def test_the_lines_of_python_find_what_the_command_finds(reader: Terminal) -> None:
    trust(reader)
    script = block("python", "from harness").replace("9443", str(reader.ports[9443]))
    (reader.folder / "script.py").write_text(script)
    reader.environment["SSL_CERT_FILE"] = str(reader.folder / "is.pem")  # as if the machine trusted the server
    done = reader.run([sys.executable, "script.py"])
    assert done.stdout.startswith("6.1 True ['Telephone, Supported by Default', "), done.stderr


def test_the_calls_by_hand_make_what_the_command_makes(administrator: AdminClient) -> None:
    for name, wish in (("telephone", False), ("phoneNumbers", True)):
        path = f"{CLAIMS}/{claim_id(LOCAL + name)}"
        read = administrator.get(path)
        flags = {"supportedByDefault": wish, "required": wish}
        kept = {key: value for key, value in read.items() if key not in {"id", "dialectURI"}}
        administrator.put(path, kept | flags)
    administrator.post("/identity-providers", body('{"name"'))
    administrator.put("/applications/resident", body('{"outboundProvisioningIdps"'))
    administrator.patch(
        "/identity-governance/VXNlciBPbmJvYXJkaW5n/connectors/c2VsZi1zaWduLXVw", body('{"operation": "UPDATE"')
    )
    (mine,) = administrator.get("/applications", {"filter": 'name eq "My Account"'})["applications"]
    assert mine["access"] == "WRITE"
    administrator.patch(f"/applications/{mine['id']}", body('{"provisioningConfigurations"'))
    left = configure(administrator, WANTED, dry_run=True).changes
    assert [change.what for change in left] == ["My Account, requested claims"]
    assert "phoneNumbers" not in left[0].after
