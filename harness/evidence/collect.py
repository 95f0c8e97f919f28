"""Gathers what every hop of the chain has to say about the people of one scenario, and writes it down."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Final

from harness.browser import Tab
from harness.chain import Chain
from harness.diagnosis import Hop, diagnose
from harness.evidence.again import again
from harness.evidence.folder import Folder
from harness.evidence.hops import Hops, ask
from harness.evidence.page import render
from harness.evidence.story import PICTURES, WINDOWS, Asked, Story, tell, windows

if TYPE_CHECKING:
    import pytest

    from harness.scenario import Scenario

_LOG_LINES: Final = 300
_FAILURE_LINES: Final = 40


def collect(scenario: "Scenario", report: "pytest.TestReport", folder: Folder) -> Story:
    """Write the evidence of a scenario; what cannot be had is named in the summary and hides nothing else."""
    people = scenario.people.met
    since = scenario.steps[0].at if scenario.steps else 0
    asked = [(chain, ask(chain, people, since)) for chain in _distinct(scenario.chains)]
    for number, (chain, hops) in enumerate(asked, 1):
        _write(chain, hops, folder, "" if number == 1 else f"-{number}")
    _pages(asked, folder)
    _pictures(scenario, folder)
    where = _hops(scenario)
    missing = [line for _, hops in asked for line in hops.missing]
    folder.text("summary.txt", "\n".join(_summary(scenario, report, where, missing)))
    story = tell(scenario, report, asked, furthest(where))
    folder.json("timeline.json", [asdict(moment) for moment in story.moments])
    folder.text("index.html", render(story, folder.redactor))
    return story


def _distinct(chains: Sequence[Chain]) -> list[Chain]:
    """Return one chain for each environment: with compatible settings an own one is the shared one."""
    return list({id(chain.environment): chain for chain in chains}.values())


def _write(chain: Chain, hops: Hops, folder: Folder, suffix: str) -> None:
    """Write what the hops told; the files of a second environment have a number behind their names."""
    folder.json(f"scim-exchanges{suffix}.json", hops.exchanges)
    for user_name, record in hops.records.items():
        folder.json(f"bridge-user-{user_name}{suffix}.json", record)
    folder.json(f"bridge-events{suffix}.json", hops.events)
    folder.json(f"hubspot-requests{suffix}.json", hops.requests)
    folder.json(f"contacts{suffix}.json", hops.contacts)
    hops.attempt("logs", lambda: _logs(chain, folder, suffix))


def _pages(asked: Asked, folder: Folder) -> None:
    for number, tab, hops in windows(asked):
        hops.attempt("pages", partial(_page, number, tab, folder))


def _page(number: int, tab: Tab, folder: Folder) -> None:
    folder.picture(WINDOWS.format(number), tab.screenshot())
    folder.text(f"page-{number}.html", f"<!-- {tab.url} -->\n{tab.page_source()}")
    folder.text(f"console-{number}.txt", "\n".join(tab.console()))


def _pictures(scenario: "Scenario", folder: Folder) -> None:
    for number, step in enumerate(scenario.steps, 1):
        if step.picture:
            folder.picture(PICTURES.format(number), step.picture)


def _logs(chain: Chain, folder: Folder, suffix: str) -> None:
    for server in chain.stack.servers:
        folder.text(f"{server.name}{suffix}.log", server.log_tail(_LOG_LINES))


def _summary(
    scenario: "Scenario", report: "pytest.TestReport", where: list[tuple[str, str]], missing: list[str]
) -> Iterator[str]:
    seed = scenario.options.seed
    yield scenario.test_id
    yield f"outcome: {report.outcome} ({report.when}, {report.duration:.2f} s)"
    yield f"people seed: {seed}"
    yield f"again: {again(seed, *scenario.options.chain, scenario.test_id)}"
    yield from (f"settings: {chain.stack.settings}" for chain in scenario.chains)
    yield "\nwhere the people are:"
    yield from (f"  {user_name} at {place}" for user_name, place in where)
    yield "\nsteps:"
    first = scenario.steps[0].at if scenario.steps else 0
    yield from (f"  {step.at - first:7.2f} s  {step.text}" for step in scenario.steps)
    if report.failed:
        yield "\nfailure:"
        yield from report.longreprtext.splitlines()[-_FAILURE_LINES:]
    if missing:
        yield "\nnot to be had:"
        yield from (f"  {line}" for line in missing)


def _hops(scenario: "Scenario") -> list[tuple[str, str]]:
    people = scenario.people.met
    return [
        (each.user_name, str(diagnose(chain.stack, each))) for chain in _distinct(scenario.chains) for each in people
    ]


def furthest(where: list[tuple[str, str]]) -> dict[str, str]:
    """Return the place of each person; of two environments that of the one which the person got further in."""
    nowhere = str(Hop.IDENTITY_SERVER)
    return dict(sorted(where, key=lambda place: not place[1].startswith(f"{nowhere}: ")))
