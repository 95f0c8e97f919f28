"""Which release's pages a tab shows, told by what is on them."""

from typing import Final

from harness.browser.one_page import USER_NAME, OnePageRegistration
from harness.browser.registration import RegistrationPage, UsernamePage
from harness.browser.signup import RegistrationForm, RegistrationStart
from harness.browser.tab import Tab

_START: Final = f"#username, {USER_NAME}"
_FORM: Final = f"#firstname, {USER_NAME}"


def registration_start(tab: Tab) -> RegistrationStart:
    """Wait for the page that Create Account leads to."""
    tab.see(_START, "the first page of registration")
    return OnePageRegistration(tab) if tab.shown(USER_NAME) else UsernamePage(tab)


def registration_form(tab: Tab) -> RegistrationForm:
    """Wait for the registration form."""
    tab.see(_FORM, "the registration form")
    return OnePageRegistration(tab) if tab.shown(USER_NAME) else RegistrationPage(tab)


def back_to_registration(tab: Tab) -> RegistrationStart:
    """Go back from the result to where registration began; of what was typed the browser keeps nothing."""
    tab.back_to("/register.do")
    return registration_start(tab)
