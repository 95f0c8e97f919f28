"""A real browser, as the people of a scenario use it: one session a person, and one page object a page.

A page object's methods are what a person does there (`create_account()`, `edit_first_name("…")`); each waits, bounded,
for what it needs, and a wait that fails says what was awaited and what the page shows instead.
"""

from harness.browser.account import MyAccount, PersonalInfo
from harness.browser.browser import Browser
from harness.browser.hubspot import ContactRecordPage, ContactsPage, HubSpotLoginPage
from harness.browser.login import LoginPage
from harness.browser.one_page import CompletedRegistration, OnePageRegistration
from harness.browser.registration import RegistrationPage, RegistrationResult, UsernamePage
from harness.browser.signup import RegistrationForm, RegistrationStart
from harness.browser.tab import Tab
from harness.browser.variants import back_to_registration, registration_form

__all__ = [
    "Browser",
    "CompletedRegistration",
    "ContactRecordPage",
    "ContactsPage",
    "HubSpotLoginPage",
    "LoginPage",
    "MyAccount",
    "OnePageRegistration",
    "PersonalInfo",
    "RegistrationForm",
    "RegistrationPage",
    "RegistrationResult",
    "RegistrationStart",
    "Tab",
    "UsernamePage",
    "back_to_registration",
    "registration_form",
]
