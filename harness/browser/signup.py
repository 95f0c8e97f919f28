"""What self-registration offers to whoever registers, on every release; see registration.py and one_page.py."""

from abc import ABC, abstractmethod
from typing import Protocol

from harness.browser.tab import Tab

PHONE_NUMBERS = 'input[name="http://wso2.org/claims/phoneNumbers"]'
MOBILE = 'input[name="http://wso2.org/claims/mobile"]'


class Person(Protocol):
    """What a person types at registration."""

    @property
    def given_name(self) -> str:
        """First name."""

    @property
    def family_name(self) -> str:
        """Last name."""

    @property
    def user_name(self) -> str:
        """The name to sign in with."""

    @property
    def password(self) -> str:
        """The password."""

    @property
    def email(self) -> str:
        """The e-mail address."""

    @property
    def phone(self) -> str:
        """The number for "Phone Numbers"."""

    @property
    def mobile(self) -> str:
        """The mobile number."""


class Outcome(Protocol):
    """The page that says the registration is done."""

    @property
    def text(self) -> str:
        """What it says."""


class RegistrationForm(ABC):
    """The form with everything that is asked of a person."""

    def __init__(self, tab: Tab) -> None:
        """Take the tab that shows it."""
        self._tab = tab

    def register(self, person: Person, *, with_mobile: bool = False) -> Outcome:
        """Fill in everything as it should be, and register."""
        self.fill(person, with_mobile=with_mobile)
        self.accept_privacy_policy()
        self.submit()
        return self._outcome()

    @abstractmethod
    def fill(self, person: Person, *, with_mobile: bool = False) -> None:
        """Fill in the details; "Mobile" only on demand, since the form does not require it."""

    @abstractmethod
    def fill_passwords(self, first: str, second: str) -> None:
        """Fill in the password and its confirmation.

        Raises:
            AssertionError: they differ, and the form has one field only.
        """

    @abstractmethod
    def accept_privacy_policy(self) -> None:
        """Tick the privacy policy's box, if there is one."""

    @abstractmethod
    def error(self) -> str:
        """Return what the page says against the details."""

    @abstractmethod
    def missing(self) -> str:
        """Return the name (claim URI) of the first field that the form itself stops at."""

    def submit(self) -> None:
        """Press Register, whatever comes of it."""
        self._tab.click("#registrationSubmit")

    def fill_phone_numbers(self, text: str) -> None:
        """Fill in "Phone Numbers"; the empty string empties it."""
        self._tab.type(PHONE_NUMBERS, text)

    @abstractmethod
    def _outcome(self) -> Outcome:
        """Wait for the page that says the registration is done."""


class RegistrationStart(Protocol):
    """The page that Create Account leads to."""

    def proceed(self, user_name: str) -> RegistrationForm:
        """Take a user name that is free, and come to the form."""

    def proceed_in_vain(self, person: Person) -> str:
        """Ask for the person's user name, which cannot be had; return what the page says."""
