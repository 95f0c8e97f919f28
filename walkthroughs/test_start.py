"""`docs/start.md`, followed word for word in a fresh clone: a sentence of a step is something that is done or seen."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from harness.browser import (
    Browser,
    ContactRecordPage,
    ContactsPage,
    HubSpotLoginPage,
    LoginPage,
    MyAccount,
    RegistrationPage,
    RegistrationResult,
    Tab,
    UsernamePage,
)
from harness.people import Person
from harness.waiting import NotYet, Wait, eventually

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
INSTALL_WITHIN: Final = 600  # seconds, on a machine that has not a single library yet


class Terminal:
    """A person's terminal in a fresh clone."""

    def __init__(self, folder: Path) -> None:
        self._clone = folder / "clone"
        self._screen = folder / "screen.txt"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self._clone)], check=True)
        self._running: subprocess.Popen[bytes] | None = None

    def type(self, command: str) -> None:
        """Start a command, in the foreground of a terminal of its own."""
        with self._screen.open("wb") as screen:
            self._running = subprocess.Popen(
                command.split(),
                cwd=self._clone,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={name: value for name, value in os.environ.items() if not name.startswith(("TOX_", "PYTEST_"))},
            )

    def shows(self, text: str, within: float) -> None:
        """Wait until the screen shows a text; a command that has ended before shows no more."""

        def look() -> None:
            if text not in self.screen:
                assert self.runs or text in self.screen, f"the command has ended; the screen shows\n{self.screen}"
                raise NotYet(f"the screen ends with {self.screen[-500:]!r}")

        eventually(look, f"{text!r} on the terminal", wait=Wait(within))

    @property
    def screen(self) -> str:
        """What has been printed."""
        return self._screen.read_text(encoding="utf-8", errors="replace")

    @property
    def runs(self) -> bool:
        """Whether the command has not ended."""
        return self._running is not None and self._running.poll() is None

    def ctrl_c(self) -> None:
        """Press Ctrl-C, which the terminal gives to everything in its foreground, and wait for the end."""
        assert self._running is not None
        os.killpg(self._running.pid, signal.SIGINT)
        self._running.wait(30)

    def close(self) -> None:
        """End what is left."""
        if self.runs and self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)


class Reader:
    """Somebody who does what the page says; a value in backticks or bold is taken from the page."""

    def __init__(self, terminal: Terminal, tabs: Callable[[], Tab]) -> None:
        self._terminal = terminal
        self._new_tab = tabs
        self.start = tabs()
        self.berta = Person("", "", "", "", "", "", "")

    def open_start_page(self, url: str) -> None:
        self.start.open(url)

    def sees_live(self) -> None:
        self.start.see("#live", "the live view")

    def sees_alice(self) -> None:
        self._sees_change("alice", "delivered")

    def click_link(self, label: str) -> None:
        self._follow(label)

    def create_account(self, _label: str, user_name: str) -> None:
        self.berta = replace(self.berta, user_name=user_name)
        LoginPage(self.person).create_account()
        UsernamePage(self.person).proceed(user_name)

    def fill_in(self, first: str, last: str, password: str, email: str, phone: str) -> None:
        self.berta = replace(
            self.berta, given_name=first, family_name=last, password=password, email=email, phone=phone
        )
        RegistrationPage(self.person).fill(self.berta)

    def accept_and_register(self, label: str) -> None:
        form = RegistrationPage(self.person)
        form.accept_privacy_policy()
        assert self.person.see("#registrationSubmit").text == label
        form.submit()
        RegistrationResult(self.person)

    def nothing(self) -> None:
        """Do nothing: the tabs are open side by side."""

    def sees_change(self, user_name: str, state: str) -> None:
        self._sees_change(user_name, state)

    def log_in_to_hubspot(self, label: str, name: str, password: str) -> None:
        self._follow(label)
        self.marketing = self.person
        HubSpotLoginPage(self.marketing).log_in(name, password)

    def open_contact(self, text: str) -> None:
        ContactsPage(self.marketing).find(text)

    def contact_shows_first_name(self, value: str) -> None:
        ContactRecordPage(self.marketing).shows("firstname", value)

    def contact_shows_last_name(self, value: str) -> None:
        ContactRecordPage(self.marketing).shows("lastname", value)

    def sign_in(self, url: str, name: str, password: str) -> None:
        self.person = self._new_tab()
        self.person.open(url)
        LoginPage(self.person).sign_in(name, password)

    def change_last_name(self, label: str, value: str) -> None:
        assert label in self.person.page_source()
        MyAccount(self.person).personal_info().edit_last_name(value)

    def look_again(self) -> None:
        self.marketing.reload()

    def press_ctrl_c(self) -> None:
        self._terminal.ctrl_c()

    def terminal_says(self, text: str) -> None:
        assert text in self._terminal.screen

    def _follow(self, label: str) -> None:
        """Follow a link of the start page, in a tab of its own as the page has it."""
        links = {text: url for url, text in self.start.named_texts("a", "href")}
        self.person = self._new_tab()
        self.person.open(links[label])

    def _sees_change(self, user_name: str, state: str) -> None:
        def look() -> None:
            headings = self.start.texts(".change h3")
            if not any(heading.startswith(user_name) and state in heading for heading in headings):
                raise NotYet(f"the headings are {headings}")

        self.start.until(look, f"a change of {user_name} that is {state}")


VALUE: Final = "[`*]+([^`*]+)[`*]+"
SENTENCES: Final[tuple[tuple[str, Callable[..., None]], ...]] = (
    (rf"Open {VALUE}", Reader.open_start_page),
    ("This is the start page; below it the chain is shown live", Reader.sees_live),
    ("Alice has registered already: her change is there", Reader.sees_alice),
    (r"Click \*\*(Register somebody)\*\*", Reader.click_link),
    ("The browser warns of a throw-away certificate: go on", Reader.nothing),
    (rf"Click {VALUE}, and take the user name {VALUE}", Reader.create_account),
    (
        (
            rf"Fill in the form: first name {VALUE}, last name {VALUE}, password {VALUE} twice, "
            rf"e-mail {VALUE}, phone numbers {VALUE}"
        ),
        Reader.fill_in,
    ),
    (rf"Accept the privacy policy, and click {VALUE}", Reader.accept_and_register),
    ("Go back to the start page", Reader.nothing),
    (rf"A change of {VALUE} is there, and its heading says {VALUE}", Reader.sees_change),
    (rf"Click {VALUE}, and log in as {VALUE} with the password {VALUE}", Reader.log_in_to_hubspot),
    (rf"Search for {VALUE}, and open the contact", Reader.open_contact),
    (rf"It shows the first name {VALUE}", Reader.contact_shows_first_name),
    (rf"Go to {VALUE}, and sign in as {VALUE} with the password {VALUE}", Reader.sign_in),
    (rf"Open {VALUE}, and change the last name to {VALUE}", Reader.change_last_name),
    ("Look at the contact in HubSpot again", Reader.look_again),
    (rf"It shows the last name {VALUE}", Reader.contact_shows_last_name),
    ("Press Ctrl-C in the terminal", Reader.press_ctrl_c),
    (rf"It says {VALUE}", Reader.terminal_says),
)


def sentences() -> list[str]:
    """Return the sentences of the page's steps, in order."""
    steps = re.findall(r"^\d+\. (.*?)(?=^\d+\. |^## )", PAGE, re.MULTILINE | re.DOTALL)
    return [sentence for step in steps for sentence in re.split(r"\.(?:\s+|$)", " ".join(step.split())) if sentence]


def do(reader: Reader, sentence: str) -> None:
    """Do what a sentence says.

    Raises:
        AssertionError: nobody has said yet what doing it means.
    """
    for pattern, act in SENTENCES:
        if found := re.fullmatch(pattern, sentence):
            act(reader, *found.groups())
            return
    raise AssertionError(f"the page says {sentence!r}, which this test cannot do: teach it")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


@pytest.fixture
def tabs() -> Iterator[Callable[[], Tab]]:
    """Return a maker of tabs of one person's browser, which finds every server at its real address."""
    browser = Browser("https://127.0.0.1:9443")
    opened: list[Tab] = []
    with ExitStack() as stack:

        def new() -> Tab:
            opened.append(opened[0].another() if opened else stack.enter_context(browser.person()))
            return opened[-1]

        yield new
    browser.close()


def test_the_five_minute_page_holds_word_for_word(terminal: Terminal, tabs: Callable[[], Tab]) -> None:
    (command,) = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)
    terminal.type(command)
    terminal.shows("Ctrl-C ends everything.", INSTALL_WITHIN)
    reader = Reader(terminal, tabs)
    for sentence in sentences():
        do(reader, sentence)
    assert not terminal.runs
