"""The pytest plugin: options, fixtures, and what is kept of a run. It imports nothing heavy until a fixture is used."""

import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, Unpack

import pytest

from harness.errors import HarnessError
from harness.evidence.run import PEOPLE_SEED
from harness.rungs.abilities import IS_IMAGE, RELEASES, RUNGS, lack
from harness.termination import Termination

if TYPE_CHECKING:
    from harness.chain import Chain
    from harness.people import Person
    from harness.rungs.run import Run
    from harness.scenario import Scenario
    from harness.session import Session
    from harness.settings import Changes
    from harness.stack import Stack
    from harness.verbs.administrator import Administrator
    from harness.verbs.bridge import Bridge
    from harness.verbs.guide import Guide
    from harness.verbs.hubspot import HubSpot
    from harness.verbs.my_account import MyAccount

pytest_plugins = ["harness.mapping_cases.plugin"]

LINKS: Final = {"identity_server": "simulated", "bridge": "process", "hubspot": "fake"}
"""The three links of the chain, each with what it is on the embedded rung."""

_SEED: Final = "people_seed"
_RUN: Final = "harness_run"
"""What xdist's workers are told: the people's seed, and the folder of the run's shared servers."""

CONTAINER_RUNGS: Final = ("containers", "real-is")
RUN: Final[pytest.StashKey["Run"]] = pytest.StashKey()
TERMINATION: Final[pytest.StashKey[Termination]] = pytest.StashKey()
RELEASE: Final[pytest.StashKey[str]] = pytest.StashKey()
SCENARIO: Final[pytest.StashKey["Scenario"]] = pytest.StashKey()


class OwnStack(Protocol):
    """The fixture ``own_stack``: call it with the settings that differ from the guide's."""

    def __call__(self, **changes: Unpack["Changes"]) -> "Chain":
        """Return an environment that no other scenario uses at the same time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, all in one group."""
    group = parser.getgroup("harness", "the chain from WSO2 Identity Server to HubSpot")
    group.addoption("--rung", default=RUNGS[0], choices=RUNGS, help="how real the chain is (default: %(default)s)")
    for link, embedded in LINKS.items():
        flag = "--" + link.replace("_", "-")
        group.addoption(flag, default=embedded, metavar="WHAT", help="replaces this link (default: %(default)s)")
    group.addoption(
        "--is-image",
        default=IS_IMAGE,
        metavar="IMAGE",
        help="the identity server on rung real-is (default: %(default)s)",
    )
    group.addoption(
        "--profile",
        choices=RELEASES,
        help=f"the release that the simulator is (default: {RELEASES[0]}); on rung real-is it is the image's",
    )
    group.addoption("--keep", action="store_true", help="leave the containers running, and use them again next time")
    group.addoption("--people-seed", metavar="SEED", help="meet the same people again (default: a new one, printed)")
    group.addoption(
        "--evidence",
        default="on-failure",
        choices=("off", "on-failure", "on"),
        help="when to keep a folder of evidence for a scenario (default: %(default)s)",
    )
    group.addoption("--reports", default="reports", metavar="DIR", help="where results go (default: %(default)s)")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what comes later, and choose the seed; xdist's workers take that of the process that started them."""
    config.addinivalue_line("markers", "needs(ability): skipped, with the reason, where rung or release lacks it")
    _refuse_what_comes_later(config)
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is not None:
        config.option.people_seed = given[_SEED]
    elif config.option.people_seed is None:
        config.option.people_seed = secrets.token_hex(4)
    if given is None:
        config.stash[TERMINATION] = Termination().begin()
        from harness.evidence.index import Results  # noqa: PLC0415 - imported when it is used

        config.pluginmanager.register(Results(reports_folder(config), config), "harness-results")
    if config.option.rung in CONTAINER_RUNGS:
        from harness.rungs.run import Run  # noqa: PLC0415 - the same

        try:
            config.stash[RUN] = Run.of_worker(given[_RUN]) if given else Run.begin(config.option, _tell)
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error
    run = config.stash.get(RUN, None)
    config.stash[RELEASE] = (run and run.release) or config.option.profile or RELEASES[0]


def _tell(line: str) -> None:
    """Say to a person what takes a while before the first test."""
    print(line, flush=True)  # noqa: T201 - pytest's own reporter does not run yet


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers that the processes of this run shared; only the process that began the run does it."""
    run, termination = config.stash.get(RUN, None), config.stash.get(TERMINATION, None)
    if termination is not None:
        termination.ignore()
    try:
        if run is not None:
            run.end()
    finally:
        if termination is not None:
            termination.end()


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Skip what the rung or the release cannot do, with its reason."""
    rung, release = config.option.rung, config.stash[RELEASE]
    for item in items:
        for marker in item.iter_markers("needs"):
            for needed in marker.args:
                if reason := lack(rung, needed, release):
                    item.add_marker(pytest.mark.skip(reason=reason))
                    # What is skipped asks for no fixture, and is a scenario of the report all the same.
                    item.user_properties.append((PEOPLE_SEED, config.option.people_seed))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give one of xdist's workers the seed and the run's folder: it is started with what was typed, without them."""
    node.workerinput[_SEED] = node.config.option.people_seed
    run = node.config.stash.get(RUN, None)
    node.workerinput[_RUN] = run.told if run is not None else None


def pytest_report_header(config: pytest.Config) -> str:
    """Say what is run, and how to meet the same people again."""
    chain = f"rung {config.option.rung}, release {config.stash[RELEASE]}"
    return f"harness: {chain}, people seed {config.option.people_seed} (again: --people-seed)"


def reports_folder(config: pytest.Config) -> Path:
    """Return where results go; a relative ``--reports`` is below the project's root."""
    return config.rootpath / str(config.option.reports)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the evidence while browsers and servers are still as the scenario left them."""
    report = yield
    scenario = item.stash.get(SCENARIO, None)
    if scenario is not None:
        scenario.reported(report)
    return report


@pytest.fixture(scope="session")
def harness_session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Session"]:
    """Keep the stacks and browsers of this test process."""
    session = _session(request.config, tmp_path_factory)
    yield session
    session.close()


def _session(config: pytest.Config, folders: pytest.TempPathFactory) -> "Session":
    run = config.stash.get(RUN, None)
    if run is not None:
        return run.session()
    from harness.session import OwnSession  # noqa: PLC0415 - imported when it is used

    return OwnSession(folders.mktemp("stacks"))


@pytest.fixture
def scenario(request: pytest.FixtureRequest, harness_session: "Session") -> Iterator["Scenario"]:
    """Return what this test does: whom it meets, on which environments."""
    from harness.evidence.again import chain_of  # noqa: PLC0415 - imported when it is used
    from harness.scenario import Options, Scenario  # noqa: PLC0415 - imported when it is used

    options = Options(
        seed=request.config.option.people_seed,
        evidence=request.config.option.evidence,
        reports=reports_folder(request.config),
        rung=request.config.option.rung,
        release=request.config.stash[RELEASE],
        chain=chain_of(request.config.option),
    )
    current = Scenario(request.node.nodeid, harness_session, options)
    request.node.stash[SCENARIO] = current
    request.node.user_properties.append((PEOPLE_SEED, options.seed))
    yield current
    current.end()


@pytest.fixture
def new_person(scenario: "Scenario") -> Callable[..., "Person"]:
    """Return a maker of people that nobody else meets; ``new_person("one name")`` makes an awkward one."""
    return scenario.people.new


@pytest.fixture
def person(scenario: "Scenario") -> "Person":
    """Return somebody whom nobody else meets."""
    return scenario.people.new()


@pytest.fixture
def own_stack(scenario: "Scenario") -> OwnStack:
    """Return a maker of environments for scenarios that change what others share."""
    return scenario.own_chain


@pytest.fixture
def chain(scenario: "Scenario") -> "Chain":
    """Return the environment that scenarios share: the guide's set-up."""
    return scenario.shared_chain()


@pytest.fixture
def stack(chain: "Chain") -> "Stack":
    """Return the servers of the shared environment."""
    return chain.stack


@pytest.fixture
def browser(chain: "Chain") -> Any:
    """Return the browser of the shared environment."""
    return chain.browser


@pytest.fixture
def guide(chain: "Chain") -> "Guide":
    """Return the guide's steps on the shared environment."""
    return chain.guide


@pytest.fixture
def my_account(chain: "Chain") -> "MyAccount":
    """Return My Account on the shared environment."""
    return chain.my_account


@pytest.fixture
def hubspot(chain: "Chain") -> "HubSpot":
    """Return HubSpot as marketing sees it on the shared environment."""
    return chain.hubspot


@pytest.fixture
def bridge(chain: "Chain") -> "Bridge":
    """Return the bridge as its operator sees it on the shared environment."""
    return chain.bridge


@pytest.fixture
def administrator(chain: "Chain") -> "Administrator":
    """Return the identity server's administrator on the shared environment."""
    return chain.administrator


def _refuse_what_comes_later(config: pytest.Config) -> None:
    rung = config.option.rung
    if rung not in (RUNGS[0], *CONTAINER_RUNGS):
        raise pytest.UsageError(f"--rung {rung} comes in a later version: give {', '.join(RUNGS[:-1])}")
    if rung == "real-is" and config.option.profile is not None:
        raise pytest.UsageError("--profile is the simulator's: on rung real-is choose the release by --is-image")
    for link, embedded in LINKS.items():
        value = getattr(config.option, link)
        if value != embedded:
            flag = "--" + link.replace("_", "-")
            raise pytest.UsageError(f"{flag} {value} comes in a later version: leave it out, or give {embedded}")
