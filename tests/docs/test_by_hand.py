"""The commands of README.md, harness.md, chain.md and operate.md, typed as they stand there at servers of this run."""

import json
import shutil
import ssl
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from harness.waiting import NotYet, eventually
from walkthroughs.markdown import blocks
from walkthroughs.terminal import Terminal, terminal, typed

TOOLS: Final = ("curl", "jq")
OPERATOR: Final = "operator-password"
REGISTER: Final = "https://localhost:9443/api/identity/user/v1.0/me"
PEOPLE: Final = ("alice", "bob", "carol", "dave")


def block(page: str, words: str, language: str = "console") -> str:
    """Return the only block of a page that has these words."""
    (found,) = [each.text for each in blocks(language) if each.page == page and words in each.text]
    return found


def command(page: str, words: str) -> str:
    """Return the only command in such a block that has them."""
    (found,) = [each.command for each in typed(block(page, words)) if words in each.command]
    return found


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Return a terminal in which harness.md's chain by hand was typed, and a person for each test has registered."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        # What a page types is curl and jq, which a reader has to bring: without them there is nothing to type.
        pytest.skip(f"the pages' commands need {' and '.join(missing)}")  # the reason names what to install
    with terminal(tmp_path_factory.mktemp("chain"), 8310, 9443) as opened:
        opened.environment |= {"BRIDGE_ADMIN_USERNAME": "operator", "BRIDGE_ADMIN_PASSWORD": OPERATOR}
        for each in typed(block("harness.md", "harness hubspot serve --port 8310")):
            opened.type(each.command)
        certificate = ssl.get_server_certificate(("127.0.0.1", opened.ports[9443]))
        (opened.folder / "is.pem").write_text(certificate)
        for name in PEOPLE:
            opened.type(registration(name))
            eventually(partial(contact, opened, name), f"{name}'s contact")
        yield opened


def registration(name: str) -> str:
    """Return chain.md's registration, of somebody else."""
    return command("chain.md", "-X POST").replace("alice", name).replace("Mallory", name.title())


def contact(chain: Terminal, name: str, **properties: str) -> dict[str, str]:
    """Return the properties of somebody's contact; not yet when they are others.

    Raises:
        NotYet: it has others, or is not there.
    """
    listed = json.loads(chain.type("curl -s http://localhost:8310/_fake/contacts"))["contacts"]
    for each in listed:
        found: dict[str, str] = each["properties"]
        if found.get("wso2_username") == name and properties.items() <= found.items():
            return found
    raise NotYet(f"the contacts are {[each['properties'] for each in listed]}")


def shown(chain: Terminal, name: str) -> Any:
    """Return what `bridge users show --json` says of somebody."""
    return json.loads(chain.type(command("operate.md", "alice --json").replace("alice", name)))


def test_the_chain_by_hand_brings_a_registration_to_hubspot(chain: Terminal) -> None:
    assert contact(chain, "alice")["firstname"] in {"Alice", "Mallory"}


def test_an_administrator_s_edit_arrives(chain: Terminal) -> None:
    found = json.loads(chain.type(command("chain.md", "filter=userName").replace("alice", "bob")))
    edit = command("chain.md", "-X PATCH").replace("/ID", f"/{found['Resources'][0]['id']}")
    assert json.loads(chain.type(edit))["name"]["familyName"] == "Muster"
    eventually(lambda: contact(chain, "bob", lastname="Muster"), "Bob's new last name")


def test_the_resident_s_rules_can_be_asked_for(chain: Terminal) -> None:
    resident = json.loads(chain.type(command("chain.md", "applications/resident")))
    (entry,) = resident["provisioningConfigurations"]["outboundProvisioningIdps"]
    assert entry["rules"] is False


def test_a_registration_under_a_taken_name_is_answered_409_and_overwrites_the_contact(chain: Terminal) -> None:
    refusal = chain.type(command("chain.md", "-X POST").replace("curl", "curl -w ' %{http_code}'"))
    assert refusal.endswith(" 409")
    eventually(lambda: contact(chain, "alice", firstname="Mallory"), "the newcomer's name on the owner's contact")
    assert "Mallory" in json.dumps(shown(chain, "alice"))


def test_where_a_person_stands_is_shown_and_a_replay_sends_all_again(chain: Terminal) -> None:
    for each in typed(block("operate.md", "bridge users replay alice")):
        assert chain.type(each.command.replace("alice", "carol"))

    def delivered() -> None:
        if (state := shown(chain, "carol")["state"]) != "delivered":
            raise NotYet(f"she is {state}")

    eventually(delivered, "Carol to be delivered again")


def test_the_trail_of_one_person_is_read_and_followed(chain: Terminal) -> None:
    read, follow = (each.command for each in typed(block("operate.md", "/admin/events")))
    events = json.loads(chain.type(read.replace("alice", "dave"), f"{OPERATOR}\n"))["events"]
    assert {event["userName"] for event in events} == {"dave"}
    (example,) = [json.loads(each.text) for each in blocks("json") if '"step"' in each.text]
    (sent,) = [event for event in events if event["step"] == example["step"]]
    assert (set(sent), set(sent["data"])) == (set(example), set(example["data"]))
    assert chain.watch(follow, r"^data: .*dave", f"{OPERATOR}\n").count("event: trail") > len(events)


def test_who_is_lost_is_brought_back_by_the_script(chain: Terminal) -> None:
    script = block("operate.md", "IS=https", "sh").replace("alice", "dave")
    before = shown(chain, "dave")
    chain.environment["IS_ADMIN"] = "admin:admin"
    done = chain.run(["sh", "-e", "-c", script])
    assert (done.returncode, done.stderr) == (0, "")
    after = shown(chain, "dave")
    assert after["lastRequestAt"] > before["lastRequestAt"]
    assert after["resource"]["name"] == before["resource"]["name"]


def test_readme_s_bridge_serves_and_tells_what_to_trust(tmp_path: Path) -> None:
    commands = [each.command.replace("…", "x") for each in typed(block("README.md", "bridge serve"))]
    assert commands.pop(0) == "pip install ."  # tests/architecture says what it brings
    with terminal(tmp_path) as opened:
        _, _, certificate, users = (opened.type(each) for each in commands)
    assert "BEGIN CERTIFICATE" in certificate
    assert "keytool" in certificate
    assert users.split()[:2] == ["USER", "NAME"]
