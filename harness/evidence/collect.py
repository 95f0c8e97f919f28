"""Gathers what every hop of the chain has to say about the people of one scenario."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from harness.chain import Chain
from harness.diagnosis import diagnose
from harness.evidence.folder import Folder
from harness.people import Person

if TYPE_CHECKING:
    import pytest

    from harness.scenario import Scenario

_LOG_LINES: Final = 300
_FAILURE_LINES: Final = 40


def collect(scenario: "Scenario", report: "pytest.TestReport", folder: Folder) -> None:
    """Write the evidence of a scenario; what cannot be had is named in the summary and hides nothing else."""
    missing = [line for chain in scenario.chains for line in _of_chain(chain, scenario.people.met, folder)]
    folder.text("summary.txt", "\n".join(_summary(scenario, report, missing)))


def _of_chain(chain: Chain, people: tuple[Person, ...], folder: Folder) -> Iterator[str]:
    pieces: list[tuple[str, Callable[[], None]]] = [
        ("pages", lambda: _pages(chain, folder)),
        ("SCIM exchanges", lambda: folder.json("scim-exchanges.json", _exchanges(chain, people))),
        ("bridge's records", lambda: _records(chain, people, folder)),
        ("HubSpot's requests", lambda: folder.json("hubspot-requests.json", _requests(chain, people))),
        ("contacts", lambda: folder.json("contacts.json", _contacts(chain, people))),
        ("logs", lambda: _logs(chain, folder)),
    ]
    for name, piece in pieces:
        try:
            piece()
        except Exception as error:  # noqa: BLE001 - evidence must not hide the failure that it is about
            yield f"{name}: {type(error).__name__}: {error}"


def _pages(chain: Chain, folder: Folder) -> None:
    for number, tab in enumerate(chain.browser.tabs, 1):
        folder.picture(f"screenshot-{number}.png", tab.screenshot())
        folder.text(f"page-{number}.html", f"<!-- {tab.url} -->\n{tab.page_source()}")
        folder.text(f"console-{number}.txt", "\n".join(tab.console()))


def _exchanges(chain: Chain, people: tuple[Person, ...]) -> list[dict[str, Any]]:
    return [each for each in chain.stack.identity_server.exchanges() if _is_about(each, people)]


def _records(chain: Chain, people: tuple[Person, ...], folder: Folder) -> None:
    for person in people:
        record = chain.stack.bridge.user(person.user_name)
        folder.json(f"bridge-user-{person.user_name}.json", None if record is None else dict(record.json))


def _requests(chain: Chain, people: tuple[Person, ...]) -> list[dict[str, Any]]:
    ids = [contact["id"] for contact in _contacts(chain, people)]
    requests = chain.stack.hubspot.requests()
    return [each for each in requests if _is_about(each, people) or any(f"/{id_}" in each["path"] for id_ in ids)]


def _contacts(chain: Chain, people: tuple[Person, ...]) -> list[dict[str, Any]]:
    found = {
        contact.id: {"id": contact.id, "archived": contact.archived, "properties": dict(contact.properties)}
        for person in people
        for contact in chain.stack.hubspot.contacts_of(person.user_name, person.email)
    }
    return list(found.values())


def _logs(chain: Chain, folder: Folder) -> None:
    for process in chain.stack.processes:
        folder.text(f"{process.name}.log", process.log_tail(_LOG_LINES))


def _is_about(value: Any, people: tuple[Person, ...]) -> bool:
    text = json.dumps(value, ensure_ascii=False).casefold()
    return any(person.user_name.casefold() in text or person.email.casefold() in text for person in people)


def _summary(scenario: "Scenario", report: "pytest.TestReport", missing: list[str]) -> Iterator[str]:
    seed = scenario.options.seed
    yield scenario.test_id
    yield f"outcome: {report.outcome} ({report.when}, {report.duration:.2f} s)"
    yield f"people seed: {seed}"
    yield f"again: pytest '{scenario.test_id}' --people-seed {seed}"
    yield from (f"settings: {chain.stack.settings}" for chain in scenario.chains)
    yield "\nwhere the people are:"
    yield from (f"  {line}" for line in _hops(scenario))
    yield "\nsteps:"
    first = scenario.steps[0].at if scenario.steps else 0
    yield from (f"  {step.at - first:7.2f} s  {step.text}" for step in scenario.steps)
    if report.failed:
        yield "\nfailure:"
        yield from report.longreprtext.splitlines()[-_FAILURE_LINES:]
    if missing:
        yield "\nnot to be had:"
        yield from (f"  {line}" for line in missing)


def _hops(scenario: "Scenario") -> Iterator[str]:
    for chain in scenario.chains:
        for person in scenario.people.met:
            yield f"{person.user_name} at {diagnose(chain.stack, person)}"
