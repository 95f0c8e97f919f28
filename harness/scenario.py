"""What one test does: whom it meets, on which environments, step by step; and what is kept when it fails."""

import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from harness.chain import Chain
from harness.evidence.folder import Folder, slug
from harness.evidence.redaction import Redactor
from harness.evidence.sentence import sentence_of
from harness.evidence.steps import Step, Steps
from harness.people import People
from harness.rungs.abilities import SIMULATOR, lack
from harness.seams import Clock, system_clock
from harness.session import Session
from harness.settings import Changes, Settings

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Options:
    """The run's options: the seed of the people, when evidence is kept (``off``, ``on-failure``, ``on``), and where.

    ``release`` is the identity server's; ``chain`` has the words by which a command gets the same chain again.
    """

    seed: str
    evidence: str
    reports: Path
    rung: str = "embedded"
    release: str = "6.1"
    chain: tuple[str, ...] = ()


class Scenario:
    """Made for each test that uses an environment or meets people."""

    def __init__(self, test_id: str, session: Session, options: Options, clock: Clock = system_clock) -> None:
        self.test_id = test_id
        self.options = options
        self.people = People(options.seed, test_id)
        self.chains: list[Chain] = []
        self._session = session
        self._clock = clock
        self._steps = Steps(clock, looks=options.evidence != "off")
        self._owned: list[Chain] = []
        self._failed = False
        self._kept = False
        self._evidence = options.reports / "tests" / slug(test_id)
        shutil.rmtree(self._evidence, ignore_errors=True)  # an earlier run's

    @property
    def steps(self) -> list[Step]:
        """What was done so far."""
        return self._steps.told

    def shared_chain(self) -> Chain:
        """Return the chain on the environment that scenarios share."""
        return self._use(Chain(self._session.get(self._usual, alone=False), self.note))

    def own_chain(self, **changes: Unpack[Changes]) -> Chain:
        """Return a chain that this scenario may change, with settings that differ from the guide's.

        Raises:
            RuntimeError: the rung cannot be told so, and the scenario does not say that it needs it.
        """
        settings = replace(self._usual, **changes)
        self._see_that_it_can_be_told(settings)
        chain = self._use(Chain(self._session.get(settings, alone=True), self.note))
        self._owned.append(chain)
        return chain

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._clock()

    def note(self, step: str) -> None:
        """Keep a step for the summary."""
        self._steps.note(step, self.chains)

    def redactor(self) -> Redactor:
        """Return what takes this scenario's secrets out of texts."""
        passwords = [person.password for person in self.people.met]
        return Redactor([*passwords, *(secret for chain in self.chains for secret in chain.stack.credentials.secrets)])

    def reported(self, report: "pytest.TestReport") -> None:
        """Take the outcome of a phase of the test: keep evidence, and take secrets out of the report itself.

        The phase's time is what it took itself, without what it waited for others to leave the servers.
        """
        report.duration = max(0.0, report.duration - self._session.waited())
        self._failed = self._failed or report.failed
        redactor = self.redactor()
        if report.failed:
            text = report.longreprtext
            redacted = redactor.text(text)
            if redacted != text:
                report.longrepr = redacted
            report.sections = [(title, redactor.text(content)) for title, content in report.sections]
        hop = ""
        if self._wants_evidence(report):
            self._steps.end(self.chains)
            hop = self._keep_evidence(report, redactor)
        if report.failed:
            sentence = sentence_of(report.longreprtext)
            report.user_properties.append(("failure", asdict(replace(sentence, hop=hop or sentence.hop))))

    def end(self) -> None:
        """Close the people's browsers, and leave environments as others expect them."""
        for chain in self.chains:
            chain.close()
        for chain in self.chains:
            self._session.give_back(chain.environment, alone=chain in self._owned, failed=self._failed)

    @property
    def _usual(self) -> Settings:
        """The guide's set-up on the run's release."""
        return Settings(self.options.release)

    def _see_that_it_can_be_told(self, settings: Settings) -> None:
        usual = self._usual
        only_simulated = (settings.profile, settings.simulator_config()) != (usual.profile, usual.simulator_config())
        if only_simulated and (reason := lack(self.options.rung, SIMULATOR)):
            raise RuntimeError(f'mark it with @pytest.mark.needs("simulator"): {settings} asks for one, and {reason}')

    def _use(self, chain: Chain) -> Chain:
        self.chains.append(chain)
        return chain

    def _wants_evidence(self, report: "pytest.TestReport") -> bool:
        wanted = {"off": False, "on-failure": report.failed, "on": report.failed or report.when == "call"}
        return wanted[self.options.evidence]

    def _keep_evidence(self, report: "pytest.TestReport", redactor: Redactor) -> str:
        """Write the evidence, and return the hop where the cause is to be looked for."""
        from harness.evidence.collect import collect  # noqa: PLC0415 - imported when it is used

        folder = Folder(self._evidence, redactor)
        if self._kept:  # a failing end must not write over what the failed scenario left
            folder.text(f"{report.when}.txt", report.longreprtext)
            return ""
        self._kept = True
        return collect(self, report, folder).hop
