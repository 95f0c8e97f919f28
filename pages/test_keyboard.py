"""The guide's steps by keyboard alone, with a focus that can be seen and that stands where one goes on."""

from harness.browser import ContactRecordPage, ContactsPage, LoginPage, MyAccount, PersonalInfo, RegistrationResult, Tab
from harness.browser.account import FIRST_NAME
from harness.browser.signup import PHONE_NUMBERS
from harness.chain import Chain
from harness.people import Person
from harness.stack import PUBLIC_URL
from pages.keyboard import Keyboard

ROW = "[data-testid=profile-schema-mobile-editing-section-name-givenName"


def test_registration_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    LoginPage.visit(tab)
    keyboard.leave_by("#registerLink")
    keyboard.fill_in("#username", person.user_name)
    keyboard.leave_by("#registrationSubmit")
    for selector, text in (
        ("#firstname", person.given_name),
        ("#lastname", person.family_name),
        ("#password", person.password),
        ("#password2", person.password),
        ("#email", person.email),
        (PHONE_NUMBERS, person.phone),
    ):
        keyboard.fill_in(selector, text)
    keyboard.press_space("#termsCheckbox")
    keyboard.leave_by("#registrationSubmit")
    RegistrationResult(tab)
    keyboard.leave_by("dialog .cancel")
    LoginPage(tab)
    chain.hubspot.shows(person)


def test_after_an_error_the_focus_stands_in_its_field_and_the_message_belongs_to_it(tab: Tab, person: Person) -> None:
    form = LoginPage.visit(tab).create_account().proceed(person.user_name)
    form.fill(person)
    form.fill_passwords(person.password, "another")
    form.submit()
    form.error()
    tab.see("#password2:focus[aria-invalid=true][aria-describedby=error-msg]", "the focus in the field that is wrong")


def test_an_edit_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    chain.guide.has_registered(person)
    LoginPage.visit(tab)
    keyboard.fill_in("#username", person.user_name)
    keyboard.fill_in("#password", person.password)
    keyboard.leave_by("#loginForm button[type=submit]")
    tab.see("main h1", "the overview")
    keyboard.press_enter("[data-testid=side-panel-items-personal-info]")
    info = PersonalInfo(tab)
    keyboard.press_enter(f"{ROW}-edit-button]")
    keyboard.fill_in(f'input[name="{FIRST_NAME}"]', "Alicia")
    keyboard.press_enter(f"{ROW}-save-button]")
    info.shows("First Name", "Alicia")
    tab.see(f"{ROW}-edit-button]:focus", "the focus back on the pencil")


def test_a_form_that_is_cancelled_gives_the_focus_back(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    chain.guide.has_registered(person)
    LoginPage.visit(tab).sign_in(person.user_name, person.password)
    MyAccount(tab).personal_info()
    keyboard.press_space(f"{ROW}-edit-button]")
    tab.see(f'input[name="{FIRST_NAME}"]:focus', "the focus in the form")
    keyboard.press_space(f"{ROW}-cancel-button]")
    tab.see(f"{ROW}-edit-button]:focus", "the focus back on the pencil")


def test_signing_out_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    chain.guide.has_registered(person)
    LoginPage.visit(tab).sign_in(person.user_name, person.password)
    keyboard.press_enter("[data-testid=app-header-user-dropdown]")
    keyboard.leave_by("[data-testid=app-header-dropdown-link-Logout]")
    assert tab.url.startswith(PUBLIC_URL)
    LoginPage(tab)


def test_a_contact_by_keyboard(chain: Chain, tab: Tab, person: Person) -> None:
    keyboard = Keyboard(tab)
    credentials = chain.stack.credentials
    known = chain.hubspot.knows_already(person)
    tab.open(f"{chain.stack.hubspot_url}/login")
    keyboard.fill_in("#username", credentials.marketing_username)
    keyboard.fill_in("#password", credentials.marketing_password)
    keyboard.leave_by("#loginBtn")
    ContactsPage(tab)
    keyboard.fill_in("#search", person.email)
    keyboard.leave_by("[data-test-id=search-button]")
    keyboard.leave_by("[data-test-id=contact-row] a")
    assert ContactRecordPage(tab).contact_id == known
