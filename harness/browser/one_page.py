"""The self-registration of 7.x: one page with everything, and a result that leaves by itself."""

from typing import Final

from harness.browser.signup import MOBILE, PHONE_NUMBERS, Person, RegistrationForm
from harness.browser.tab import Tab
from harness.waiting import NotYet

USER_NAME: Final = "#alphanumericUsernameUserInput"
EMAIL: Final = "#usernameUserInput"
RESULT: Final = "[data-testid=self-register-complete-page-header]"

_FAULT: Final = """
const faults = '#server-error-msg, #error-msg, .validation-error-message, [id^=password-validation-cross-]'
const shown = [...document.querySelectorAll(faults)].find(
  each => each.checkVisibility() && (each.innerText.trim() || each.id.startsWith('password-validation-')))
if (!shown) return null
const field = shown.closest('#password-validation-block') ? '#passwordUserInput' : 'input'
return [shown.innerText.trim() || shown.parentElement.innerText.trim(),
  (shown.closest('.field') ?? document).querySelector(field)?.name ?? '']
"""
"""The first thing said against what was typed, and the name of its field; a rule for passwords that is not kept has a
cross without a text of its own."""


class OnePageRegistration(RegistrationForm):
    """The page: where it starts, and the form."""

    def __init__(self, tab: Tab) -> None:
        super().__init__(tab)
        tab.see(USER_NAME, "the registration page")

    def proceed(self, user_name: str) -> "OnePageRegistration":
        """Take a user name; whether it is free is seen at the end."""
        self._tab.type(USER_NAME, user_name)
        return self

    def proceed_in_vain(self, person: Person) -> str:
        """Ask for the person's user name, which cannot be had; return what the page says."""
        self.fill(person)
        self.submit()
        return self.error()

    def fill(self, person: Person, *, with_mobile: bool = False) -> None:
        """Fill in everything; "Mobile" only on demand, since the form does not require it."""
        for selector, text in (
            (USER_NAME, person.user_name),
            (EMAIL, person.email),
            ("#passwordUserInput", person.password),
            ("#firstNameUserInput", person.given_name),
            ("#lastNameUserInput", person.family_name),
            (PHONE_NUMBERS, person.phone),
            *([(MOBILE, person.mobile)] if with_mobile else []),
        ):
            self._tab.type(selector, text)

    def fill_passwords(self, first: str, second: str) -> None:
        """Fill in the password, which is asked once.

        Raises:
            AssertionError: the two differ.
        """
        if first != second:
            raise AssertionError('this page asks for one password: mark it with needs("registration in steps")')
        self._tab.type("#passwordUserInput", first)

    def accept_privacy_policy(self) -> None:
        """There is no box: whoever registers agrees."""

    def error(self) -> str:
        """Return what the page says against the details."""
        return self._fault()[0]

    def missing(self) -> str:
        """Return the name (claim URI) of the first field that the page's own checks stop at."""
        return self._fault()[1]

    def _fault(self) -> tuple[str, str]:
        def look() -> tuple[str, str]:
            found: list[str] | None = self._tab.driver.execute_script(_FAULT)
            if found is None:
                raise NotYet("the page has nothing against what was typed")
            return found[0], found[1]

        return self._tab.until(look, "what the registration page says against what was typed")

    def _outcome(self) -> "CompletedRegistration":
        return CompletedRegistration(self._tab)


class CompletedRegistration:
    """The page that says the registration is done; it leaves for My Account after some seconds."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.text = tab.see(RESULT, "the result of the registration").text
