"""A scenario that fails leaves evidence of every hop, and no secret anywhere."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.evidence.folder import slug
from harness.people import People, Person

SEED = "canary"
TEST_ID = "test_canary.py::test_it_fails"
CODE = """
import json
from pathlib import Path

def test_it_fails(own_stack, person):
    chain = own_stack(password_provisioning=True)  # so that the typed password goes over the wire
    Path("secrets.json").write_text(json.dumps(chain.stack.credentials.secrets))
    chain.guide.register(person)
    chain.my_account.sign_in(person)
    chain.bridge.delivered(person)
    assert person.password == "something else", "deliberate"
"""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a failed run left: what it printed, its evidence, all its files, and the secrets it used."""

    output: str
    evidence: Path
    reports: Path
    files: tuple[Path, ...]
    secrets: tuple[str, ...]
    person: Person


@pytest.mark.parametrize("when", ["on-failure", "on"])
def test_a_failed_scenario_leaves_the_evidence_of_every_hop_and_no_secret(tmp_path: Path, when: str) -> None:
    leftovers = fail_in(tmp_path, when)
    no_secret_is_in(leftovers)
    database_and_logs_are_among(leftovers)
    every_hop_is_in(leftovers)
    the_summary_tells_the_story_of(leftovers)
    the_page_tells_it_from_screen_to_record(leftovers)
    the_report_leads_to(leftovers)


def fail_in(folder: Path, when: str) -> Leftovers:
    """Run a scenario that fails, evidence being kept ``when``."""
    (folder / "test_canary.py").write_text(CODE)
    command = [sys.executable, "-m", "pytest", "-p", "harness.plugin", "--people-seed", SEED, "--rootdir", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own pytest
        [*command, "--evidence", when, "--basetemp", "temporary", "--junitxml", "reports/junit.xml", "test_canary.py"],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed" in done.stdout, done.stdout + done.stderr
    person = People(SEED, TEST_ID).new()
    tokens = json.loads((folder / "secrets.json").read_text())
    places = [folder / "temporary", folder / "reports"]
    files = tuple(path for place in places for path in place.rglob("*") if path.is_file())
    reports = folder / "reports"
    return Leftovers(done.stdout, reports / "tests" / slug(TEST_ID), reports, files, (person.password, *tokens), person)


def _secrets_of(path: Path, leftovers: Leftovers) -> tuple[str, ...]:
    """Return what a file may not hold: the identity server's own store has the bridge's password, to send it."""
    return (leftovers.person.password,) if path.name.startswith("identity-server.state") else leftovers.secrets


def no_secret_is_in(leftovers: Leftovers) -> None:
    """Look for the typed password and the tokens in the output and in every file."""
    found = [path.name for path in leftovers.files if _holds_secret(path.read_bytes(), _secrets_of(path, leftovers))]
    assert not found, f"a secret is in {found}: see harness/evidence/redaction.py"
    assert not _holds_secret(leftovers.output.encode(), leftovers.secrets), "a secret is in what pytest printed"


def database_and_logs_are_among(leftovers: Leftovers) -> None:
    """See that there was something to look through."""
    names = {path.name for path in leftovers.files}
    assert {"bridge.db", "bridge.log", "identity-server.log", "hubspot.log", "junit.xml"} <= names
    assert {"index.html", "run.json", "summary.md", "summary.txt"} <= {
        path.name for path in leftovers.reports.iterdir()
    }


def every_hop_is_in(leftovers: Leftovers) -> None:
    """See a file of each hop, with something in it."""
    names = {re.sub(r"\d+", "N", path.name) for path in leftovers.evidence.iterdir()}
    pages = {"screenshot-N.png", "page-N.html", "console-N.txt"}
    hops = {"scim-exchanges.json", "bridge-events.json", "hubspot-requests.json", "contacts.json"}
    logs = {"bridge.log", "hubspot.log", "identity-server.log"}
    assert {"summary.txt", "index.html", "timeline.json", *pages, *hops, *logs} <= names
    assert all(json.loads((leftovers.evidence / hop).read_text()) for hop in hops)
    assert '\\"password\\":' in (leftovers.evidence / "scim-exchanges.json").read_text(), "the password was sent"
    record = json.loads((leftovers.evidence / f"bridge-user-{leftovers.person.user_name}.json").read_text())
    assert record["state"] == "delivered"


def the_summary_tells_the_story_of(leftovers: Leftovers) -> None:
    """See the seed, the hop, the steps and the failure."""
    summary = (leftovers.evidence / "summary.txt").read_text()
    assert f"--people-seed {SEED}" in summary
    assert f"{leftovers.person.user_name} at HubSpot: the contact" in summary
    assert f"{leftovers.person.user_name} signs in to My Account" in summary
    assert "AssertionError: deliberate" in summary
    assert "not to be had" not in summary


def the_page_tells_it_from_screen_to_record(leftovers: Leftovers) -> None:
    """See moments of every hop on the failed scenario's page, the password sent but not shown."""
    page = (leftovers.evidence / "index.html").read_text()
    assert re.findall(r'<p class="first">(.*)</p>', page) == ["deliberate"]
    assert {"browser", "identity server", "bridge", "HubSpot"} == set(
        re.findall(r'<span class="hop">(.*)</span>', page)
    )
    assert "&#34;password&#34;: &#34;[redacted]&#34;" in page, "the password was sent"
    assert "Not to be had" not in page


def the_report_leads_to(leftovers: Leftovers) -> None:
    """See the failure's sentence in every form of the report, and the way to the page."""
    forms = [(leftovers.reports / name).read_text() for name in ("index.html", "summary.md", "summary.txt")]
    assert all("1 scenario: 0 passed, 1 failed" in form and "deliberate" in form for form in forms)
    assert f'href="tests/{slug(TEST_ID)}/index.html"' in forms[0]
    assert forms[2].splitlines()[0] in leftovers.output, "the terminal shows the text"


def _holds_secret(content: bytes, secrets: tuple[str, ...]) -> bool:
    return any(spelling in content for secret in secrets for spelling in _spellings(secret))


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    for user in ("provisioner", "operator"):
        yield base64.b64encode(f"{user}:{secret}".encode())
