"""The story of one test as its page tells it: the failed sentence, whom it is about, and the time line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from harness.browser import Tab
from harness.chain import Chain
from harness.diagnosis import Hop
from harness.evidence.again import again
from harness.evidence.contradiction import contradictions
from harness.evidence.hops import Hops
from harness.evidence.sentence import Sentence, sentence_of
from harness.evidence.silence import Silence, silences
from harness.evidence.trace import Row, trace
from harness.timeline import bridge, browser, hubspot, identity_server
from harness.timeline.moment import Moment
from harness.timeline.order import merge
from harness.timeline.people import named

if TYPE_CHECKING:
    import pytest

    from harness.scenario import Scenario

PICTURES: Final = "step-{}.jpg"
"""The name of the picture of a step, by its number."""
WINDOWS: Final = "screenshot-{}.png"
"""The name of the picture of a window at the end, by its number."""
EXPECTATION: Final = "what the test expects"
"""Named in a hop's place where all hops agree with each other."""
_FAILURE_LINES: Final = 60
Asked: TypeAlias = Sequence[tuple[Chain, Hops]]
"""The environments of a test with what their hops told."""
_SHORT: Final = 0.001  # seconds: the windows are shown after the contacts


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One person of a test: where the change is stuck, each value at each hop, and what did not happen."""

    name: str
    stuck: str
    rows: Sequence[Row]
    silences: Sequence[Silence]

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What a reader should look at first, with the id of the moment to look at, if there is one."""
        silences = [(silence.text, silence.moment) for silence in self.silences]
        return silences + [(row.finding, "") for row in self.rows if row.finding]

    @property
    def hops(self) -> list[Hop]:
        """The hops that the findings are about."""
        return [*(silence.hop for silence in self.silences), *(row.hop for row in self.rows if row.hop is not None)]


@dataclass(frozen=True, slots=True)
class Story:
    """All that a test's page shows; ``sentence`` is None when the test passed."""

    test_id: str
    outcome: str
    seconds: float
    sentence: Sentence | None
    failure: str
    rung: str
    settings: Sequence[str]
    seed: str
    again: str
    people: Sequence[Whereabouts]
    moments: Sequence[Moment]
    missing: Sequence[str]

    @property
    def hop(self) -> str:
        """The hop where the cause is to be looked for.

        The sentence names the first hop that has not done its part. When all have done something it names the last one,
        HubSpot, or none: then it is the first that a finding is about, of the people whom the sentence names. Where the
        hops agree with each other, the test alone does not.
        """
        said = self.sentence.hop if self.sentence is not None else ""
        if self.sentence is None or said not in {"", Hop.HUBSPOT.value}:
            return said
        text = f"{self.sentence.first} {self.sentence.seen} {self.sentence.stuck}"
        people = [person for person in self.people if person.name in text] or self.people
        found = {hop for person in people for hop in person.hops}
        return next((hop.value for hop in Hop if hop in found), EXPECTATION if said else "")

    @property
    def start(self) -> float:
        """When the first moment was."""
        return self.moments[0].at if self.moments else 0


def tell(
    scenario: "Scenario",
    report: "pytest.TestReport",
    asked: Asked,
    where: Mapping[str, str],
) -> Story:
    """Put the story together from what was noted, what pytest reports and what the hops told."""
    names = [person.user_name for person in scenario.people.met]
    now = scenario.now()
    streams = [told for number, (_, hops) in enumerate(asked, 1) for told in _of_chain(number, hops, now)]
    for number, tab, hops in windows(asked):
        hops.attempt("windows", partial(_look, number, tab, now + _SHORT, streams))
    steps = browser.steps(_steps(scenario), names)
    begin = steps[0].at if steps else 0.0  # marketing's window has a past, which is no part of this story
    moments = named(merge(steps, *([each for each in stream if each.at >= begin] for stream in streams)))
    people = [_whereabouts(name, where.get(name, ""), asked, moments) for name in names]
    missed = {silence.moment for person in people for silence in person.silences} if report.failed else set()
    text = report.longreprtext if report.failed else ""
    seed = scenario.options.seed
    return Story(
        test_id=scenario.test_id,
        outcome=report.outcome,
        seconds=report.duration,
        sentence=sentence_of(text) if text else None,
        failure="\n".join(text.splitlines()[-_FAILURE_LINES:]),
        rung=scenario.options.rung,
        settings=[_settings(chain) for chain, _ in asked],
        seed=seed,
        again=again(seed, *scenario.options.chain, scenario.test_id),
        people=people,
        moments=[replace(moment, failed=True) if moment.id in missed else moment for moment in moments],
        missing=[line for _, hops in asked for line in hops.missing],
    )


def _whereabouts(name: str, stuck: str, asked: Asked, moments: Sequence[Moment]) -> Whereabouts:
    rows = [row for _, hops in asked for row in trace(name, hops)]
    return Whereabouts(name, stuck, rows, [*silences(name, moments), *contradictions(name, moments)])


def _steps(scenario: "Scenario") -> Iterator[dict[str, Any]]:
    for number, step in enumerate(scenario.steps, 1):
        picture = {"screenshot": PICTURES.format(number)} if step.picture else {}
        yield {"at": step.at, "text": step.text, "page at its end": dict(step.page), **picture}


def windows(asked: Asked) -> Iterator[tuple[int, Tab, Hops]]:
    """Yield the open windows of all environments with their numbers from 1."""
    told = [(tab, hops) for chain, hops in asked for tab in chain.browser.tabs]
    yield from ((number, tab, hops) for number, (tab, hops) in enumerate(told, 1))


def _of_chain(number: int, hops: Hops, now: float) -> Iterator[list[Moment]]:
    """Yield the moments of one environment; those of a second one are told apart by their ids."""
    streams = [
        identity_server.moments(hops.exchanges),
        bridge.moments(hops.events),
        hubspot.moments(hops.requests),
        [hubspot.contact(contact, now) for contact in hops.contacts],
    ]
    yield from (streams if number == 1 else ([_renamed(each, number) for each in stream] for stream in streams))


def _look(number: int, tab: Tab, at: float, streams: list[list[Moment]]) -> None:
    """Add a window as it is at the end, and its console."""
    streams.append(browser.console(tab.console_entries(), f"window {number}"))
    streams.append([browser.window(number, {**tab.glimpse(), "screenshot": WINDOWS.format(number)}, at)])


def _renamed(moment: Moment, number: int) -> Moment:
    values = {name: value for name, value in asdict(moment).items() if name not in {"id", "payload"}}
    return Moment(id=f"{moment.id}@{number}", payload=moment.payload, **values)


def _settings(chain: Chain) -> str:
    """Return an environment's settings that differ from the guide's, or that none does."""
    ours, guide = asdict(chain.stack.settings), asdict(type(chain.stack.settings)())
    differ = [f"{name}={value}" for name, value in ours.items() if value != guide[name]]
    return ", ".join(differ) or "the guide's"
