"""The pages of 7.x, where they are others than 6.1's: as people see them, and by keyboard alone."""

from dataclasses import replace

import pytest

from harness.browser import LoginPage, MyAccount, OnePageRegistration, Tab
from harness.browser.account import EMAIL, MOBILE
from harness.browser.one_page import EMAIL as ADDRESS
from harness.browser.one_page import RESULT, USER_NAME
from harness.browser.signup import PHONE_NUMBERS
from harness.chain import Chain
from harness.people import Person
from harness.plugin import OwnStack
from harness.stack import PUBLIC_URL
from pages.audit import Audit
from pages.keyboard import Keyboard

LOGIN = f"{PUBLIC_URL}/authenticationendpoint/login.do?sessionDataKey=key&relyingParty=MY_ACCOUNT&sp=My+Account"
RECOVERY = f"{PUBLIC_URL}/accountrecoveryendpoint"
STAY = "for (let last = setInterval(() => {}, 1e6); last; last--) clearInterval(last)"
"""Ends the countdown, so that there is time to look at the page."""


@pytest.fixture
def chain(own_stack: OwnStack) -> Chain:
    """Return a chain with the latest pages that are simulated whole."""
    return own_stack(profile="7.1")


def test_sign_in_of_7(tab: Tab, audit: Audit) -> None:
    page = LoginPage.visit(tab)
    audit.look("7.x sign-in")
    tab.click("#sign-in-button")
    tab.see("#passwordErrorText", "the message under the password")
    audit.look("7.x sign-in with nothing typed")
    page.sign_in_in_vain("nobody", "wrong")
    audit.look("7.x sign-in refused")
    tab.open(f"{LOGIN}&authFailure=true&errorCode=17003&remainingAttempts=0")
    audit.look("7.x sign-in locked")
    tab.open(f"{LOGIN}&failedUsername=anna&errorCode=17005&authFailureMsg=account.confirmation.pending")
    audit.look("7.x sign-in unconfirmed")
    assert audit.faults == []


def test_registration_of_7(tab: Tab, audit: Audit, person: Person) -> None:
    LoginPage.visit(tab).create_account()
    page = OnePageRegistration(tab)
    audit.look("7.x registration")
    page.submit()
    page.error()
    audit.look("7.x registration with nothing typed")
    page.fill(replace(person, password="weak"))  # noqa: S106 - made up, and too short
    page.submit()
    page.error()
    audit.look("7.x registration with a weak password")
    page.proceed_in_vain(replace(person, user_name="admin"))
    audit.look("7.x registration with a taken user name")
    page.register(person)
    tab.driver.execute_script(STAY)
    audit.look("7.x registered")
    tab.open(f"{RECOVERY}/signup.do")
    audit.look("7.x without a second step")
    assert audit.faults == []


def test_a_registration_of_7_that_waits_for_its_mail(
    own_stack: OwnStack, tab: Tab, audit: Audit, person: Person
) -> None:
    own_stack(profile="7.1", lock_on_creation=True)
    LoginPage.visit(tab).create_account().proceed(person.user_name).register(person)
    audit.look("7.x registered and locked")
    assert audit.faults == []


def test_my_account_of_7(chain: Chain, tab: Tab, audit: Audit, person: Person) -> None:
    chain.guide.has_registered(person)
    info = LoginPage.visit(tab).sign_in(person.user_name, person.password).personal_info()
    audit.look("7.x personal info")
    info.open(MOBILE)
    audit.look(f"7.x form of {MOBILE}")
    info.edit_email(f"new.{person.email}"[:50])
    info.shows("Email", f"new.{person.email}"[:50])
    audit.look(f"7.x {EMAIL} saved")
    assert audit.faults == []


def test_registration_of_7_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    LoginPage.visit(tab)
    keyboard.leave_by("#registerLink")
    for selector, text in (
        (USER_NAME, person.user_name),
        (ADDRESS, person.email),
        ("#passwordUserInput", person.password),
        ("#firstNameUserInput", person.given_name),
        ("#lastNameUserInput", person.family_name),
        (PHONE_NUMBERS, person.phone),
    ):
        keyboard.fill_in(selector, text)
    keyboard.leave_by("#registrationSubmit")
    tab.see(RESULT, "the result of the registration")
    LoginPage(tab)  # where it leads by itself
    chain.hubspot.shows(person)


def test_after_an_error_on_7_the_focus_stands_in_its_field_and_the_message_belongs_to_it(
    chain: Chain, tab: Tab, person: Person
) -> None:
    assert chain.stack.settings.profile == "7.1"
    page = LoginPage.visit(tab).create_account().proceed(person.user_name)
    page.fill(replace(person, given_name="", phone=""))
    page.submit()
    described = "[aria-invalid=true][aria-describedby=firstname-error-msg-text]"
    tab.see(f"#firstNameUserInput:focus{described}", "the focus in the first field that is wrong")
    assert page.error() == "Required"


def test_an_edit_on_7_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    chain.guide.has_registered(person)
    LoginPage.visit(tab)
    keyboard.fill_in("#usernameUserInput", person.user_name)
    keyboard.fill_in("#password", person.password)
    keyboard.leave_by("#sign-in-button")
    info = MyAccount(tab).personal_info()
    row = "[data-testid=profile-schema-mobile-editing-section-phoneNumbers-mobile"
    keyboard.press_enter(f"{row}-edit-button]")
    keyboard.fill_in(f'input[name="{MOBILE}"]', person.mobile)
    keyboard.press_enter(f"{row}-save-button]")
    info.shows("Mobile", person.mobile)
    tab.see(f"{row}-edit-button]:focus", "the focus back on the pencil")
