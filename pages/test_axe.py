"""Every page in every state, as people see it: axe-core finds nothing, nothing is cut off, and a picture is kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from selenium.webdriver.common.keys import Keys

from harness.browser import ContactRecordPage, ContactsPage, HubSpotLoginPage, LoginPage, MyAccount, Tab
from harness.browser.account import EMAIL, FIRST_NAME, LAST_NAME, MOBILE
from harness.chain import Chain
from harness.people import Person
from harness.stack import PUBLIC_URL
from harness.tour import running_stack
from harness.waiting import NotYet
from pages.audit import DARK_PHONE, PHONE, Audit

LOGIN = f"{PUBLIC_URL}/authenticationendpoint/login.do?sessionDataKey=key&relyingParty=MY_ACCOUNT&sp=My+Account"
RECOVERY = f"{PUBLIC_URL}/accountrecoveryendpoint"
FORM = "[data-testid=profile-schema-editing-section]"
PHONES = (PHONE, DARK_PHONE)


def test_sign_in(tab: Tab, audit: Audit) -> None:
    page = LoginPage.visit(tab)
    audit.look("sign-in")
    page.sign_in_in_vain("nobody", "wrong")
    audit.look("sign-in refused")
    tab.open(f"{LOGIN}&authFailure=true&errorCode=17003&remainingAttempts=0")
    audit.look("sign-in locked")
    tab.open(f"{LOGIN}&failedUsername=anna&errorCode=17005&authFailureMsg=account.confirmation.pending")
    audit.look("sign-in unconfirmed")
    tab.open(f"{PUBLIC_URL}/authenticationendpoint/retry.do")
    audit.look("sign-in lost")
    tab.open(f"{PUBLIC_URL}/oauth2/authorize?client_id=nobody")
    audit.look("authorize refused")
    assert audit.faults == []


def test_registration(tab: Tab, audit: Audit, person: Person) -> None:
    page = LoginPage.visit(tab).create_account()
    audit.look("user name step")
    page.proceed_in_vain(replace(person, user_name="@"))
    audit.look("user name refused")
    details = page.proceed(person.user_name)
    audit.look("details")
    details.fill(person)
    details.fill_passwords(person.password, "another")
    details.submit()
    details.error()
    audit.look("details with passwords that differ")
    details.fill_passwords("weak", "weak")
    details.accept_privacy_policy()
    details.submit()
    tab.see("#server-error-msg", "the server's refusal")
    audit.look("details with a weak password")
    details.register(person)
    audit.look("registered")
    tab.open(f"{RECOVERY}/confirmregistration.do?confirmation=unknown")
    audit.look("confirmation link unknown")
    assert audit.faults == []


def test_my_account(chain: Chain, tab: Tab, audit: Audit, person: Person) -> None:
    chain.guide.has_registered(person)
    sign_in(tab, person)
    audit.look("overview with the cookie banner")
    account = MyAccount(tab)
    audit.look("overview")
    tab.click("[data-testid=app-header-user-dropdown]")
    audit.look("overview with the account's menu")
    tab.click("[data-testid=app-header-user-dropdown]")
    audit.turn_to(PHONE)
    tab.click("[data-testid=app-header-hamburger-icon]")
    audit.look("overview with the side panel", PHONES)
    tab.click("[data-testid=side-panel-items-security]")
    audit.look("security")
    account.personal_info()
    audit.look("personal info")
    account.sign_out()
    audit.look("signed out")
    assert audit.faults == []


def test_the_forms_of_my_account(chain: Chain, tab: Tab, audit: Audit, person: Person) -> None:
    chain.guide.has_registered(person)
    sign_in(tab, person)
    info = MyAccount(tab).personal_info()
    for attribute in (FIRST_NAME, LAST_NAME, EMAIL, MOBILE):
        info.open(attribute)
        audit.look(f"form of {attribute}")
    info.type(MOBILE, "by carrier pigeon")
    info.save(MOBILE)
    tab.see("[aria-invalid=true]", "the error under the field")
    audit.look("form with an error")
    info.edit_first_name("Alicia")
    audit.look("saved")
    assert audit.faults == []


def test_my_account_with_a_server_that_is_away(chain: Chain, tab: Tab, audit: Audit, person: Person) -> None:
    chain.guide.has_registered(person)
    sign_in(tab, person)
    info = MyAccount(tab).personal_info()
    tab.driver.set_network_conditions(offline=True, latency=0, throughput=0)
    info.edit_in_vain(FIRST_NAME, "Alicia")
    audit.look("not saved")
    tab.driver.delete_network_conditions()
    assert audit.faults == []


def test_hubspot(chain: Chain, tab: Tab, audit: Audit, people: list[Person]) -> None:
    url = chain.stack.hubspot_url
    credentials = chain.stack.credentials
    page = HubSpotLoginPage.visit(tab, url)
    audit.look("HubSpot log-in")
    page.log_in_in_vain(credentials.marketing_username, "wrong")
    audit.look("HubSpot log-in refused")
    contacts = page.log_in(credentials.marketing_username, credentials.marketing_password)
    audit.look("no contacts")
    for person in people:
        chain.hubspot.knows_already(person, firstname=person.given_name, lastname=person.family_name)
    ContactsPage.visit(tab, url)
    audit.look("contacts")
    contacts.search("Nobody at all")
    audit.look("contacts not found")
    tab.open(f"{url}/contacts/1/record/0-1/999999")
    audit.look("record not found")
    tab.open(f"{url}/contacts/2/objects/0-1/views/all/list")
    audit.look("account not found")
    assert audit.faults == []


def test_a_contact_with_its_history(chain: Chain, tab: Tab, audit: Audit, person: Person) -> None:
    url = chain.stack.hubspot_url
    chain.guide.has_registered(person)
    chain.administrator.edit_last_name(person, "Muster")
    contact = chain.hubspot.shows(person, lastname="Muster")
    log_in(chain, tab)
    ContactRecordPage.visit(tab, url, contact.id)
    audit.look("record with its history")
    chain.administrator.delete(person)
    chain.hubspot.has_archived(person)
    tab.reload()
    audit.look("record of an archived contact")
    assert audit.faults == []


@pytest.fixture
def people(chain: Chain, new_person: Callable[..., Person]) -> list[Person]:
    """Return people for two pages of contacts, of whom HubSpot knows nothing yet."""
    chain.stack.hubspot.request("POST", "/_fake/reset")
    return [new_person() for _ in range(27)]


def sign_in(tab: Tab, person: Person) -> None:
    """Sign in and touch nothing after it: the cookie banner is still there."""
    LoginPage.visit(tab)
    tab.type("#username", person.user_name)
    tab.type("#password", person.password)
    tab.leave(lambda: tab.press(Keys.ENTER), "My Account after sign-in")
    tab.see("main h1", "the overview")


def log_in(chain: Chain, tab: Tab) -> None:
    credentials = chain.stack.credentials
    page = HubSpotLoginPage.visit(tab, chain.stack.hubspot_url)
    page.log_in(credentials.marketing_username, credentials.marketing_password)


def test_the_start_page(tab: Tab, audit: Audit) -> None:
    with running_stack() as ports:
        tab.open(f"http://127.0.0.1:{ports[0]}/")
        tab.until(lambda: see_change_of(tab, "alice"), "Alice's change in the live view")
        audit.look("start page")
        tab.click(".moment summary")
        tab.click(".more summary")
        audit.look("start page with a payload")
    assert audit.faults == []


def see_change_of(tab: Tab, name: str) -> None:
    if not any(heading.startswith(name) and "delivered" in heading for heading in tab.texts(".change h3")):
        raise NotYet(f"the live view shows {tab.texts('.change h3')}")
