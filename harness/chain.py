"""One environment as one scenario uses it: its verbs, and the browsers of the people in it."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from harness.browser import Browser, Tab
from harness.diagnosis import diagnose
from harness.environment import Environment
from harness.people import Person
from harness.stack import Stack
from harness.verbs.administrator import Administrator
from harness.verbs.bridge import Bridge
from harness.verbs.guide import Guide
from harness.verbs.hubspot import HubSpot
from harness.verbs.my_account import MyAccount
from harness.waiting import eventually

Seen = TypeVar("Seen")


class Chain:
    """The chain from the registration form to the contacts page, by what people do at it."""

    def __init__(self, environment: Environment, note: Callable[[str], None]) -> None:
        """Take an environment and where the steps are noted."""
        self.environment = environment
        self.note = note
        self.guide = Guide(self)
        self.my_account = MyAccount(self)
        self.hubspot = HubSpot(self)
        self.bridge = Bridge(self)
        self.administrator = Administrator(self)
        self.last_used: Tab | None = None
        """The window that somebody has used since it was last put to None: a picture of it shows the step's end."""
        self._open = ExitStack()
        self._tabs: dict[str, Tab] = {}

    @property
    def stack(self) -> Stack:
        """The servers."""
        return self.environment.stack

    @property
    def browser(self) -> Browser:
        """What opens browsers."""
        return self.environment.browser

    def tab_of(self, person: Person) -> Tab:
        """Return the person's browser, opened when it is first needed."""
        if person.user_name not in self._tabs:
            self._tabs[person.user_name] = self._open.enter_context(self.browser.person())
        self.last_used = self._tabs[person.user_name]
        return self.last_used

    def marketing(self) -> Tab:
        """Return the browser of somebody from marketing, logged in to HubSpot."""
        self.last_used = self.environment.marketing()
        return self.last_used

    def await_for(self, person: Person, look: Callable[[], Seen], awaited: str) -> Seen:
        """Wait for an effect of what a person did; a failed wait names the hop it is stuck at."""
        return eventually(look, awaited, diagnose=lambda: str(diagnose(self.stack, person)))

    def close(self) -> None:
        """Close the people's browsers."""
        self._open.close()
        self._tabs.clear()
