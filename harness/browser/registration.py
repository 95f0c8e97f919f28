"""The self-registration of 6.1, in steps: user name, details, result."""

from typing import TYPE_CHECKING

from harness.browser.signup import MOBILE, PHONE_NUMBERS, Person, RegistrationForm
from harness.browser.tab import Tab

if TYPE_CHECKING:
    from harness.browser.login import LoginPage

ERROR = "#error-msg, #server-error-msg"


class UsernamePage:
    """The first step: only the user name is asked."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.see("#username", "the user name step of registration")

    def proceed(self, user_name: str) -> "RegistrationPage":
        """Take a user name that is free."""
        self._submit(user_name)
        return RegistrationPage(self._tab)

    def proceed_in_vain(self, person: Person) -> str:
        """Ask for the person's user name, which cannot be had; return what the page says."""
        self._submit(person.user_name)
        return self._tab.see(ERROR, "the reason why the user name cannot be had").text

    def _submit(self, user_name: str) -> None:
        self._tab.type("#username", user_name)
        self._tab.click("#registrationSubmit")


class RegistrationPage(RegistrationForm):
    """The second step: the form with the details."""

    def __init__(self, tab: Tab) -> None:
        super().__init__(tab)
        tab.see("#firstname", "the registration form")

    def fill(self, person: Person, *, with_mobile: bool = False) -> None:
        """Fill in the details; "Mobile" only on demand, since the form does not require it."""
        for selector, text in (
            ("#firstname", person.given_name),
            ("#lastname", person.family_name),
            ("#password", person.password),
            ("#password2", person.password),
            ("#email", person.email),
            (PHONE_NUMBERS, person.phone),
            *([(MOBILE, person.mobile)] if with_mobile else []),
        ):
            self._tab.type(selector, text)

    def fill_passwords(self, first: str, second: str) -> None:
        """Fill in the password and its confirmation."""
        self._tab.type("#password", first)
        self._tab.type("#password2", second)

    def accept_privacy_policy(self) -> None:
        """Tick the privacy policy's box."""
        if self._tab.shown("#termsCheckbox:checked") is None:
            self._tab.click("#termsCheckbox")

    def error(self) -> str:
        """Return what the page says against the details."""
        return self._tab.see(ERROR, "the registration form's error").text

    def missing(self) -> str:
        """Return the name (claim URI) of the first field that the browser's own validation stops at, or ""."""
        name: str | None = self._tab.driver.execute_script(
            "return document.querySelector('#register :invalid')?.getAttribute('name')"
        )
        return name or ""

    def _outcome(self) -> "RegistrationResult":
        return RegistrationResult(self._tab)


class RegistrationResult:
    """The dialog that says the registration is done."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.text = tab.see(".ui.modal.notify .content", "the result of the registration").text

    def close(self) -> "LoginPage":
        """Close the dialog, which leads back to My Account and so to sign-in."""
        from harness.browser.login import LoginPage  # noqa: PLC0415 - the two pages lead to each other

        close = ".ui.modal.notify .cancel"
        self._tab.leave(lambda: self._tab.click(close), "the page after the registration")
        return LoginPage(self._tab)
